import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataBatch } from '../../src/distill/batches';
import { collect, disposeCollected } from '../../src/distill/collect';
import { MethodState } from '../../src/distill/method-state';
import { evaluate } from '../../src/distill/metrics/evaluate';
import { ReplayBuffer } from '../../src/distill/sampler/replay';
import { prepareTexts } from '../../src/distill/sampler/texts';
import { advance, initialState, type ScheduleState } from '../../src/distill/schedule/adaptive';
import { rateAt } from '../../src/distill/schedule/rate';
import { distilStep, readMetrics, type Step, supervisedStep } from '../../src/distill/step';
import { Trainer } from '../../src/distill/trainer';
import { validationLoss } from '../../src/distill/validation';
import { decodeLink } from '../../src/experiment/comparison-link';
import type { Experiment } from '../../src/experiment/fields';
import {
  type Composition,
  compositionOf,
  type MethodSchedule,
  SAMPLERS,
  sourceOf,
} from '../../src/experiment/methods';
import { responseLogits } from '../../src/model/forward';
import type { Model } from '../../src/model/model';
import * as tf from '../../src/ops/tf';
import { projectFiles } from '../../src/run/graduate/project-files';
import { methodsJson, PYTHON_PARTS } from '../../src/run/graduate/project-methods';
import { configYaml } from '../../src/run/graduate/project-settings';
import { runBatches } from '../../src/run/training/run-batches';
import { newStudent } from '../../src/run/training/student';
import { chrf } from '../../src/tasks/metrics';
import { selectBackend } from '../../src/test-support/backends';
import { sum } from '../../src/test-support/numbers';
import { findTorchPython } from '../find-python';
import { prepare } from '../prepare';
import { readSources } from './sources';
import { GraduationError, writeProject } from './write-project';

const SMALL =
  'v=3&seed=5&teacher=weak&trainSize=40&studentWidth=16&studentLayers=1&studentHeads=2&batchSize=3&responseLimit=14&warmUpSteps=4';
/** The run that is trained on ranks, broken off and gone on with. */
const LONG = `${SMALL}&steps=50&sftSteps=4&sftExamples=16&sftBatchSize=4&topK=2&blockSize=3&at=20:topK=4`;
const SHORT_STEPS = 3;
/** Steps where what a method remembers comes in late. */
const LONGER: Readonly<Record<string, number>> = { replay: 8, memory: 8, distillm: 8, adakd: 8, taid: 8 };
/** Sequences that are kept for replay here, so that the buffer is full soon. */
const REPLAYED = 6;
const SHORT: Readonly<Record<string, string>> = {
  custom:
    'method=custom&sampler=teacher&loss=hinton&tokenWeight=mask-rejected&methodSchedule=anneal-temperature&lossTemperatureFinal=3&steps=4',
  skd: 'teacherTopP=0.9&studentTemperature=0.7&divergence=tvd',
  nucleus: 'acceptance=nucleus&acceptanceTopP=0.5&blockSize=4&divergence=reverse-kl&clipNorm=0',
  sft: 'method=sft',
  'hinton-kd': 'method=hinton-kd&lossTemperature=2',
  'supervised-kd': 'method=supervised-kd&divergence=skew-reverse-kl',
  seqkd: 'method=seqkd&teacherText=sampled',
  'on-policy-kd': 'method=on-policy-kd&studentTopP=0.8&divergence=skew-forward-kl',
  gkd: 'method=gkd&divergence=jsd&jsdBeta=0.3',
  imitkd: 'method=imitkd&mixture=0&mixtureFinal=0.995&steps=3',
  'skd-mixed': 'method=skd-mixed&batchSize=6',
  'two-stage': 'method=two-stage&steps=3',
  adaswitch: 'method=adaswitch&switchFactor=1',
  selectkd: 'method=selectkd&topK=5&rejectedWeight=0.01',
  todi: 'method=todi',
  abkd: 'method=abkd',
  'abkd at its limit': 'method=abkd&abAlpha=0.005&abBeta=0.7',
  amid: 'method=amid',
  'amid, geometric': 'method=amid&assistantAlpha=1&skewAlpha=0.3',
  veto: 'method=veto&steps=3',
  'taid without its schedule': 'divergence=taid',
  'opd-gradient': 'method=opd-gradient',
  'iw-opd': 'method=iw-opd',
  eopd: 'method=eopd&forkEntropy=0.1',
  tip: 'method=tip',
  'distillm-2': 'method=distillm-2&batchSize=6',
  'fixed-advantage': 'method=fixed-advantage',
  ssd: 'method=ssd',
  distillm: 'method=distillm&evaluateEvery=1&learningRate=0.2&warmUpSteps=0&steps=8',
  replay: 'method=custom&sampler=replay-mixture&mixture=0.7&divergence=skew-forward-kl&steps=8',
  memory:
    'method=custom&sampler=replay-mixture&mixture=0.7&loss=adaptive-temperature&tokenWeight=hard-tokens&keepFraction=0.6&steps=8',
  adakd: 'method=adakd&keepFraction=0.6&lossTemperature=2&warmUpSteps=1&steps=8',
  cmkd: 'method=cmkd&auxiliaryWeight=2&correlationTop=5',
  ckd: 'method=ckd&auxiliaryWeight=2',
  rdd: 'method=rdd&stageFraction=0.4&steps=3',
  'rdd-labels': 'method=rdd-labels&stageFraction=0.4&steps=3&lossTemperature=2',
  taid: 'method=taid&steps=8',
  'warm-up': 'method=custom&sampler=dataset&loss=correlation&methodSchedule=auxiliary-warm-up&steps=6',
};

