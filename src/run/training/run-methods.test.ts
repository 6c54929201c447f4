/** Runs of the methods that need more of a run than steps: preparation, memory, sources of tokens, parts of the loss. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../../experiment/fields';
import { METHOD_NAMES, tokenSources } from '../../experiment/methods';
import {
  answersPatches,
  isPictureTask,
  isSentenceTask,
  methodFitsTask,
} from '../../experiment/picture-tasks';
import type { Model } from '../../model/model';
import type { Task } from '../../tasks/task';
import { selectBackend } from '../../test-support/backends';
import { at } from '../../test-support/numbers';
import { says } from '../../test-support/says';
import {
  shapeFor,
  sharpModel,
  TEXT_METHODS,
  TINY_PICTURES,
  TINY_SCENES,
  TINY_SENTENCES,
  TINY_TASK,
  tinyExperiment,
} from '../../test-support/tiny';
import type { RunEvent, StepReport } from '../protocol';
import { parseEvent } from '../protocol/parse';
import type { Checkpoint } from './checkpoint';
import { Run } from './run';

let teacher: Model;
/** Of `TINY_PICTURES`. */
let ofPictures: Model;
/** Of `TINY_SCENES`, with an auxiliary head. */
let ofScenes: Model;
/** Of `TINY_SENTENCES`. */
let ofSentences: Model;

beforeAll(async () => {
  await selectBackend('cpu');
  teacher = sharpModel(shapeFor(TINY_TASK, { layers: 2 }), 51);
  ofPictures = sharpModel(shapeFor(TINY_PICTURES, { width: 12 }), 52);
  ofScenes = sharpModel({ ...shapeFor(TINY_SCENES, { width: 12 }), auxiliary: 1 }, 53);
  ofSentences = sharpModel(shapeFor(TINY_SENTENCES, { width: 12 }), 54);
});

const experimentOf = (changes: Partial<Experiment>): Experiment =>
  tinyExperiment({
    steps: 6,
    trainSize: 40,
    warmUpSteps: 1,
    evaluateEvery: 2,
    evaluatePrompts: 4,
    learningRate: 0.02,
    ...changes,
  });

interface Watched {
  readonly run: Run;
  readonly events: RunEvent[];
  readonly checkpoints: Checkpoint[];
  readonly until: (is: (event: RunEvent) => boolean) => Promise<void>;
}

/** The tiny task of the same kind, and its teacher. */
function standInFor(name: Experiment['task']): readonly [Task, Model] {
  if (isSentenceTask(name)) return [TINY_SENTENCES, ofSentences];
  if (answersPatches(name)) return [TINY_SCENES, ofScenes];
  return isPictureTask(name) ? [TINY_PICTURES, ofPictures] : [TINY_TASK, teacher];
}

/** A run whose every message is checked as the page checks it. */
function watch(experiment: Experiment, own?: Model): Watched {
  const [task, usual] = standInFor(experiment.task);
  const by = own ?? usual;
  const events: RunEvent[] = [];
  const checkpoints: Checkpoint[] = [];
  const waiting: { is: (event: RunEvent) => boolean; resolve: () => void }[] = [];
  const run = new Run(experiment, task, by, {
    emit: (event) => {
      events.push(parseEvent(event));
      for (const one of waiting) if (one.is(event)) one.resolve();
    },
    save: async (checkpoint) => {
      checkpoints.push(structuredClone(checkpoint));
    },
  });
  const until = (is: (event: RunEvent) => boolean): Promise<void> =>
    events.some(is) ? Promise.resolve() : new Promise((resolve) => waiting.push({ is, resolve }));
  return { run, events, checkpoints, until };
}

const reportsOf = (events: readonly RunEvent[]): StepReport[] =>
  events.flatMap((event) => (event.type === 'report' ? [event.report] : []));
/** What a report says about the training, without its times. */
const facts = ({ milliseconds: _m, tokensPerSecond: _t, ...rest }: StepReport): object => rest;
const isPhase =
  (phase: string) =>
  (event: RunEvent): boolean =>
    event.type === 'phase' && event.phase === phase;

async function complete(experiment: Experiment): Promise<Watched> {
  const watched = watch(experiment);
  watched.run.resume(Number.POSITIVE_INFINITY);
  await watched.run.run();
  watched.run.dispose();
  return watched;
}

