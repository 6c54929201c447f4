/** Own models in runs: as teacher, as the student's start, kept from a run. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Experiment } from '../experiment/fields';
import { type ModelFile, writeModel } from '../model/file';
import { fingerprintOf } from '../model/fingerprint';
import * as tf from '../ops/tf';
import { arithmetic as TASK } from '../tasks/arithmetic';
import { wasmFiles } from '../test-support/backends';
import { forget } from '../test-support/database';
import { says } from '../test-support/says';
import { shapeFor, sharpParameters, tinyExperiment } from '../test-support/tiny';
import type { Command, RunEvent } from './protocol';
import { parseCommand, parseEvent } from './protocol/parse';
import { Runner } from './runner';

vi.mock('idb', () => import('../test-support/database'));

const modelOf = (seed: number, width: number): ModelFile => {
  const shape = shapeFor(TASK, { width, layers: 1 });
  return {
    shape,
    parameters: sharpParameters(shape, seed),
    task: TASK.id,
    vocabulary: TASK.tokenizer.vocabulary,
  };
};
const shipped = writeModel(modelOf(1, 8), 'F16');
const own = modelOf(2, 12);
const FINGERPRINT = fingerprintOf(own);
const OWN_FILE = new File([writeModel(own, 'F32')], 'own.safetensors');

const experimentOf = (changes: Partial<Experiment> = {}): Experiment =>
  tinyExperiment({
    task: 'arithmetic',
    batchSize: 2,
    responseLimit: 3,
    steps: 1,
    trainSize: 16,
    evaluatePrompts: 2,
    warmUpSteps: 0,
    ...changes,
  });

let runner: Runner;
let events: RunEvent[];
let asked: string[];

const send = (command: Command): Promise<void> => runner.handle(parseCommand(command));
const find = <T extends RunEvent['type']>(type: T): Extract<RunEvent, { type: T }> | undefined =>
  events.find((event): event is Extract<RunEvent, { type: T }> => event.type === type);

/** The end of the run, good or bad. */
const untilEnd = (): Promise<void> =>
  vi.waitFor(
    () => {
      const last = events.findLast((event) => event.type === 'phase');
      expect(last?.type === 'phase' && ['finished', 'failed'].includes(last.phase)).toBe(true);
    },
    { timeout: 60_000 },
  );

/** Starts, and waits for the end, good or bad. */
async function run(changes: Partial<Experiment> = {}, restores = false): Promise<void> {
  const restore = restores ? (events.findLast((event) => event.type === 'saved')?.run ?? null) : null;
  events = [];
  await send({ type: 'start', experiment: experimentOf(changes), mode: 'run', restore });
  await untilEnd();
}

beforeEach(async () => {
  forget();
  asked = [];
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(address.slice(address.lastIndexOf('/') + 1));
    if (address.includes('-weak')) return new Response('not here', { status: 404 });
    return new Response(address.endsWith('.json') ? '{}' : shipped.slice());
  });
  events = [];
  runner = new Runner((event) => events.push(parseEvent(event)), wasmFiles);
  await send({ type: 'open', backend: 'cpu', assets: 'https://example.org/app/' });
});

afterEach(async () => {
  await send({ type: 'reset' });
  vi.unstubAllGlobals();
});

test('a user teacher that is not here stops the start with what to do; nothing else teaches in its place', async () => {
  await run({ teacher: 'own', ownTeacher: 77 });
  expect(find('failure')).toMatchObject({
    fatal: true,
    failure: { problem: says(/not in this browser.*ask the sender/) },
  });
  expect(find('loaded')).toBeUndefined();
  expect(asked).toEqual([]);
  await run({ teacher: 'own', ownTeacher: 0 });
  expect(find('failure')?.failure.problem).toEqual(says(/None of your models is chosen as the teacher/));
});

test('an imported model teaches, and no longer after it was deleted', async () => {
  await send({ type: 'import-models', files: [OWN_FILE], experiment: experimentOf() });
  expect(find('model-added')?.model.fingerprint).toBe(FINGERPRINT);
  await run({ teacher: 'own', ownTeacher: FINGERPRINT });
  expect(find('failure')).toBeUndefined();
  expect(find('loaded')?.loaded.teacher).toMatchObject({ width: 12, layers: 1 });
  expect(asked).toEqual([]);
  await send({ type: 'delete-model', fingerprint: FINGERPRINT });
  await run({ teacher: 'own', ownTeacher: FINGERPRINT });
  expect(find('failure')?.failure.problem.code).toBe('own-teacher-absent');
});

