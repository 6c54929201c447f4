import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EvaluationRequest, evaluatePair } from '../../distill/metrics/evaluate-pair';
import { UserError } from '../../errors/user-error';
import type { Model } from '../../model/model';
import * as tf from '../../ops/tf';
import type { Task } from '../../tasks/task';
import { selectBackend } from '../../test-support/backends';
import { pairOf } from '../../test-support/pair';
import { says } from '../../test-support/says';
import { shapeFor, sharpModel, TINY_TASK, tinyExperiment } from '../../test-support/tiny';
import type { EvaluationEvent, EvaluationResult } from '../protocol';
import { parseEvent } from '../protocol/parse';
import { Run } from '../training/run';
import { Evaluations } from './evaluation';
import type { Pair } from './pairs';

/** Enough prompts for several batches. */
const TASK: Task = {
  ...TINY_TASK,
  split: () => ({ ...TINY_TASK.split(), validation: TINY_TASK.split().train }),
};
const REQUEST: EvaluationRequest = { split: 'validation', prompts: 40, decoding: { kind: 'greedy' } };

let teacher: Model;
beforeAll(async () => {
  await selectBackend('cpu');
  teacher = sharpModel(shapeFor(TASK, { layers: 1 }), 81);
});
afterAll(() => teacher.dispose());

const newPair = async (): Promise<Pair> =>
  pairOf(TASK, teacher, sharpModel(shapeFor(TASK, { layers: 1 }), 82), { step: 3, sftSteps: 0 });

/** What the page would hear, each message checked as the page checks it. */
function listen(onEvent: (event: EvaluationEvent) => void = () => {}): {
  evaluations: Evaluations;
  events: EvaluationEvent[];
} {
  const events: EvaluationEvent[] = [];
  const evaluations = new Evaluations((event) => {
    events.push(parseEvent(event) as EvaluationEvent);
    onEvent(event);
  });
  return { evaluations, events };
}

const lastOf = (events: readonly EvaluationEvent[], id: number): EvaluationEvent | undefined =>
  events.filter((event) => event.id === id).at(-1);

describe('an evaluation', () => {
  test('tells how far it is, then its result, and frees its student', async () => {
    const { evaluations, events } = listen();
    await evaluations.evaluate(1, REQUEST, newPair); // Makes the constants that are kept for good.
    events.length = 0;
    const before = tf.memory().numTensors;
    await evaluations.evaluate(2, REQUEST, newPair);
    expect(tf.memory().numTensors).toBe(before);
    const progress = events.flatMap((event) => (event.type === 'evaluation-progress' ? [event] : []));
    expect(progress.map(({ done }) => done)).toEqual([0, 16, 32, 48, 64, 72, 80]);
    expect(progress.every(({ total }) => total === 80)).toBe(true);
    const end = events.at(-1);
    expect(end?.type === 'evaluation-result' && end.result).toMatchObject({
      request: REQUEST,
      trainingProgress: { step: 3, sftSteps: 0 },
      metrics: [{ id: 'exact-match', better: 'higher' }],
    });
  });

  test('stops between batches when it is cancelled', async () => {
    const { evaluations, events } = listen((event) => {
      if (event.type === 'evaluation-progress' && event.done > 0) void evaluations.cancel();
    });
    const before = tf.memory().numTensors;
    await evaluations.evaluate(1, REQUEST, newPair);
    expect(events.map(({ type }) => type)).toEqual([
      'evaluation-progress',
      'evaluation-progress',
      'evaluation-stopped',
    ]);
    expect(events.at(-1)).toEqual({ type: 'evaluation-stopped', id: 1, failure: null });
    expect(tf.memory().numTensors).toBe(before);
    await evaluations.cancel();
  });

  test('a cancellation does not wait for models that are still on their way', async () => {
    const { evaluations, events } = listen();
    let arrive = (): void => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const before = tf.memory().numTensors;
    let ask = (): void => {};
    const asked = new Promise<void>((resolve) => {
      ask = resolve;
    });
    const ended = evaluations.evaluate(1, REQUEST, () => {
      ask();
      return arrived.then(newPair);
    });
    await asked;
    await evaluations.cancel();
    expect(events).toEqual([]);
    arrive();
    await ended;
    expect(events).toEqual([{ type: 'evaluation-stopped', id: 1, failure: null }]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a new one takes the place of the one before', async () => {
    const { evaluations, events } = listen();
    await Promise.all([1, 2, 3].map((id) => evaluations.evaluate(id, REQUEST, newPair)));
    expect(lastOf(events, 1)).toEqual({ type: 'evaluation-stopped', id: 1, failure: null });
    expect(lastOf(events, 2)).toEqual({ type: 'evaluation-stopped', id: 2, failure: null });
    expect(lastOf(events, 3)?.type).toBe('evaluation-result');
  });

  test('a failure is reported in a sentence, and the next one works', async () => {
    const { evaluations, events } = listen();
    await evaluations.evaluate(1, REQUEST, () => Promise.reject(new UserError('no-teacher')));
    expect(events).toEqual([{ type: 'evaluation-stopped', id: 1, failure: says(/^This needs a teacher/) }]);
    await evaluations.evaluate(2, REQUEST, () => Promise.reject(new Error('x is undefined')));
    expect(lastOf(events, 2)).toMatchObject({
      failure: { code: 'question-failed', values: { message: 'x is undefined' } },
    });
    await evaluations.evaluate(3, REQUEST, newPair);
    expect(lastOf(events, 3)?.type).toBe('evaluation-result');
  });
});

describe('beside a run', () => {
  const facts = ({ items, student, teacher: other, agreement }: EvaluationResult): object => ({
    items,
    student,
    other,
    agreement,
  });

  test('all numbers belong to the student of one step, during the run', async () => {
    let finished = (): void => {};
    const done = new Promise<void>((resolve) => {
      finished = resolve;
    });
    const steps = 60;
    let started = (): void => {};
    const moving = new Promise<void>((resolve) => {
      started = resolve;
    });
    const experiment = tinyExperiment({ steps, warmUpSteps: 0, evaluateEvery: 1000, evaluatePrompts: 1 });
    const run = new Run(experiment, TASK, teacher, {
      emit: (event) => {
        if (event.type === 'report' && event.report.step === 3) started();
        if (event.type === 'phase' && event.phase === 'finished') finished();
      },
      save: async () => {},
    });
    run.resume(Number.POSITIVE_INFINITY);
    const ended = run.run();
    await moving;
    const { evaluations, events } = listen();
    let kept: Model | null = null;
    let before = 0;
    await evaluations.evaluate(1, REQUEST, async () => {
      const { student, trainingProgress } = run.snapshot();
      kept = student.snapshot();
      before = run.trainer.updates;
      return pairOf(TASK, teacher, student, trainingProgress);
    });
    const end = events.at(-1);
    if (end?.type !== 'evaluation-result' || !kept) throw new Error('no result');
    expect(end.result.trainingProgress).toEqual({ step: before, sftSteps: 0 });
    expect(run.trainer.updates).toBeGreaterThan(before);
    const again = await evaluatePair(TASK, { teacher, student: kept }, REQUEST, async () => {});
    expect(facts(end.result)).toEqual(facts({ ...end.result, ...again }));
    (kept as Model).dispose();
    await done;
    await ended;
    expect(run.step).toBe(steps);
    run.dispose();
  });
});
