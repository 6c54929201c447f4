import { describe, expect, test, vi } from 'vitest';
import { DEFAULT_EXPERIMENT } from '../../experiment/fields';
import type { IdentityResult, MeasureResult, SimilarityResult, StepReport } from '../../run/protocol';
import { RunHistory } from '../history/history';
import { INITIAL_RUN, useRun } from '../store/experiment/state';
import { fill } from '../text/fill';
import { ja } from '../text/ja';
import { LABELS_JA } from '../text/ja/settings';
import type { TranslateAll } from '../text/text';
import { significant } from './csv-files';
import { measureAsCsv } from './estimates-csv';
import { asColumns, inWords, ofSubject, type Provenance } from './provenance';
import { runAsCsv } from './run-csv';

const ORIGIN: Provenance = {
  experiment: { ...DEFAULT_EXPERIMENT, sftSteps: 2, learningRate: 0.01, seed: 7 },
  changes: [{ step: 2, settings: { topK: 10 } }],
  seeds: [7],
  vary: null,
  device: { name: 'webgpu', adapter: 'An adapter, with a comma', threads: 1, cores: 8 },
  version: '9.9.9',
  link: 'https://example.org/#v=1&seed=7',
};
const FROM =
  'translation,skd,shipped,7,sftSteps=2 learningRate=0.01,2:topK=10,"webgpu: An adapter, with a comma",9.9.9,https://example.org/#v=1&seed=7';

const linesOf = (text: string): string[] => text.trimEnd().split('\r\n');

test('in words, the device is in the language of the page', () => {
  const t: TranslateAll = (key, values) => fill(ja[key], values, 'ja');
  const lines = inWords(
    { ...ORIGIN, device: { name: 'wasm', adapter: '', threads: 1, cores: 8 } },
    t,
    LABELS_JA,
  );
  expect(lines).toContainEqual(['端末', 'wasm: プロセッサー（論理コア 8 個のうち 1 スレッド）']);
});

test('a recording says what has computed it', () => {
  vi.stubGlobal('location', { href: 'https://example.org/' });
  const facts = {
    ...{
      id: 'a',
      name: 'a',
      notes: '',
      created: 0,
      version: '0.1.0',
      sources: '',
      changes: [],
      loaded: null,
    },
    ...{ experiment: DEFAULT_EXPERIMENT, sftStep: 0, step: 1, finished: true },
    device: { name: 'wasm', adapter: '', threads: 4 },
  } as const;
  const subject = { experiment: DEFAULT_EXPERIMENT, changes: [] };
  useRun.setState({ facts, recorded: true });
  expect(asColumns(ofSubject(subject)).cells).toEqual(
    expect.arrayContaining(['wasm: processor, threads: 4', '0.1.0']),
  );
  useRun.setState(INITIAL_RUN);
  expect(ofSubject(subject)).toMatchObject({ device: null, version: expect.not.stringMatching('0.1.0') });
  vi.unstubAllGlobals();
});

test('numbers have six significant digits', () => {
  expect([10.487600000000093, 0.1 + 0.2, 1234567.89, 0, null, Number.NaN].map(significant)).toEqual([
    '10.4876',
    '0.3',
    '1234570',
    '0',
    '',
    '',
  ]);
});

test('the varied setting of a comparison has its column elsewhere', () => {
  const { names, cells } = asColumns({ ...ORIGIN, vary: 'learningRate', changes: [] });
  expect(names).toEqual([
    'task',
    'method',
    'teacher',
    'seeds',
    'settings',
    'changes',
    'device',
    'version',
    'link',
  ]);
  expect(cells[4]).toBe('sftSteps=2');
  expect(asColumns({ ...ORIGIN, vary: 'method' }).names).not.toContain('method');
});