describe('every method as a run', () => {
  test.each([...TEXT_METHODS])('%s says truthfully where its tokens come from', async (method) => {
    const experiment = experimentOf({ method, steps: 4, batchSize: 4, topK: 2 });
    const { events } = await complete(experiment);
    expect(reportsOf(events)).toHaveLength(4);
    const allowed = tokenSources(experiment);
    const tokens = events.flatMap((event) =>
      event.type === 'strip' ? event.rows.flatMap((row) => row.tokens) : [],
    );
    expect(tokens.length).toBeGreaterThan(0);
    for (const { id, source, proposed, rank } of tokens) {
      expect(allowed).toContain(source);
      const judged = source === 'accepted' || source === 'replaced';
      if (!judged) expect([proposed, rank]).toEqual([-1, -1]);
      if (source === 'accepted') expect([proposed, rank < 2]).toEqual([id, true]);
      if (source === 'replaced') expect(rank).toBeGreaterThanOrEqual(2);
    }
    const strip = events.find((event) => event.type === 'strip');
    if (strip?.type !== 'strip') throw new Error('no strip');
    for (const row of strip.rows) {
      const example = TINY_TASK.split().train.find(({ prompt }) => prompt === row.prompt);
      if (row.tokens[0]?.source !== 'data') continue;
      expect(TINY_TASK.tokenizer.decode(row.tokens.map(({ id }) => id))).toBe(example?.response);
    }
  });

  test.each([
    ['skd', null],
    ['sft', null],
    ['hinton-kd', ['cross-entropy', 'divergence']],
    ['cmkd', ['cross-entropy', 'pearson', 'spearman']],
    ['ckd', ['cross-entropy', 'features']],
    ['adakd', ['divergence', 'meanTokenWeight']],
    ['selectkd', ['divergence', 'meanTokenWeight']],
    ['internal-kd', ['divergence', 'attention-1', 'hidden-1']],
    ['dml', ['cross-entropy', 'divergence', 'peer-cross-entropy']],
    ['one', ['cross-entropy', 'divergence', 'ensemble-cross-entropy']],
    ['fitnet', ['cross-entropy', 'divergence', 'hidden-1']],
    ['okd', ['cross-entropy', 'divergence', 'drift']],
    ['attention-transfer', ['cross-entropy', 'divergence', 'attention-1']],
    ['fsp', ['cross-entropy', 'divergence', 'features']],
    ['similarity-preserving', ['cross-entropy', 'divergence', 'features']],
    ['rkd', ['cross-entropy', 'divergence', 'distances', 'angles']],
    ['ikd', ['cross-entropy', 'divergence', 'exam-before', 'exam-after', 'drift']],
  ] as const)('%s reports the parts of its loss', async (method, names) => {
    const { events } = await complete(experimentOf({ method, steps: 2, softTargetWeight: 0.25 }));
    for (const { lossTerms, loss } of reportsOf(events)) {
      expect(lossTerms === undefined ? null : Object.keys(lossTerms)).toEqual(names);
      if (method === 'hinton-kd') {
        expect(loss).toBeCloseTo(
          0.75 * (lossTerms?.['cross-entropy'] ?? 0) + 0.25 * (lossTerms?.divergence ?? 0),
          5,
        );
      }
    }
  });

  test('a method without teacher has no overlap, and a mixture judges its own rows only', async () => {
    const sft = reportsOf((await complete(experimentOf({ method: 'sft', steps: 1 }))).events);
    expect(at(sft, 0).overlap).toBeNull();
    const mixed = reportsOf((await complete(experimentOf({ method: 'skd-mixed' }))).events);
    const judged = mixed.map(({ acceptedAt, replacedAt }) =>
      [...acceptedAt, ...replacedAt].reduce((sum, count) => sum + count, 0),
    );
    expect(judged.some((count, i) => count > 0 && count < at(mixed, i).tokens)).toBe(true);
  });
});

describe('the teacher’s text', () => {
  const preparations = (events: readonly RunEvent[]): unknown[] =>
    events.flatMap((event) =>
      event.type === 'phase' && event.phase === 'preparing'
        ? [[event.progress?.done, event.progress?.total, event.progress?.unit]]
        : [],
    );

  test('is prepared before the first step with progress reports, once a teacher', async () => {
    const own = sharpModel(shapeFor(TINY_TASK), 77);
    const experiment = experimentOf({ method: 'seqkd', steps: 20, batchSize: 4 });
    const first = watch(experiment, own);
    first.run.resume(1);
    const ended = first.run.run();
    await first.until(isPhase('paused'));
    expect(preparations(first.events)).toEqual([0, 16, 32].map((done) => [done, 40, 'prompts']));
    expect(reportsOf(first.events)).toHaveLength(1);
    first.run.stop();
    await ended;
    first.run.dispose();
    const second = watch({ ...experiment, seed: 3 }, own);
    second.run.resume(1);
    const again = second.run.run();
    await second.until(isPhase('paused'));
    expect(preparations(second.events)).toEqual([]);
    second.run.stop();
    await again;
    second.run.dispose();
    own.dispose();
  });

  test('pauses in between, keeps what is done, and continues', async () => {
    const own = sharpModel(shapeFor(TINY_TASK), 78);
    const { run, events, until } = watch(experimentOf({ method: 'seqkd', steps: 20 }), own);
    run.resume(1);
    const ended = run.run();
    await until(isPhase('preparing'));
    run.pause();
    await until(isPhase('paused'));
    expect(reportsOf(events)).toEqual([]);
    expect(events.at(-1)).toMatchObject({
      phase: 'paused',
      progress: { done: 0, total: 40, unit: 'prompts' },
    });
    events.length = 0;
    run.resume(1);
    await until(isPhase('paused'));
    expect(preparations(events)).toEqual([16, 32].map((done) => [done, 40, 'prompts']));
    expect(reportsOf(events)).toHaveLength(1);
    run.stop();
    await ended;
    run.dispose();
    own.dispose();
  });

  test('a short run prepares the prompts that it will use', async () => {
    const own = sharpModel(shapeFor(TINY_TASK), 79);
    const { run, events } = watch(experimentOf({ method: 'seqkd', steps: 2, batchSize: 4 }), own);
    run.resume(Number.POSITIVE_INFINITY);
    await run.run();
    run.dispose();
    own.dispose();
    expect(preparations(events)).toEqual([[0, 8, 'prompts']]);
  });
});

