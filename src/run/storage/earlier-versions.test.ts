/** What versions 0.1 and 0.2 of the page left in a browser opens in this one. Every value here is written out as it was stored. */
import { beforeEach, expect, test, vi } from 'vitest';
import { writeModel } from '../../model/file';
import { forget, memory } from '../../test-support/database';
import { SETTINGS_OF_VERSION_1 } from '../../test-support/settings-of-version-1';
import { shapeFor, sharpModel, TINY_TASK } from '../../test-support/tiny';
import { newestComparisons } from '../comparison/saved-comparisons';
import type { RunEvent } from '../protocol';
import { parseEvent } from '../protocol/parse';
import { readRecording } from '../recording/file';
import { KeptRuns } from '../requests/kept-runs';
import { newestRuns } from '../training/saved-runs';
import { listDatasets, loadDataset } from './datasets';
import { currentMethodState, currentSnapshot } from './earlier-versions';
import { listModels, loadModel } from './models';

vi.mock('idb', () => import('../../test-support/database'));

/** All settings that version 0.1 had. */
const EXPERIMENT = {
  ...SETTINGS_OF_VERSION_1,
  ...{ trainSize: 16, studentWidth: 8, studentLayers: 1, studentHeads: 1, sftSteps: 2, method: 'distillm' },
  ...{ responseLimit: 4, steps: 6, batchSize: 2, evaluateEvery: 2, evaluatePrompts: 3, patience: 3 },
};

const numbers = (...values: number[]): Float32Array => Float32Array.from(values);
const weights = () => ({ parameters: numbers(1, 2), first: numbers(3, 4), second: numbers(5, 6) });

const CHECKPOINT = {
  experiment: EXPERIMENT,
  ...{ sftStep: 2, step: 5, patience: { best: 0.25, bestStep: 2, since: 1 } },
  state: { ...weights(), updates: 5, projections: weights() },
  memory: {
    states: [
      { share: 0.1, keep: 1, average: null, reference: 2.5 },
      { share: 0.2, keep: 1, average: null, reference: 2.4 },
    ],
    replay: { sequences: Int32Array.of(1, 2, 3), mask: numbers(1, 0), prompts: ['ab'] },
  },
};

const WAITING = {
  ...{
    state: 'waiting',
    stage: 'preparing',
    done: 0,
    total: 0,
    curve: [],
    scores: [],
    result: null,
    note: null,
  },
};
const BASE = { ...EXPERIMENT, method: 'skd', sftSteps: 3, patience: 0 };

const SNAPSHOT = {
  comparison: {
    base: BASE,
    vary: 'method',
    values: ['skd', 'supervised-kd', 'sft'],
    seeds: 1,
    budget: 'updates',
  },
  runs: [
    {
      ...{ state: 'done', stage: 'testing', done: 0, total: 15, note: null },
      curve: [{ step: 1, loss: 1.44, acceptance: 0.4 }],
      scores: [{ step: 2, scores: { 'exact-match': 0 } }],
      result: {
        ...{ updates: 6, teacherForwards: 12, seconds: 24.5, testPrompts: 15 },
        validation: { 'exact-match': 0 },
        test: { 'exact-match': { value: 0, interval: [0, 0.2] } },
      },
    },
    { ...WAITING, state: 'running', stage: 'warming-up', done: 1, total: 3 },
    { ...WAITING, state: 'cancelled', stage: 'warming-up' },
  ],
  metrics: [{ id: 'exact-match', better: 'higher' }],
};

const TRAINING = {
  checkpoint: {
    experiment: { ...BASE, method: 'supervised-kd' },
    ...{ sftStep: 3, step: 3, state: { ...weights(), updates: 3 } },
  },
  losses: numbers(1.12, 1.11, 0.94, Number.NaN, Number.NaN, Number.NaN),
  acceptances: numbers(...Array.from({ length: 6 }, () => Number.NaN)),
  ...{ scores: [{ step: 0, scores: { 'exact-match': 0 } }], milliseconds: 12_525 },
};

/** The database as version 0.1 left it. */
function put(store: string, key: string | number, value: unknown): void {
  const keyPath = store === 'models' || store === 'datasets' ? 'fingerprint' : null;
  const held = memory.stores.get(store) ?? { keyPath, values: new Map() };
  memory.stores.set(store, held);
  held.values.set(key, value);
}

beforeEach(() => {
  forget();
  memory.version = 3;
  for (const name of ['runs', 'models', 'datasets', 'comparisons']) {
    const keyPath = name === 'models' || name === 'datasets' ? 'fingerprint' : null;
    memory.stores.set(name, { keyPath, values: new Map() });
  }
});

test('a saved run, with the state of its method and of early stopping', async () => {
  put('runs', 'latest', CHECKPOINT);
  const loaded = (await newestRuns()).resumable?.checkpoint;
  expect(loaded).toMatchObject({
    sftStep: 2,
    step: 5,
    patience: CHECKPOINT.patience,
    state: CHECKPOINT.state,
  });
  expect(loaded?.experiment).toMatchObject(EXPERIMENT);
  expect(loaded?.memory?.states.map(({ lambda }) => lambda)).toEqual([0.1, 0.2]);
  expect(loaded?.memory?.replay).toEqual(CHECKPOINT.memory.replay);
});

