import { describe, expect, test } from 'vitest';
import { type Comparison, planOf } from '../../experiment/comparison';
import { DEFAULT_EXPERIMENT } from '../../experiment/fields';
import {
  type ComparedResult,
  type ComparedRun,
  type ComparisonSnapshot,
  type MetricFacts,
  WAITING_RUN,
} from '../../run/protocol';
import { at } from '../../test-support/numbers';
import { drawPicture } from '../export/picture';
import { inWords } from '../export/provenance';
import { en } from '../text/en';
import { enLater } from '../text/en/later';
import { LABELS_EN } from '../text/en/settings';
import { fill } from '../text/fill';
import type { TranslateAll } from '../text/text';
import { rowsAsMarkdown, runsAsCsv } from './copies';
import {
  allSteps,
  bandOf,
  bandsOf,
  checksTokens,
  type Group,
  groupsOf,
  pickAcceptance,
  pickLoss,
  pickScore,
} from './groups';
import { overallOf } from './progress';
import { READY } from './ready';
import { bestFirst, type ResultRow, rowOf, sorted } from './results';
import { describeDifference, oddsOfApart } from './sentences';
import { checkValues, firstValues, sweepable } from './values';

const words = { ...en, ...enLater };
const t: TranslateAll = (key, values) => fill(words[key], values);
const METRICS: readonly MetricFacts[] = [
  { id: 'exact-match', better: 'higher' },
  { id: 'phoneme-error-rate', better: 'lower' },
];
const COMPARISON: Comparison = {
  base: { ...DEFAULT_EXPERIMENT, steps: 100 },
  vary: 'method',
  values: ['skd', 'supervised-kd'],
  seeds: 3,
  budget: 'updates',
  methodSettings: 'published',
};

function resultOf(score: number, changes: Partial<ComparedResult> = {}): ComparedResult {
  return {
    updates: 100,
    teacherForwards: 1600,
    seconds: 10.487600000000093,
    validation: { 'exact-match': score, 'phoneme-error-rate': 1 - score },
    test: {
      'exact-match': { value: score, interval: [score - 0.1, score + 0.1] },
      'phoneme-error-rate': { value: 1 - score, interval: null },
    },
    testPrompts: 200,
    ...changes,
  };
}

/** A finished run with a straight curve. */
const done = (score: number, changes: Partial<ComparedResult> = {}): ComparedRun => ({
  ...WAITING_RUN,
  state: 'done',
  curve: [
    { step: 50, loss: 2, acceptance: score / 2 },
    { step: 100, loss: 1, acceptance: score },
  ],
  scores: [
    { step: 0, scores: { 'exact-match': 0 } },
    { step: 100, scores: { 'exact-match': score } },
  ],
  result: resultOf(score, changes),
});

const groupsFor = (runs: readonly ComparedRun[], comparison = COMPARISON): Group[] => {
  const snapshot: ComparisonSnapshot = { id: 'a', comparison, runs, metrics: METRICS };
  return groupsOf(snapshot, planOf(comparison), LABELS_EN);
};
/** Scores by seed: of the first value, and of the second. */
const rowsFor = (first: readonly number[], second: readonly number[]): ResultRow[] => {
  const runs = [0, 1, 2].flatMap((seed) =>
    [first[seed], second[seed]].map((score) => (score === undefined ? WAITING_RUN : done(score))),
  );
  return groupsFor(runs).map((group) => rowOf(group, METRICS));
};

