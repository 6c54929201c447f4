/** A pause that arrives in the middle of a step. */
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Experiment } from '../../experiment/fields';
import type { Model } from '../../model/model';
import { engine, type OpenEngine } from '../../ops/engine/present';
import * as tf from '../../ops/tf';
import { translation } from '../../tasks/translation';
import { selectBackend } from '../../test-support/backends';
import { shapeFor, sharpModel, tinyExperiment } from '../../test-support/tiny';
import type { RunEvent } from '../protocol';
import { Run } from './run';

let teacher: Model;
let open: OpenEngine;
let forward: OpenEngine['forward'];

beforeAll(async () => {
  await selectBackend('wasm');
  teacher = sharpModel(shapeFor(translation, { layers: 1 }), 51);
  const found = engine();
  if (!found) throw new Error('the engine is not open');
  open = found;
  forward = open.forward.bind(open);
});

afterEach(() => vi.restoreAllMocks());

const experimentOf = (changes: Partial<Experiment>): Experiment =>
  tinyExperiment({
    ...{ batchSize: 2, responseLimit: 4, steps: 4, trainSize: 16, warmUpSteps: 1 },
    ...{ sftExamples: 16, sftBatchSize: 2, evaluateEvery: 100, evaluatePrompts: 2 },
    ...changes,
  });

interface Outcome {
  readonly parameters: Float32Array;
  readonly losses: readonly number[];
  /** Steps of both phases at which the run was paused. */
  readonly pausedAt: readonly number[];
}

/**
 * @param disturbed passes, counted from 1, in the middle of which a pause arrives; the run goes on when it has been carried out
 */
async function outcomeOf(experiment: Experiment, disturbed: readonly number[]): Promise<Outcome> {
  const losses: number[] = [];
  const pausedAt: number[] = [];
  const emit = (event: RunEvent): void => {
    if (event.type === 'report') losses.push(event.report.loss);
    if (event.type !== 'phase' || event.phase !== 'paused') return;
    pausedAt.push(event.progress?.done ?? event.step);
    setTimeout(() => run.resume(Number.POSITIVE_INFINITY));
  };
  const run = new Run(experiment, translation, teacher, { emit, save: async () => {} });
  let passes = 0;
  vi.spyOn(open, 'forward').mockImplementation(function* (batch) {
    passes += 1;
    if (disturbed.includes(passes)) run.pause();
    const pass = yield* forward(batch);
    // As a long pass does.
    yield;
    return pass;
  });
  run.resume(Number.POSITIVE_INFINITY);
  await run.run();
  const parameters = run.trainer.model.flat.dataSync<'float32'>();
  run.dispose();
  return { parameters, losses, pausedAt };
}

test.each([
  { name: 'a step of SFT', changes: { method: 'sft' }, pausedAt: [1] },
  { name: 'a step of SKD', changes: { method: 'skd' }, pausedAt: [1] },
  { name: 'a step of the supervised start', changes: { method: 'skd', sftSteps: 3 }, pausedAt: [1] },
  // Its sequences have been kept for replay.
  { name: 'a step of DistiLLM', changes: { method: 'distillm' }, pausedAt: [2] },
] as const)('$name that a pause meets is taken again, unless that would change it', async (given) => {
  const experiment = experimentOf(given.changes);
  const { pausedAt, ...whole } = await outcomeOf(experiment, []);
  expect(pausedAt).toEqual([]);
  const before = tf.memory().numTensors;
  const disturbed = await outcomeOf(experiment, [2]);
  expect(tf.memory().numTensors).toBe(before);
  expect(disturbed).toEqual({ ...whole, pausedAt: given.pausedAt });
});