test('a run: one line a series and stretch of steps, with the change in its line', () => {
  const report = (step: number, phase: StepReport['phase'], loss: number): StepReport => ({
    step,
    phase,
    loss,
    acceptance: phase === 'running' ? 0.5 : null,
    acceptedAt: [],
    replacedAt: [],
    overlap: null,
    entropy: 1,
    gradientNorm: 1,
    learningRate: 1e-3,
    tokens: 1,
    milliseconds: 1,
    tokensPerSecond: 1,
  });
  const history = new RunHistory(2);
  for (const step of [1, 2]) history.pushReport(report(step, 'sft', 3));
  for (const step of [1, 2]) history.pushReport(report(step, 'running', 1 / 3));
  history.pushEvaluation({
    step: 2,
    prompts: 1,
    scores: { chrf: 0.25 },
    text: { length: 1, cutOff: 0, distinct: [] },
    examples: [],
  });
  expect(linesOf(runAsCsv(history.snapshot(), ORIGIN))).toEqual([
    'series,from_step,to_step,steps,mean,min,max,last,change,task,method,teacher,seeds,settings,changes,device,version,link',
    `sft_loss,1,1,1,3,3,3,3,,${FROM}`,
    `sft_loss,2,2,1,3,3,3,3,,${FROM}`,
    `loss,1,1,1,0.333333,0.333333,0.333333,0.333333,,${FROM}`,
    `loss,2,2,1,0.333333,0.333333,0.333333,0.333333,topK 3 → 10,${FROM}`,
    `acceptance,1,1,1,0.5,0.5,0.5,0.5,,${FROM}`,
    `acceptance,2,2,1,0.5,0.5,0.5,0.5,topK 3 → 10,${FROM}`,
    `validation chrf,2,2,1,0.25,0.25,0.25,0.25,topK 3 → 10,${FROM}`,
  ]);
});

describe('measures: a line for each number, with its interval', () => {
  const estimate = { value: 1 / 3, interval: [0.25, 0.5] } as const;
  const side = {
    overlap: estimate,
    acceptance: estimate,
    acceptedPerCall: estimate,
    tokensPerCall: estimate,
    expectedPerCall: 2,
    rows: [],
  };
  const drafting: MeasureResult = {
    kind: 'drafting',
    trainingProgress: { step: 24, sftSteps: 2 },
    command: { kind: 'drafting', draftLength: 4, temperature: 1, prompts: 16, repeats: 3 },
    prompts: 16,
    vocabulary: [],
    sftSteps: 2,
    fromOwn: false,
    before: side,
    after: side,
    benchmarks: [{ batch: 1, repeats: 3, times: { alone: { median: 2, least: 1, most: 3 } } }],
  };
  const raw = { student: estimate, floor: estimate, again: estimate };
  const part = { raw, score: estimate };
  const similarity: SimilarityResult = {
    kind: 'similarity',
    trainingProgress: { step: 24, sftSteps: 0 },
    floorSteps: 100,
    prompts: 64,
    rse: null,
    parts: { style: part, structure: part, detail: { ...part, score: null } },
    sharedErrors: raw,
    teacherErrors: 0,
    errorsCount: false,
    unit: 'character',
    agreement: { student: { topOne: estimate, jsd: estimate }, floor: { topOne: estimate, jsd: estimate } },
    examples: [],
  };
  const counts = { loose: estimate, strict: estimate, hard: estimate };
  const identity: IdentityResult = {
    kind: 'identity',
    command: { kind: 'identity', prompts: 'asked' },
    method: 'skd',
    probes: 10,
    plainProbes: 5,
    subjects: { teacher: counts, before: counts, after: counts, control: counts },
    transcripts: [],
  };

  test('drafting', () => {
    const lines = linesOf(measureAsCsv(drafting, ORIGIN));
    expect(lines[0]).toMatch(
      /^measure,of,value,interval_low,interval_high,draft_length,temperature,prompts,student_steps,student_sft_steps,task/,
    );
    expect(lines).toHaveLength(1 + 2 * 5 + 3);
    expect(lines).toContain(`acceptance,after,0.333333,0.25,0.5,4,1,16,24,2,${FROM}`);
    expect(lines).toContain(`ms_per_token_batch_1_least,alone,1,,,4,1,16,24,2,${FROM}`);
  });

  test('similarity: what could not be measured is left out', () => {
    const lines = linesOf(measureAsCsv(similarity, ORIGIN));
    expect(lines).toHaveLength(1 + 3 * 3 + 2 + 4);
    expect(lines).toContain(`style_score,student,0.333333,0.25,0.5,64,100,0,24,0,${FROM}`);
  });

  test('identity', () => {
    const lines = linesOf(measureAsCsv(identity, ORIGIN));
    expect(lines).toHaveLength(1 + 4 * 3);
    expect(lines).toContain(`ice_hard,control,0.333333,0.25,0.5,10,5,asked,${FROM}`);
  });
});