/** Reports that fall, then rise. */
const REPORTS = Array.from(
  { length: 200 },
  (_, i) => 0.3 * Math.abs(Math.sin(i)) + (i < 90 ? 2 * 0.97 ** i : 0.2 * (i - 89)),
);
const LEARNED = { keepFraction: 0.7 };

/** The states that the page's schedule goes through. */
const statesOf = (schedule: MethodSchedule): ScheduleState[] => {
  let state = initialState(LEARNED);
  return REPORTS.map((loss, i) => {
    const progress = i / REPORTS.length;
    state = advance(schedule, state, { loss, validation: loss, warmedUp: i + 1 > 3, progress });
    return state;
  });
};

interface PageStep {
  readonly loss: number;
  readonly completions: number[][];
  /** Share of the verified tokens that were accepted, as the project's log calls it. */
  readonly acceptance_rate?: number;
}

const inputsOf = async (link: string) => {
  const { experiment, changes } = decodeLink(link);
  return { ...(await prepare(experiment)), changes, sources: readSources(), created: new Date(0) };
};
type Inputs = Awaited<ReturnType<typeof inputsOf>>;

async function read(step: Step): Promise<Pick<PageStep, 'loss' | 'acceptance_rate'>> {
  const { loss, acceptedAt, replacedAt } = readMetrics(await step.metrics.data(), step.lossTerms);
  tf.dispose([step.metrics, step.studentLogits]);
  const verified = sum(acceptedAt) + sum(replacedAt);
  return { loss, ...(verified > 0 && { acceptance_rate: sum(acceptedAt) / verified }) };
}

async function completionsOf(sequences: tf.Tensor2D, mask: tf.Tensor2D): Promise<number[][]> {
  const [ids, kept] = [(await sequences.array()) as number[][], (await mask.array()) as number[][]];
  return kept.map((row, i) => (ids[i] ?? []).slice(-row.length).filter((_, at) => row[at] === 1));
}