describe('a textbook and exercises', () => {
  test('come one after the other, from prompts of their own; with neither they are plain fine-tuning', async () => {
    const experiment = experimentOf({ method: 'phi', steps: 6, batchSize: 4 });
    const { events } = await complete(experiment);
    const strips = events.flatMap((event) => (event.type === 'strip' ? [event] : []));
    expect(strips.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    const known = new Set(
      TINY_TASK.split()
        .train.slice(0, 40)
        .map(({ prompt }) => prompt),
    );
    for (const { step, rows } of strips) {
      for (const { prompt, tokens } of rows) {
        expect(known.has(prompt)).toBe(step > 3);
        expect(new Set(tokens.map(({ source }) => source))).toEqual(new Set([step > 3 ? 'data' : 'teacher']));
      }
    }
    const counted = reportsOf(events);
    expect(counted).toHaveLength(6);
    const without = { stageFraction: 0, exerciseShare: 1 };
    const plain = await complete(experimentOf({ method: 'phi', ...without }));
    const sft = await complete(experimentOf({ method: 'sft' }));
    expect(reportsOf(plain.events).map(facts)).toEqual(reportsOf(sft.events).map(facts));
  });
});

describe('scenes, of which each patch is answered', () => {
  const fitting = METHOD_NAMES.filter((method) => methodFitsTask(experimentOf({ method, task: 'scenes' })));

  test.each([...fitting])('%s learns them, and its strip has a token a patch', async (method) => {
    const { events } = await complete(experimentOf({ method, task: 'scenes', steps: 3, labels: 20 }));
    expect(reportsOf(events).every(({ loss }) => Number.isFinite(loss))).toBe(true);
    const strips = events.flatMap((event) => (event.type === 'strip' ? [event] : []));
    expect(strips.length).toBeGreaterThan(0);
    for (const row of strips.flatMap(({ rows }) => rows)) {
      const example = TINY_SCENES.split().train.find(({ prompt }) => prompt === row.prompt);
      expect(TINY_SCENES.tokenizer.decode(row.tokens.map(({ id }) => id))).toBe(example?.response);
    }
    const evaluations = events.flatMap((event) => (event.type === 'evaluation' ? [event.evaluation] : []));
    expect(evaluations.length).toBeGreaterThan(0);
    for (const { scores } of evaluations) expect(scores['mean-iou']).toBeGreaterThan(0);
  });

  test('the strip says how much each patch counts, stage by stage', async () => {
    const experiment = experimentOf({ method: 'rdd-labels', task: 'scenes', steps: 6, stageFraction: 0.5 });
    const { events } = await complete(experiment);
    const weights = events.flatMap((event) =>
      event.type === 'strip'
        ? [event.rows.flatMap((row) => row.tokens.map(({ weight }) => weight ?? Number.NaN))]
        : [],
    );
    const between = (values: readonly number[]): boolean => values.some((value) => value > 0 && value < 1);
    expect(weights.flat().every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(between(weights[0] ?? [])).toBe(true);
    expect(between(weights.at(-1) ?? [])).toBe(false);
    const plain = await complete(experimentOf({ method: 'hinton-kd', task: 'scenes', steps: 2 }));
    expect(JSON.stringify(plain.events)).not.toContain('weight');
  });
});

describe('sentences of few classes', () => {
  const on = (changes: Partial<Experiment>): Experiment => experimentOf({ ...changes, task: 'sentences' });
  const fitting = METHOD_NAMES.filter((method) => methodFitsTask(on({ method })));

  test.each([...fitting])('%s learns them, and its strip has a class a sentence', async (method) => {
    const { events } = await complete(on({ method, steps: 3, labels: 20, subclasses: 2 }));
    expect(reportsOf(events).every(({ loss }) => Number.isFinite(loss))).toBe(true);
    const strips = events.flatMap((event) => (event.type === 'strip' ? [event] : []));
    expect(strips.length).toBeGreaterThan(0);
    for (const row of strips.flatMap(({ rows }) => rows)) {
      const example = TINY_SENTENCES.split().train.find(({ prompt }) => prompt === row.prompt);
      expect(TINY_SENTENCES.tokenizer.decode(row.tokens.map(({ id }) => id))).toBe(example?.response);
    }
  });

  test('a word that says the class is soon known', async () => {
    const { events } = await complete(on({ method: 'sft', steps: 40, batchSize: 16, trainSize: 96 }));
    const last = events.findLast((event) => event.type === 'evaluation');
    expect(last?.type === 'evaluation' && last.evaluation.scores.accuracy).toBe(1);
  });
});

describe('restoring', () => {
  test.each([
    { method: 'seqkd', teacherText: 'sampled' },
    { method: 'phi', teacherText: 'sampled' },
    { method: 'adakd' },
    { method: 'imitkd', mixture: 0, mixtureFinal: 1 },
    { method: 'two-stage' },
    { method: 'rdd' },
    { method: 'custom', sampler: 'replay-mixture', mixture: 0.7 },
    { method: 'internal-kd', studentWidth: 16 },
    { method: 'fitnet', studentWidth: 16 },
    { method: 'internal-pid', studentWidth: 16, studentLayers: 2 },
    { method: 'dml' },
    { method: 'one', studentLayers: 2 },
    { method: 'okd' },
    { method: 'ikd' },
    { method: 'lelp', task: 'parity', subclasses: 3 },
    { method: 'kdiga', task: 'digits' },
    { method: 'bss', task: 'digits' },
    { method: 'dino', task: 'digits', maskedPatchWeight: 1, prototypes: 8, localCrops: 1 },
    { method: 'dino-distil', task: 'digits', prototypes: 8, localCrops: 1 },
    { method: 'rdd-labels', task: 'scenes' },
    { method: 'lelp', task: 'sentences', subclasses: 3 },
  ] as const)('%j goes on exactly like an uninterrupted run', async (changes) => {
    const experiment = experimentOf(changes);
    const whole = reportsOf((await complete(experiment)).events);
    const first = watch(experiment);
    first.run.resume(3);
    const ended = first.run.run();
    await first.until(isPhase('paused'));
    first.run.stop();
    await ended;
    first.run.dispose();
    const checkpoint = first.checkpoints.at(-1);
    if (!checkpoint) throw new Error('nothing was saved');
    expect(checkpoint.state.projections !== undefined).toBe('studentWidth' in changes);
    const second = watch(experiment);
    second.run.restore(checkpoint);
    second.run.resume(Number.POSITIVE_INFINITY);
    await second.run.run();
    second.run.dispose();
    expect([...reportsOf(first.events), ...reportsOf(second.events)].map(facts)).toEqual(whole.map(facts));
  });

  test('a run is not gone on with without what was trained beside its student', async () => {
    const { checkpoints } = await complete(experimentOf({ method: 'dml', steps: 2 }));
    const { beside, ...without } = at(checkpoints, checkpoints.length - 1);
    expect(beside?.updates).toBe(2);
    const again = watch(experimentOf({ method: 'dml' }));
    expect(() => again.run.restore(without)).toThrow(says(/another size/));
  });

  test('DistiLLM’s share and its sequences come back', async () => {
    // A rate so high that the validation loss rises.
    const experiment = experimentOf({
      method: 'distillm',
      steps: 16,
      evaluateEvery: 1,
      learningRate: 0.5,
      clipNorm: 0,
    });
    const whole = await complete(experiment);
    const strips = (events: readonly RunEvent[]): string[] =>
      events.flatMap((event) =>
        event.type === 'strip' ? event.rows.flatMap(({ tokens }) => tokens.map(({ source }) => source)) : [],
      );
    const first = watch(experiment);
    first.run.resume(12);
    const ended = first.run.run();
    await first.until(isPhase('paused'));
    first.run.stop();
    await ended;
    first.run.dispose();
    const checkpoint = at(first.checkpoints, first.checkpoints.length - 1);
    expect(checkpoint.memory?.states.at(-1)?.lambda).toBeGreaterThan(0);
    expect(checkpoint.memory?.replay?.prompts.length).toBeGreaterThan(0);
    const second = watch(experiment);
    second.run.restore(checkpoint);
    second.run.resume(Number.POSITIVE_INFINITY);
    await second.run.run();
    second.run.dispose();
    expect([...reportsOf(first.events), ...reportsOf(second.events)].map(facts)).toEqual(
      reportsOf(whole.events).map(facts),
    );
    expect(strips([...first.events, ...second.events])).toContain('student');
  });
});
