/** Commands during an evaluation without the sampling kernel, which computes on the thread that hears them. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { evaluate } from '../../distill/metrics/evaluate';
import type { Model } from '../../model/model';
import * as tf from '../../ops/tf';
import { translation as TASK } from '../../tasks/translation';
import { selectBackend } from '../../test-support/backends';
import { shapeFor, sharpModel, tinyExperiment } from '../../test-support/tiny';
import type { Phase, RunEvent } from '../protocol';
import { parseEvent } from '../protocol/parse';
import { Run } from './run';

const PROMPTS = 64;
let teacher: Model;

beforeAll(async () => {
  await selectBackend('wasm');
  teacher = sharpModel(shapeFor(TASK, { layers: 1 }), 51);
});
afterAll(() => teacher.dispose());

interface Session {
  readonly run: Run;
  readonly events: readonly RunEvent[];
  readonly ended: Promise<void>;
}

const EXPERIMENT = tinyExperiment({
  ...{ batchSize: 2, responseLimit: 3, steps: 2, trainSize: 16, warmUpSteps: 0 },
  evaluatePrompts: PROMPTS,
});

/** A run in its first evaluation, before its first step. */
function begin(): Session {
  const events: RunEvent[] = [];
  const hooks = { emit: (event: RunEvent) => void events.push(parseEvent(event)), save: async () => {} };
  const run = new Run(EXPERIMENT, TASK, teacher, hooks);
  run.resume(Number.POSITIVE_INFINITY);
  return { run, events, ended: run.run() };
}

const phases = (events: readonly RunEvent[]): Phase[] =>
  events.flatMap((event) => (event.type === 'phase' ? [event.phase] : []));
const evaluations = (events: readonly RunEvent[]): RunEvent[] =>
  events.filter(({ type }) => type === 'evaluation');
/** Long enough for a few batches, not for all. */
const aBatch = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

test('Pause is heard between batches; a paused evaluation resumes and gives the same scores', async () => {
  const { run, events, ended } = begin();
  await aBatch();
  run.pause();
  await vi.waitUntil(() => phases(events).at(-1) === 'paused');
  expect(evaluations(events)).toEqual([]);
  expect(run.resting).toBe(true);
  const { scores } = await evaluate(TASK, run.trainer.model, TASK.split().validation.slice(0, PROMPTS));
  run.resume(Number.POSITIVE_INFINITY);
  await ended;
  run.dispose();
  expect(evaluations(events)[0]).toMatchObject({ evaluation: { step: 0, prompts: PROMPTS, scores } });
  expect(phases(events).filter((phase, i, all) => phase !== all[i - 1])).toEqual([
    'running',
    'paused',
    'running',
    'finished',
  ]);
});

test('Reset is heard between batches, and nothing is left behind', async () => {
  const before = tf.memory().numTensors;
  const { run, events, ended } = begin();
  await aBatch();
  run.stop();
  await ended;
  run.dispose();
  expect(evaluations(events)).toEqual([]);
  expect(tf.memory().numTensors).toBe(before);
});

test('the thread is free after every 16 prompts', async () => {
  const { run, events, ended } = begin();
  let turns = 0;
  const turn = (): void => {
    if (evaluations(events).length > 0) return;
    turns += 1;
    setTimeout(turn, 0);
  };
  turn();
  await vi.waitUntil(() => evaluations(events).length > 0, { timeout: 60_000 });
  expect(turns).toBeGreaterThanOrEqual(PROMPTS / 16 - 1);
  run.stop();
  await ended;
  run.dispose();
});

test.each(['pauses', 'goes on'])(
  'a run that has diverged ends in its evaluation, whether the user %s',
  async (how) => {
    const before = tf.memory().numTensors;
    const experiment = { ...EXPERIMENT, evaluateEvery: 1 };
    const events: RunEvent[] = [];
    const save = vi.fn(async () => {});
    const run: Run = new Run(experiment, TASK, teacher, {
      save,
      emit: (event) => {
        events.push(parseEvent(event));
        if (event.type === 'report' && how === 'pauses') run.pause();
      },
    });
    const state = await run.trainer.save();
    const broken = { ...state, parameters: state.parameters.map(() => Number.NaN) };
    run.restore({ experiment, sftStep: 0, step: 1, state: broken });
    run.resume(Number.POSITIVE_INFINITY);
    await expect(run.run()).rejects.toMatchObject({ code: 'diverged', values: { step: 2 } });
    run.dispose();
    expect(evaluations(events)).toEqual([]);
    expect(save).not.toHaveBeenCalled();
    expect(tf.memory().numTensors).toBe(before);
  },
);