/** The steps of the page: supervised ones first. */
async function pageSteps({ experiment, changes, task, teacher }: Inputs, count: number): Promise<PageStep[]> {
  const { examples, distillation, supervised } = runBatches(experiment, task);
  const trainer = new Trainer(newStudent(experiment, task));
  const { weightDecay, clipNorm } = experiment;
  const steps: PageStep[] = [];
  for (let step = 1; supervised && step <= experiment.sftSteps; step++) {
    const batch = dataBatch(task, supervised.at(step));
    const learningRate = rateAt(step, {
      ...{
        learningRate: experiment.sftLearningRate,
        steps: experiment.sftSteps,
        schedule: 'cosine' as const,
      },
      ...{ warmUpSteps: Math.min(experiment.warmUpSteps, experiment.sftSteps), finalRateFraction: 0.1 },
    });
    const completions = await completionsOf(batch.sequences, batch.mask);
    const made = supervisedStep(trainer, task.promptLength, batch, { learningRate, weightDecay, clipNorm });
    steps.push({ ...(await read(made)), completions });
  }
  trainer.resetMoments();
  const memory = new MethodState(experiment, task);
  const replay =
    sourceOf(experiment) === 'replay'
      ? new ReplayBuffer(task.promptLength, task.responseLength, REPLAYED)
      : null;
  if (sourceOf(experiment) === 'teacher-text') {
    const used = distillation.usedBy(count);
    const nothing = [() => {}, async () => true] as const;
    const texts = await prepareTexts(task, teacher, experiment, examples, used, ...nothing);
    if (texts) memory.texts = texts;
  }
  const heldOut = task.split().validation.slice(0, experiment.evaluatePrompts);
  const validationOf = async (model: Model): Promise<number> => {
    const loss = validationLoss(task, model, heldOut);
    const [value = Number.NaN] = await loss.data();
    loss.dispose();
    return value;
  };
  for (let step = 1; step <= count; step++) {
    const due = changes.filter((change) => change.step <= step).map(({ settings }) => settings);
    const now: Experiment = Object.assign({}, experiment, ...due);
    const stepInputs = { ...memory.stepInputs(now, step), replay };
    const batch = distillation.at(step);
    const collected = await collect(task, now, trainer.model, teacher, batch, step, stepInputs);
    const completions = await completionsOf(collected.sequences, collected.mask);
    const rate = { learningRate: rateAt(step, now), weightDecay, clipNorm };
    const made = distilStep(trainer, task.promptLength, collected, now, rate);
    const report = await read(made);
    steps.push({ ...report, completions });
    const isDue = step % now.evaluateEvery === 0;
    const validation = isDue ? await validationOf(trainer.model) : null;
    memory.observe(step, { loss: report.loss, lossTerms: validation === null ? {} : { validation } });
    disposeCollected(collected);
  }
  replay?.dispose();
  memory.dispose();
  trainer.dispose();
  return steps;
}

const textOf = (files: ReadonlyMap<string, Uint8Array>, name: string): string =>
  new TextDecoder().decode(files.get(name));

const python = findTorchPython();
const folder = mkdtempSync(join(tmpdir(), 'graduate-'));
const project = join(folder, 'project');
const environment = { ...process.env, OMP_NUM_THREADS: '1' };
/** Two ranks. Without the last two options 1.13 under Python 3.11 finds no member of a flag that is 0, and fails. */
const RANKS = [
  ...['-m', 'torch.distributed.run', '--standalone', '--nproc_per_node', '2'],
  ...['--redirects', '1', '--tee', '1'],
];

const logOf = (output: string): (PageStep & { step: number })[] =>
  readFileSync(join(project, output, 'log.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs train.py; `onLine` may break it off. */
function train(
  launcher: readonly string[],
  options: readonly string[],
  onLine?: (line: string) => boolean,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(python ?? '', [...launcher, 'train.py', ...options], {
      cwd: project,
      env: environment,
    });
    let output = '';
    let broken = false;
    const add = (data: Buffer): void => {
      output += data.toString();
      if (!broken && onLine?.(output)) {
        broken = true;
        child.kill('SIGINT');
      }
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve(output) : reject(new Error(output))));
  });
}

test('a folder that holds something is not written to', () => {
  writeFileSync(join(folder, 'mine'), 'kept');
  const files = new Map([['a', new Uint8Array(1)]]);
  expect(() => writeProject(files, folder)).toThrow('is not empty');
  expect(readFileSync(join(folder, 'mine'), 'utf8')).toBe('kept');
  expect(() => writeProject(files, join(folder, 'mine', 'deep'))).toThrow(GraduationError);
});