describe('groups', () => {
  test('gather the runs of each value in the order of their seeds', () => {
    const runs = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((score) => done(score));
    const groups = groupsFor(runs);
    expect(groups.map(({ name }) => name)).toEqual(['Speculative KD (SKD)', 'Supervised KD']);
    expect(groups.map((group) => group.runs.map(({ run }) => runs.indexOf(run)))).toEqual([
      [0, 2, 4],
      [1, 3, 5],
    ]);
    expect(at(groups, 1).runs.map(({ planned }) => planned.experiment.seed)).toEqual([1, 2, 3]);
  });

  test('a number is named with its setting', () => {
    const comparison = { ...COMPARISON, vary: 'topK', values: [0, 3] } as const;
    const groups = groupsFor(new Array<ComparedRun>(6).fill(WAITING_RUN), comparison);
    expect(groups.map(({ name }) => name)).toEqual(['K (accepted ranks) = 0', 'K (accepted ranks) = 3']);
    expect(groups.map(({ label }) => label)).toEqual(['0', '3']);
  });

  test('a band has the mean and the range, and leaves out what is not a number', () => {
    const band = bandOf([
      [
        [1, 2],
        [2, 4],
      ],
      [
        [2, 8],
        [1, Number.NaN],
        [3, 5],
      ],
    ]);
    expect(band.means).toEqual([
      [1, 2],
      [2, 6],
      [3, 5],
    ]);
    expect(band.ranges).toEqual([[2, [4, 8]]]);
  });

  test('what failed or was left out is not drawn', () => {
    const failed: ComparedRun = { ...done(1), state: 'failed' };
    const groups = groupsFor([done(0.2), failed, done(0.4), WAITING_RUN, WAITING_RUN, WAITING_RUN]);
    const [skd, supervised] = bandsOf(groups, pickScore('exact-match'));
    expect(skd?.means).toEqual([
      [0, 0],
      [100, 0.30000000000000004],
    ]);
    expect(supervised?.means).toEqual([]);
    expect(allSteps(groups)).toEqual([0, 50, 100]);
  });
});

test('whether there will be an acceptance rate is known before the first step', () => {
  const waiting = new Array<ComparedRun>(6).fill(WAITING_RUN);
  expect(checksTokens(groupsFor(waiting))).toBe(true);
  const unchecked = { ...COMPARISON, values: ['sft', 'on-policy-kd'] };
  expect(checksTokens(groupsFor(waiting, unchecked))).toBe(false);
});

describe('rows', () => {
  test('are means over seeds, with the interval of a lone run', () => {
    const [several, alone] = rowsFor([0.2, 0.4, 0.6], [0.5]);
    expect(several?.test['exact-match']).toMatchObject({ count: 3, mean: 0.4000000000000001 });
    expect(several?.intervals['exact-match']).toBeNull();
    expect(alone).toMatchObject({ done: 1, intervals: { 'exact-match': [0.4, 0.6] } });
  });

  test('sort by what is asked, the best first to begin with, the empty last', () => {
    const [low, high] = rowsFor([0.2], [0.5]) as [ResultRow, ResultRow];
    const [empty] = rowsFor([], []) as [ResultRow];
    const rows = [empty, low, high];
    const scores = bestFirst('test exact-match', METRICS);
    expect(scores.descending).toBe(true);
    expect(sorted(rows, scores)).toEqual([high, low, empty]);
    expect(sorted(rows, { ...scores, descending: false })).toEqual([low, high, empty]);
    expect(bestFirst('validation phoneme-error-rate', METRICS).descending).toBe(false);
    expect(bestFirst('seconds', METRICS).descending).toBe(false);
    expect(sorted(rows, { by: 'value', descending: true })).toEqual([high, low, empty]);
  });
});

describe('the sentence', () => {
  const say = (first: readonly number[], second: readonly number[]): string[] => {
    const [a, b] = rowsFor(first, second) as [ResultRow, ResultRow];
    return describeDifference(a, b, { t, labels: LABELS_EN, metric: at(METRICS, 0) });
  };

  test('names what differs in the settings and by how much in the results', () => {
    const [settings, scores] = say([0.2, 0.4, 0.6], [0.1, 0.2, 0.3]);
    expect(settings).toBe(
      'Speculative KD (SKD) and Supervised KD differ in Method (Speculative KD (SKD) – Supervised KD).',
    );
    expect(scores).toBe(
      'On 200 test prompts the exact match of Speculative KD (SKD) is 40.0%, that of Supervised KD 20.0%: Speculative KD (SKD) is 20.0 percentage points higher.',
    );
  });

  test('claims nothing with fewer than three seeds, nor where ranges overlap', () => {
    expect(say([0.9, 0.8], [0.1, 0.2])[2]).toMatch(/^Seeds: 2 and 2\..*no claim/);
    expect(say([0.9, 0.8, 0.7], [0.1])[2]).toMatch(/^Seeds: 3 and 1\..*no claim/);
    expect(say([0.2, 0.4, 0.6], [0.1, 0.2, 0.3])[2]).toMatch(
      /overlap \(20.0%–60.0% and 10.0%–30.0%\).*do not show/,
    );
  });

  test('says how easily chance alone does it where ranges do not overlap', () => {
    expect(say([0.7, 0.8, 0.9], [0.1, 0.2, 0.3])[2]).toMatch(/do not overlap.*in 1 of 10 comparisons/);
    expect([oddsOfApart(3, 3), oddsOfApart(5, 5), oddsOfApart(3, 4)]).toEqual([10, 126, 18]);
  });

  test('waits for results', () => {
    expect(say([0.5], [])).toEqual([expect.any(String), 'The two do not both have results yet.']);
  });
});