test('a model that is deleted while it teaches teaches its run to the end, and is freed then', async () => {
  await send({ type: 'import-models', files: [OWN_FILE], experiment: experimentOf() });
  // Makes the constants that are kept for good, and the task.
  await run({ teacher: 'own', ownTeacher: FINGERPRINT });
  await send({ type: 'reset' });
  const withTeacher = tf.memory().numTensors;
  const experiment = experimentOf({ teacher: 'own', ownTeacher: FINGERPRINT, steps: 8 });
  await send({ type: 'start', experiment, mode: 'step', restore: null });
  await vi.waitFor(
    () => expect(events.findLast((event) => event.type === 'phase')).toMatchObject({ phase: 'paused' }),
    { timeout: 60_000 },
  );
  await send({ type: 'delete-model', fingerprint: FINGERPRINT });
  expect(find('model-deleted')?.model.fingerprint).toBe(FINGERPRINT);
  await send({ type: 'resume' });
  await untilEnd();
  expect(events.findLast((event) => event.type === 'phase')).toMatchObject({ phase: 'finished', step: 8 });
  await send({ type: 'reset' });
  expect(tf.memory().numTensors).toBeLessThan(withTeacher);
});

test('a model for other characters does not teach', async () => {
  await send({ type: 'import-models', files: [OWN_FILE], experiment: experimentOf() });
  await run({ task: 'translation', teacher: 'own', ownTeacher: FINGERPRINT });
  expect(find('failure')).toMatchObject({
    failure: {
      problem: says(/^The teacher “own” cannot be used here\. .*does not know/),
    },
  });
});

test('a student begins as a user model, in its shape, and its kept copy is that model', async () => {
  await send({ type: 'import-models', files: [OWN_FILE], experiment: experimentOf() });
  // A learning rate of almost nothing, and a shape that is not the model's.
  await run({ ownStudent: FINGERPRINT, learningRate: 1e-6, weightDecay: 0 });
  expect(find('failure')).toBeUndefined();
  expect(find('saved')?.experiment).toMatchObject({ studentWidth: 12, studentLayers: 1, studentHeads: 2 });
  await send({ type: 'save-model', name: 'after one step' });
  expect(find('model-added')?.model).toMatchObject({ name: 'after one step', shape: own.shape });
  expect(find('model-added')?.model.scores).toHaveProperty('exact-match');

  await run({ ownStudent: 78 });
  expect(find('failure')?.failure.problem).toEqual(
    says(/student of these settings begins as a model that is not in this browser.*random weights/),
  );
});

test('a saved run continues though the model it began as was deleted', async () => {
  await send({ type: 'import-models', files: [OWN_FILE], experiment: experimentOf() });
  await run({ ownStudent: FINGERPRINT });
  await send({ type: 'delete-model', fingerprint: FINGERPRINT });
  await run({}, true);
  expect(find('failure')).toBeUndefined();
});

test('an answer before any run comes from the user models', async () => {
  await send({ type: 'import-models', files: [OWN_FILE], experiment: experimentOf() });
  const experiment = experimentOf({ teacher: 'own', ownTeacher: FINGERPRINT, ownStudent: FINGERPRINT });
  await send({ type: 'try', id: 1, prompt: '12', experiment });
  const answer = find('answer');
  expect(answer?.teacher).toBe(answer?.student);
  await send({ type: 'try', id: 2, prompt: '12', experiment: { ...experiment, ownStudent: 5 } });
  expect(find('refused')?.problem).toEqual(says(/not in this browser/));
});

test('a task without a weak teacher says so', async () => {
  await run({ teacher: 'weak' });
  expect(find('failure')).toMatchObject({
    failure: { problem: says(/no weak teacher/) },
  });
  expect(asked.sort()).toEqual(['arithmetic-weak.json', 'arithmetic-weak.safetensors']);
});

test('patience ends a run that does not improve, in a sentence, and the run is finished', async () => {
  // With a learning rate of almost nothing the score stays what it was.
  await run({ steps: 50, evaluateEvery: 2, patience: 2, learningRate: 1e-6 });
  expect(find('failure')).toBeUndefined();
  expect(find('notice')?.problem).toEqual(says(/^Training ended at step 4: exact match.*best at step 0/));
  expect(events.findLast((event) => event.type === 'phase')).toMatchObject({
    phase: 'finished',
    step: 4,
    total: 50,
  });
  expect(events.filter(({ type }) => type === 'report')).toHaveLength(4);
});