test('runs and comparisons of version 0.2 are in the list, with all that is known of them', async () => {
  memory.version = 5;
  for (const name of ['savedRuns', 'savedComparisons']) {
    memory.stores.set(name, { keyPath: 'id', values: new Map() });
  }
  const { projections: _, ...state } = CHECKPOINT.state;
  const stored = { ...CHECKPOINT, experiment: { ...EXPERIMENT, start: 'random' }, state };
  memory.stores.get('runs')?.values.set('a-b', { ...stored, id: 'a-b', writer: 'w' });
  memory.stores.get('savedRuns')?.values.set('a-b', { id: 'a-b', savedAt: 1_700_000_000_000 });
  memory.stores.get('comparisons')?.values.set('c-d', { ...SNAPSHOT, id: 'c-d', writer: 'w' });
  memory.stores.get('savedComparisons')?.values.set('c-d', { id: 'c-d', savedAt: 1_700_000_000_001 });
  put('runs', 'latest', CHECKPOINT);
  const events: RunEvent[] = [];
  const kept = new KeptRuns((event) => events.push(parseEvent(event)));
  // The second time they are read as this version has stored them.
  for (const times of [1, 2]) {
    await kept.handle({ type: 'list-runs' });
    const listed = events.at(-1);
    if (listed?.type !== 'runs') throw new Error('no list');
    expect(listed.runs, `time ${times}`).toMatchObject([
      {
        restore: { id: 'a-b', writer: 'w' },
        savedAt: 1_700_000_000_000,
        facts: { step: 5, finished: false },
      },
      { restore: { id: 'latest', writer: '' }, facts: { step: 5, experiment: { trainSize: 16 } } },
    ]);
    expect(listed.comparisons, `time ${times}`).toMatchObject([{ id: 'c-d', done: 2, total: 3 }]);
  }
  await kept.handle({ type: 'read-run', id: 'a-b' });
  const read = events.at(-1);
  if (read?.type !== 'run-read') throw new Error('not read');
  expect((await readRecording(Uint8Array.from(read.file), 'a')).recording.isEmpty).toBe(true);
});

test('a comparison with a run that is not over', async () => {
  put('comparisons', 'comparison', SNAPSHOT);
  put('comparisons', 'training', TRAINING);
  const loaded = (await newestComparisons()).resumable;
  expect(loaded?.snapshot.id).toBe('comparison');
  expect(loaded?.snapshot.comparison.base).toMatchObject(BASE);
  expect(loaded?.snapshot.runs[0]).toEqual(SNAPSHOT.runs[0]);
  expect(loaded?.snapshot.runs[1]).toMatchObject({ state: 'paused', stage: 'training', done: 3 });
  expect(loaded?.snapshot.runs[2]).toMatchObject({ state: 'cancelled', stage: 'sft' });
  expect(loaded?.training?.checkpoint.step).toBe(3);
});

test('a comparison that had reached the supervised fine-tuning of a run', async () => {
  put('comparisons', 'comparison', SNAPSHOT);
  const loaded = (await newestComparisons()).resumable;
  expect(loaded?.snapshot.runs[1]).toMatchObject({ state: 'paused', stage: 'sft', done: 1, total: 3 });
});

test('models and data sets', async () => {
  const model = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 22, 8);
  const { shape } = model;
  const { vocabulary } = TINY_TASK.tokenizer;
  const parameters = Float32Array.from(await model.flat.data());
  model.dispose();
  put('models', 4_117_899_695, {
    ...{
      name: 'mine',
      ownData: 0,
      created: 1,
      origin: 'trained',
      scores: { 'exact-match': 0.5 },
      recipe: '#v=1',
    },
    ...{
      fingerprint: 4_117_899_695,
      task: 'tiny',
      taskTitle: 'Backwards',
      taskDescription: 'Words backwards.',
    },
    ...{ example: 'ea', promptLength: 5, shape, vocabulary },
    bytes: writeModel({ shape, parameters, task: 'tiny', vocabulary }, 'F32'),
  });
  put('datasets', 5, {
    ...{ fingerprint: 5, name: 'Words', kind: 'pairs', examples: 2, bytes: 7, created: 2 },
    text: 'a\u001fb\u001ec\u001fd',
  });
  expect(await listModels()).toMatchObject([{ fingerprint: 4_117_899_695, name: 'mine', origin: 'trained' }]);
  expect(await loadModel(4_117_899_695)).toMatchObject({ shape, vocabulary, recipe: '#v=1' });
  expect(await listDatasets()).toMatchObject([{ fingerprint: 5, examples: 2, kind: 'pairs' }]);
  expect((await loadDataset(5))?.examples).toEqual([
    { prompt: 'a', response: 'b' },
    { prompt: 'c', response: 'd' },
  ]);
});

test.each([[null], [undefined], ['text'], [7], [[1]], [{}], [{ states: 3, runs: 'x', comparison: [] }]])(
  '%j is left to the checks behind',
  (value) => {
    expect(() => [currentMethodState(value), currentSnapshot(value, 'comparison')]).not.toThrow();
  },
);