/** Where the results come from. */
const ORIGIN = {
  experiment: { ...DEFAULT_EXPERIMENT, steps: 100 },
  changes: [],
  seeds: [1, 2, 3],
  vary: 'method',
  device: { name: 'wasm', adapter: '', threads: 1, cores: 2 },
  version: '9.9.9',
  link: 'https://example.org/#v=1',
} as const;

describe('copies', () => {
  const groups = groupsFor([
    done(0.25),
    { ...WAITING_RUN, state: 'cancelled' },
    WAITING_RUN,
    WAITING_RUN,
    WAITING_RUN,
    WAITING_RUN,
  ]);

  test('CSV has a line for every run with its full numbers', () => {
    const lines = runsAsCsv(groups, METRICS, ORIGIN).split('\r\n');
    expect(lines).toHaveLength(1 + 6 + 1);
    expect(lines[0]).toBe(
      'method,seed,state,steps,student_updates,teacher_forwards,wall_seconds,test_prompts,test_exact_match,test_phoneme_error_rate,validation_exact_match,validation_phoneme_error_rate,task,teacher,seeds,settings,changes,device,version,link',
    );
    const from =
      'translation,shipped,1 2 3,steps=100,,"wasm: processor, 1 of 2 logical cores",9.9.9,https://example.org/#v=1';
    expect(lines[1]).toBe(`skd,1,done,100,100,1600,10.4876,200,0.25,0.75,0.25,0.75,${from}`);
    expect(lines[4]).toBe(`supervised-kd,1,cancelled,100,,,,,,,,,${from}`);
  });

  test('Markdown is the table as it is shown', () => {
    const rows = groups.map((group) => rowOf(group, METRICS));
    const lines = rowsAsMarkdown(t, rows, METRICS, 'Method', inWords(ORIGIN, t, LABELS_EN)).split('\n');
    expect(lines[0]).toMatch(/^\| Method \| Exact match, test \| Seeds \|/);
    expect(lines[2]).toMatch(/^\| Speculative KD \(SKD\) \| 25.0% \[15.0%, 35.0%\] \| 1 \/ 3 \|/);
    expect(lines[3]).toMatch(/^\| Supervised KD \| — \| 0 \/ 3 \|/);
    expect(lines.slice(-8)).toEqual([
      '- Task: English → French numbers',
      '- Teacher model: The task’s own',
      '- Seeds: 1, 2, 3',
      '- Other settings: Steps 100',
      '- Device: wasm: processor, 1 thread of 2 logical cores',
      '- Version: Distillery 9.9.9',
      '- Link: https://example.org/#v=1',
      '',
    ]);
  });
});

const STEPS = { from: 0, to: 100, unit: 'Step' };

