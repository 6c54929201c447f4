/** One run from its first step to its raw result: trained as the page's comparisons train, then measured. */
import { type Drafting, measureDrafter } from '../../src/distill/metrics/drafting';
import { evaluate } from '../../src/distill/metrics/evaluate';
import { compareBatch, type OnReference } from '../../src/distill/metrics/evaluate-batch';
import { benchmarkLatency } from '../../src/distill/metrics/latency';
import { probeSubclasses } from '../../src/distill/metrics/subclass-probe';
import type { Experiment } from '../../src/experiment/fields';
import type { Model } from '../../src/model/model';
import * as tf from '../../src/ops/tf';
import { ComparedTraining, type TrainingView } from '../../src/run/comparison/compared-training';
import type { ComparedResult } from '../../src/run/protocol/comparison';
import { answersWithClasses } from '../../src/tasks/layout';
import type { Task } from '../../src/tasks/task';
import type { NodeRunInputs } from '../prepare';
import type { Outcome } from './raw';

/** Prompts of the validation split by which settings are chosen. */
const VALIDATION_PROMPTS = 256;
/** Prompts that are answered by drafting. */
const DRAFTING_PROMPTS = 32;
/** γ, and the temperature of both models. */
const DRAFTING = { draftLength: 4, temperature: 1 } as const;
const RACE_REPEATS = 5;
/** Rows of a pass through both models. */
const ROWS = 64;
/** After so many steps the memory is taken for the first time: everything that a run keeps is there by then. */
const SETTLED_STEPS = 100;

export type Stage = TrainingView['stage'] | 'measuring';

/** Told how far a run is; called after every step and every batch. */
export type OnProgress = (stage: Stage, done: number, total: number) => void;

type Memory = { steps: number[]; tensors: number[]; bytes: number[] };

function noteMemory(memory: Memory, step: number): void {
  const { numTensors, numBytes } = tf.memory();
  memory.steps.push(step);
  memory.tensors.push(numTensors);
  memory.bytes.push(numBytes);
}

/**
 * Trains and measures a student.
 *
 * @param timed whether it is measured as a drafter at its start, too, and decoding with it is timed
 * @param onFinished sees the finished student before it is freed
 * @throws UserError `diverged` when a loss is not finite
 */
export async function runOne(
  inputs: NodeRunInputs,
  timed: boolean,
  onProgress: OnProgress,
  onFinished: (student: Model) => Promise<void> = async () => {},
): Promise<Outcome> {
  const { experiment, task, teacher } = inputs;
  /** The student as it begins. */
  const start: { student: Model | null } = { student: null };
  const memory: Memory = { steps: [], tensors: [], bytes: [] };
  const training = new ComparedTraining(inputs, null, {
    changed: () => {
      const { stage, done, total } = training.view;
      // The first call with this stage comes before the first step.
      if (stage === 'training') start.student ??= training.student.snapshot();
      if (stage === 'training' && done === SETTLED_STEPS && memory.steps.length === 0)
        noteMemory(memory, done);
      onProgress(stage, done, total);
    },
    paused: () => {},
    save: async () => {},
  });
  try {
    const result = await training.run();
    if (!result || !start.student) throw new Error('the run was broken off');
    noteMemory(memory, result.updates);
    await onFinished(training.student);
    const measured = { experiment, task, teacher, before: start.student, after: training.student };
    return {
      updates: result.updates,
      teacherForwards: result.teacherForwards,
      seconds: result.seconds,
      ...curvesOf(training.view),
      ...(await measureStudent(measured, timed, onProgress)),
      test: testOf(result),
      memory,
    };
  } finally {
    start.student?.dispose();
    training.dispose();
  }
}

export interface MeasuredStudent extends Drafters {
  readonly experiment: Experiment;
  readonly task: Task;
}

/** What is measured of a finished student: on validation prompts, as a drafter, and where it is `timed`, how fast. */
export async function measureStudent(
  { experiment, task, teacher, before, after }: MeasuredStudent,
  timed: boolean,
  onProgress: OnProgress,
): Promise<Pick<Outcome, 'validation' | 'probe' | 'drafting' | 'times'>> {
  const drafters = { teacher, before, after };
  return {
    validation: await validate(task, teacher, after, onProgress),
    probe: await probe(task, teacher, after),
    // A class is no text that could be drafted.
    drafting: answersWithClasses(task) ? null : await draft(task, drafters, experiment, timed, onProgress),
    times: timed ? await time(task, drafters, experiment, onProgress) : null,
  };
}