describe.skipIf(!python)('the project in PyTorch', () => {
  let inputs: Inputs;

  beforeAll(async () => {
    await selectBackend('wasm');
    inputs = await inputsOf(LONG);
    const files = await projectFiles(inputs);
    const short = textOf(files, 'test.jsonl').split('\n').slice(0, 24).join('\n');
    const config = textOf(files, 'config.yaml')
      .replace('log_completions: false', 'log_completions: true')
      .replace(/logging_steps: \d+/, 'logging_steps: 1');
    const changed = [
      ['test.jsonl', short],
      ['config.yaml', config],
    ].map(([name = '', text]): [string, Uint8Array] => [name, new TextEncoder().encode(text)]);
    writeProject(new Map([...files, ...changed]), project);
    writeFileSync(join(project, 'broken.yaml'), config.replace('seed:', 'sead:'));
  }, 120_000);

  /** Takes the steps of short runs on the page, and writes their configurations into the project. */
  async function shortRuns(names: readonly string[]): Promise<ReadonlyMap<string, PageStep[]>> {
    const pages = new Map<string, PageStep[]>();
    const composed: Record<string, Composition> = {};
    for (const name of names) {
      const one = await inputsOf(`${SMALL}&${SHORT[name]}`);
      pages.set(name, await pageSteps(one, LONGER[name] ?? SHORT_STEPS));
      const config = configYaml(one.experiment, [], one.task)
        .replace('log_completions: false', 'log_completions: true')
        .replace('method: "custom"', `method: "${name}"`);
      writeFileSync(join(project, `${name}.yaml`), config);
      if (one.experiment.method === 'custom') composed[name] = compositionOf(one.experiment);
      one.teacher.dispose();
    }
    const methods = { ...JSON.parse(methodsJson(inputs.experiment)), ...composed };
    writeFileSync(join(project, 'methods.json'), JSON.stringify(methods));
    return pages;
  }

  test('takes the page’s steps on two ranks, after Ctrl-C, and on one rank', async () => {
    const page = await pageSteps(inputs, 50);
    expect(await train(RANKS, ['--steps', '20'])).toContain('20/20');
    expect(await train([], [], (output) => output.includes('26/54'))).toMatch(
      /Stopped after step \d+; it is saved/,
    );
    expect(await train([], [])).toContain('54/54');
    const lines = logOf('output');
    expect(lines.map(({ step }) => step)).toEqual(page.map((_, i) => i + 1));
    lines.forEach(({ loss, completions, acceptance_rate }, i) => {
      const step = page[i] as PageStep;
      expect(acceptance_rate, `step ${i + 1}`).toBe(step.acceptance_rate);
      expect(completions, `step ${i + 1}`).toEqual(step.completions);
      expect(Math.abs(loss / step.loss - 1), `step ${i + 1}`).toBeLessThan(i < 5 ? 1e-4 : 0.01);
    });
    const [start, trained] = ['student', 'output/student'].map((name) =>
      readFileSync(join(project, name, 'model.safetensors')),
    );
    expect(trained?.length).toBeGreaterThan(1000);
    expect(trained?.equals(start as Buffer)).toBe(false);
    expect(readFileSync(join(project, 'output/student/README.md'), 'utf8')).toContain(
      'library_name: transformers',
    );
  });

  test('keeps and counts over the whole batch on two ranks, and after a restart', async () => {
    const pages = await shortRuns(['memory', 'ckd']);
    for (const name of ['memory', 'ckd']) {
      const options = [
        '--config',
        `${name}.yaml`,
        '--output_dir',
        name,
        '--replay_buffer_size',
        `${REPLAYED}`,
      ];
      await train(RANKS, [...options, '--steps', name === 'memory' ? '5' : '3']);
      if (name === 'memory') await train([], options);
      pages.get(name)?.forEach(({ loss, completions }, i) => {
        const line = logOf(name)[i];
        expect(line?.completions, `${name} on ranks, step ${i + 1}`).toEqual(completions);
        expect(line?.loss, `${name} on ranks, step ${i + 1}`).toBeCloseTo(loss, 3);
      });
    }
  });

  test('has the page’s logits, methods and scores, and a sentence for each fault', async () => {
    const { task, teacher } = inputs;
    const pages = await shortRuns(Object.keys(SHORT));
    const student = newStudent(inputs.experiment, task);
    const examples = task.split().test.slice(0, 4);
    const batch = dataBatch(task, examples);
    const logitsOf = ({ shape, weights }: Model): number[] => {
      const logits = tf.tidy(() => responseLogits(shape, weights, batch.sequences, task.promptLength));
      return Array.from(logits.dataSync());
    };
    const texts = [
      ['trente deux', 'à  peine', '', 'cent'],
      ['trente-deux', 'à peine', 'zéro', 'cent'],
    ] as const;
    const request = {
      ...{ project, settings: { replay_buffer_size: REPLAYED }, reports: REPORTS },
      configs: Object.fromEntries([...pages].map(([name, steps]) => [`${name}.yaml`, steps.length])),
      ...{ prompts: examples.map(({ prompt }) => prompt), responses: await batch.responses.array(), texts },
    };
    const check = fileURLToPath(new URL('check.py', import.meta.url));
    const ran = spawnSync(python ?? '', [check], {
      input: JSON.stringify(request),
      env: environment,
      encoding: 'utf8',
    });
    expect(ran.status, ran.stderr).toBe(0);
    const found = JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '');

    for (const [name, page] of pages) {
      page.forEach((step, i) => {
        const line: PageStep = found.steps[`${name}.yaml`][i];
        expect(line.completions, `${name}, step ${i + 1}`).toEqual(step.completions);
        expect(line.acceptance_rate, `${name}, step ${i + 1}`).toBe(step.acceptance_rate);
        expect(Math.abs(line.loss - step.loss), `${name}, step ${i + 1}`).toBeLessThan(1e-4);
      });
    }
    for (const [name, model] of [
      ['teacher', teacher],
      ['student', student],
    ] as const) {
      const theirs: number[] = found.logits[name].flat(2);
      const gaps = logitsOf(model).map((ours, i) => Math.abs(ours - (theirs[i] ?? Number.NaN)));
      expect(Math.max(...gaps), name).toBeLessThan(1e-4);
    }
    expect(found.chrf).toBeCloseTo(chrf(...texts), 12);
    const { scores } = await evaluate(task, teacher, task.split().test.slice(0, 24));
    expect(found.score.chrf).toBeCloseTo(scores.chrf ?? Number.NaN, 9);
    const sources = [...new Set(PYTHON_PARTS.sampler.map((name): string => SAMPLERS[name].source))];
    expect(found.parts).toEqual({ ...PYTHON_PARTS, sampler: sources });
    for (const schedule of ['adaptive-mixture', 'adaptive-focus', 'adaptive-target'] as const) {
      const shares = found.states[schedule] as { lmbda?: number; keep?: number }[];
      statesOf(schedule).forEach(({ lambda, keep }, i) => {
        expect(shares[i]?.lmbda ?? 0, `${schedule}, step ${i + 1}`).toBeCloseTo(lambda, 9);
        expect(shares[i]?.keep ?? LEARNED.keepFraction, `${schedule}, step ${i + 1}`).toBeCloseTo(keep, 9);
      });
    }
    expect(found.faults.vocabularies).toContain('two vocabularies');
    expect(found.faults.teacher).toContain('nowhere');
    expect(found.faults.method).toContain('loss hint, which compares inner layers');
    expect(found.faults.config).toContain('lacks, or does not know, sead, seed');
    expect(found.faults.name).toContain('magic is no method');
    expect(found.faults.data).toContain('Line 1 of');
    expect(found.faults.disk).toContain('could not be written');
    expect(found.kept).toBe(true);
    expect(found.faults.settings).toContain('max_steps');
  });
});