test('the picture is one well-formed document with a line for every value, and takes text as text', () => {
  const groups = groupsFor([0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((score) => done(score)));
  const svg = drawPicture({
    title: '<script>&"',
    origin: [
      ['Task', 'English → French numbers'],
      ['Link', `https://example.org/#${'x'.repeat(250)}`],
    ],
    names: ['A & B', 'C'],
    strokes: [
      { colour: '#0072b2', dash: '0' },
      { colour: '#d55e00', dash: '7 3' },
    ],
    panels: [
      { title: 'Loss', bands: bandsOf(groups, pickLoss), rate: false, x: STEPS },
      { title: 'Acceptance', bands: bandsOf(groups, pickAcceptance), rate: true, x: STEPS },
    ],
    columns: 2,
    ink: '#000',
    quiet: '#555',
    line: '#ccc',
    paper: '#fff',
  });
  expect(svg).toContain('Task: English → French numbers');
  // A long link goes on in a second line.
  expect(svg.match(/x{50,}/g)?.length).toBeGreaterThan(1);
  expect(svg).not.toMatch(/<script|NaN|undefined|var\(/);
  expect(svg.match(/<(?!\/)\w+/g)?.length).toBe((svg.match(/<\/|\/>/g) ?? []).length);
  expect(svg.match(/stroke-dasharray="7 3"/g)).toHaveLength(3);
  expect(svg.match(/fill-opacity/g)).toHaveLength(4);
});

test('progress counts the work that is done, and tells the time from the runs that are over', () => {
  const half: ComparedRun = { ...WAITING_RUN, state: 'running', stage: 'training', done: 50, total: 100 };
  const before = overallOf(
    groupsFor([half, WAITING_RUN, WAITING_RUN, WAITING_RUN, WAITING_RUN, WAITING_RUN]),
  );
  expect(before).toMatchObject({ at: 1, total: 6, done: 0, secondsLeft: null });
  const after = overallOf(groupsFor([done(0.1), half, WAITING_RUN, WAITING_RUN, WAITING_RUN, WAITING_RUN]));
  expect(after).toMatchObject({ at: 2, done: 1 });
  expect(after.fraction).toBeGreaterThan(before.fraction);
  expect(after.secondsLeft).toBeGreaterThan(30);
  const left = overallOf(
    groupsFor([
      half,
      WAITING_RUN,
      WAITING_RUN,
      { ...WAITING_RUN, state: 'cancelled' },
      WAITING_RUN,
      WAITING_RUN,
    ]),
  );
  expect(left).toMatchObject({ at: 1, excluded: 1, fraction: before.fraction });
  const all = overallOf(groupsFor(new Array<ComparedRun>(6).fill(done(0.1))));
  expect(all.fraction).toBeCloseTo(1, 12);
});

test('what was left out is neither done nor still to come, and waits for the run that has begun when taken in again', () => {
  const out: ComparedRun = { ...WAITING_RUN, state: 'cancelled' };
  const ended = overallOf(groupsFor([done(0.1), done(0.1), done(0.1), out, out, out]));
  expect(ended).toMatchObject({ at: 6, total: 6, done: 3, excluded: 3, secondsLeft: 0 });
  expect(ended.fraction).toBeGreaterThan(0.4);
  expect(ended.fraction).toBeLessThan(0.6);
  const begun: ComparedRun = { ...WAITING_RUN, state: 'paused' };
  const again = overallOf(groupsFor([WAITING_RUN, done(0.1), begun, out, out, out]));
  expect(again.at).toBe(3);
});

describe('typed values', () => {
  test.each([
    ['0, 1,3', [0, 1, 3]],
    ['10 ; 3', [10, 3]],
  ])('%s', (typed, values) => {
    expect(checkValues('topK', typed, t)).toEqual({ values });
  });

  test.each([
    ['', 'At least 2'],
    ['3', 'At least 2'],
    ['1, 1', '1 occurs twice'],
    ['1, x', 'x: A number'],
    ['1, 1.5', 'whole'],
    ['1, 9999', 'Between'],
    ['0 1 2 3 4 5 6 7 8', '8 values at most'],
  ])('%j is refused: %s', (typed, problem) => {
    expect(checkValues('topK', typed, t)).toEqual({ problem: expect.stringContaining(problem) });
  });

  test('every setting that is offered has values to begin with, which can run', () => {
    for (const name of sweepable(DEFAULT_EXPERIMENT)) {
      const values = firstValues(name, DEFAULT_EXPERIMENT);
      expect(values.length, name).toBeGreaterThanOrEqual(2);
      const comparison = { ...COMPARISON, base: DEFAULT_EXPERIMENT, vary: name, values, seeds: 1 };
      for (const { experiment, value } of planOf(comparison)) expect(experiment[name], name).toBe(value);
    }
  });
});

test('ready comparisons can run as they are', () => {
  for (const { comparison } of READY) {
    expect(planOf(comparison).flatMap(({ notices }) => notices)).toEqual([]);
    expect(comparison.seeds).toBeGreaterThanOrEqual(3);
  }
});
