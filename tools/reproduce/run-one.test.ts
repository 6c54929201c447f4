import { beforeAll, expect, test } from 'vitest';
import { UserError } from '../../src/errors/user-error';
import { Model } from '../../src/model/model';
import * as tf from '../../src/ops/tf';
import { selectBackend } from '../../src/test-support/backends';
import { shapeFor, sharpParameters, TINY_TASK, tinyExperiment } from '../../src/test-support/tiny';
import type { NodeRunInputs } from '../prepare';
import { resultOf } from './fixture';
import { formatResult } from './raw';
import { runOne, type Stage } from './run-one';

beforeAll(() => selectBackend('wasm'));

const shape = shapeFor(TINY_TASK);
const inputs = (changes: Parameters<typeof tinyExperiment>[0] = {}): NodeRunInputs => ({
  experiment: tinyExperiment({ steps: 6, evaluateEvery: 3, evaluatePrompts: 8, ...changes }),
  task: TINY_TASK,
  teacher: new Model(shape, sharpParameters(shape, 1)),
  start: null,
});

test('a run is measured from its start to its end, and leaves nothing on the device', async () => {
  const given = inputs({ sftSteps: 2, sftBatchSize: 4 });
  // Constants that operations keep for ever come with the first run.
  await runOne(given, false, () => {});
  const before = tf.memory().numTensors;
  const stages: Stage[] = [];
  const outcome = await runOne(given, false, (stage) => {
    if (stages.at(-1) !== stage) stages.push(stage);
  });
  expect(tf.memory().numTensors).toBe(before);
  given.teacher.dispose();
  expect(stages).toEqual(['sft', 'training', 'testing', 'measuring']);
  expect(outcome.updates).toBe(6);
  expect(outcome.teacherForwards).toBe(6 * 4);
  expect(outcome.curve.steps).toEqual([1, 2, 3, 4, 5, 6]);
  expect(outcome.curve.acceptance).toHaveLength(6);
  expect(outcome.progress.steps).toEqual([0, 3, 6]);
  expect(outcome.validation.forwardKl).toBeGreaterThan(0);
  expect(outcome.test.prompts).toBe(TINY_TASK.split().test.length);
  expect(outcome.drafting?.after.overlap.value).toBeGreaterThan(0);
  expect(outcome.drafting?.before).toBeNull();
  expect(outcome.times).toBeNull();
  expect(outcome.memory.steps).toEqual([6]);
});

test('a timed run is measured as a drafter before and after, and against the clock', async () => {
  const given = inputs({ steps: 2 });
  const { drafting, times } = await runOne(given, true, () => {});
  given.teacher.dispose();
  // The student of before is the one that the steps have changed.
  expect(drafting?.before?.overlap.value).not.toBe(drafting?.after.overlap.value);
  for (const time of [times?.alone, times?.before, times?.after]) expect(time).toBeGreaterThan(0);
});

test('the same run gives the same result, but for the clock', async () => {
  const once = async (): Promise<string> => {
    const given = inputs({ method: 'sft' });
    const outcome = await runOne(given, false, () => {});
    given.teacher.dispose();
    expect(outcome.curve.acceptance).toBeNull();
    return formatResult(resultOf('v=1&seed=1', { ...outcome, seconds: 0 }));
  };
  expect(await once()).toBe(await once());
});

test('a run that diverges says so, and leaves nothing on the device', async () => {
  const given = inputs({ learningRate: 1, clipNorm: 0, warmUpSteps: 0 });
  const { teacher } = given;
  teacher.replace(tf.fill([teacher.flat.size], Number.NaN));
  const before = tf.memory().numTensors;
  await expect(runOne(given, false, () => {})).rejects.toThrow(UserError);
  expect(tf.memory().numTensors).toBe(before);
  teacher.dispose();
});