const testOf = ({ test, testPrompts }: ComparedResult): Outcome['test'] => ({
  prompts: testPrompts,
  scores: Object.fromEntries(
    Object.entries(test).map(([id, { value, interval }]) => [id, { value, interval }]),
  ),
});

/** Points as lists, which are shorter in a file. */
function curvesOf({ curve, scores }: TrainingView): Pick<Outcome, 'curve' | 'progress'> {
  const ids = Object.keys(scores[0]?.scores ?? {});
  const verified = curve.some(({ acceptance }) => acceptance !== null);
  return {
    curve: {
      steps: curve.map(({ step }) => step),
      loss: curve.map(({ loss }) => loss),
      acceptance: verified ? curve.map(({ acceptance }) => acceptance ?? 0) : null,
    },
    progress: {
      steps: scores.map(({ step }) => step),
      scores: Object.fromEntries(ids.map((id) => [id, scores.map((at) => at.scores[id] ?? 0)])),
    },
  };
}

async function validate(
  task: Task,
  teacher: Model,
  student: Model,
  onProgress: OnProgress,
): Promise<Outcome['validation']> {
  const examples = task.split().validation.slice(0, VALIDATION_PROMPTS);
  const { scores } = await evaluate(task, student, examples);
  const apart: OnReference[] = [];
  for (let first = 0; first < examples.length; first += ROWS) {
    onProgress('measuring', first, examples.length);
    apart.push(...(await compareBatch(task, teacher, student, examples.slice(first, first + ROWS))));
  }
  const sum = (of: (one: OnReference) => number): number => apart.reduce((total, one) => total + of(one), 0);
  const tokens = sum((one) => one.tokens);
  return {
    prompts: examples.length,
    scores,
    forwardKl: sum((one) => one.forwardKl) / tokens,
    topOne: sum((one) => one.sameTop) / tokens,
  };
}

async function probe(task: Task, teacher: Model, student: Model): Promise<Outcome['probe']> {
  const of = (model: Model) => probeSubclasses(task, model, task.split().test, async () => {});
  const [byTeacher, byStudent] = [await of(teacher), await of(student)];
  return byTeacher && byStudent && { teacher: byTeacher, student: byStudent };
}

interface Drafters {
  readonly teacher: Model;
  readonly before: Model;
  readonly after: Model;
}

type Drafted = NonNullable<Outcome['drafting']>;

async function draft(
  task: Task,
  { teacher, before, after }: Drafters,
  { seed }: Experiment,
  withBefore: boolean,
  onProgress: OnProgress,
): Promise<Drafted> {
  const examples = task.split().test.slice(0, DRAFTING_PROMPTS);
  const measure = async (student: Model): Promise<Drafted['after']> => {
    const { overlap, acceptance, acceptedPerCall }: Drafting = await measureDrafter(
      task,
      { teacher, student },
      examples,
      { ...DRAFTING, seed },
      async (done) => onProgress('measuring', done, examples.length),
    );
    return { overlap, acceptance, acceptedPerCall };
  };
  return {
    prompts: examples.length,
    ...DRAFTING,
    before: withBefore ? await measure(before) : null,
    after: await measure(after),
  };
}

/** Latency of greedy decoding, one sequence at a time. */
async function time(
  task: Task,
  drafters: Drafters,
  { seed }: Experiment,
  onProgress: OnProgress,
): Promise<NonNullable<Outcome['times']>> {
  const request = {
    draftLength: DRAFTING.draftLength,
    temperature: 0,
    seed,
    batch: 1,
    repeats: RACE_REPEATS,
  };
  const { times, repeats } = await benchmarkLatency(
    task,
    drafters,
    task.split().test,
    request,
    async (done, total) => onProgress('measuring', done, total),
  );
  const { alone, before, after } = times;
  if (!alone || !before || !after) throw new Error('a decoder was not timed');
  return { repeats, alone: alone.median, before: before.median, after: after.median };
}
