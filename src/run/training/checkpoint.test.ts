import { beforeEach, expect, test, vi } from 'vitest';
import { tinyExperiment } from '../../test-support/tiny';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from './checkpoint';

/** What the stubbed database holds; null is a browser without storage. */
let stored: Map<string, unknown> | null = null;
let open = 0;

vi.mock('idb', () => ({
  openDB: async () => {
    if (!stored) throw new DOMException('no storage', 'InvalidStateError');
    const held = stored;
    open++;
    return {
      put: async (_store: string, value: unknown, key: string) => {
        held.set(key, structuredClone(value));
      },
      get: async (_store: string, key: string) => structuredClone(held.get(key)),
      close: () => open--,
    };
  },
}));

const numbers = (...values: number[]): Float32Array => Float32Array.from(values);
const checkpoint: Checkpoint = {
  experiment: tinyExperiment({ steps: 9 }),
  sftStep: 2,
  step: 5,
  state: { parameters: numbers(1, 2), first: numbers(3, 4), second: numbers(5, 6), updates: 5 },
};

beforeEach(() => {
  stored = new Map();
});

test('what is saved is loaded, the latest only, and the database is closed', async () => {
  expect(await loadCheckpoint()).toBeNull();
  await saveCheckpoint(checkpoint);
  expect(await loadCheckpoint()).toEqual(checkpoint);
  await saveCheckpoint({ ...checkpoint, step: 6 });
  expect(await loadCheckpoint()).toMatchObject({ step: 6 });
  expect(open).toBe(0);
});

test('what version 1 of the page saved is loaded with the settings it had then', async () => {
  const { start: _, ...settings } = tinyExperiment({ method: 'selectkd', rejectedWeight: 0 });
  stored?.set('latest', { ...checkpoint, experiment: settings });
  expect((await loadCheckpoint())?.experiment).toEqual({ ...settings, start: 'random' });
});

test('what the method remembers comes back with it', async () => {
  const memory = {
    states: [{ lambda: 0.2, keep: 1, average: null, reference: 1.5 }],
    replay: { sequences: Int32Array.of(1, 2, 3), mask: numbers(1, 0), prompts: ['ab'] },
  };
  await saveCheckpoint({ ...checkpoint, memory });
  expect(await loadCheckpoint()).toEqual({ ...checkpoint, memory });
});

test('learned maps come back with the student', async () => {
  const projections = { parameters: numbers(1), first: numbers(2), second: numbers(3) };
  const state = { ...checkpoint.state, projections };
  await saveCheckpoint({ ...checkpoint, state });
  expect(await loadCheckpoint()).toEqual({ ...checkpoint, state });
});

test('changes during the run come back with it', async () => {
  const changes = [{ step: 3, settings: { topK: 7, learningRate: 1e-3 } }];
  await saveCheckpoint({ ...checkpoint, changes });
  expect(await loadCheckpoint()).toEqual({ ...checkpoint, changes });
});

test('without storage saving rejects and loading finds nothing', async () => {
  stored = null;
  await expect(saveCheckpoint(checkpoint)).rejects.toThrow('no storage');
  expect(await loadCheckpoint()).toBeNull();
});

test.each([
  ['text', 'hello'],
  ['null', null],
  ['no state', { ...checkpoint, state: undefined }],
  ['a negative step', { ...checkpoint, step: -1 }],
  ['a fractional step', { ...checkpoint, sftStep: 0.5 }],
  ['a step of text', { ...checkpoint, step: '5' }],
  ['parameters that are a plain list', { ...checkpoint, state: { ...checkpoint.state, parameters: [1, 2] } }],
  ['moments of another length', { ...checkpoint, state: { ...checkpoint.state, first: numbers(1) } }],
  [
    'second moments of another length',
    { ...checkpoint, state: { ...checkpoint.state, second: numbers(1, 2, 3) } },
  ],
  ['a count of updates that is NaN', { ...checkpoint, state: { ...checkpoint.state, updates: Number.NaN } }],
  ['an experiment out of bounds', { ...checkpoint, experiment: { ...checkpoint.experiment, steps: -3 } }],
  ['no experiment', { ...checkpoint, experiment: null }],
  [
    'learned maps that are damaged',
    {
      ...checkpoint,
      state: {
        ...checkpoint.state,
        projections: { parameters: numbers(1), first: numbers(), second: numbers(1) },
      },
    },
  ],
  ['changes that are damaged', { ...checkpoint, changes: [{ step: 3, settings: { steps: 1 } }] }],
  ['a memory that is damaged', { ...checkpoint, memory: { states: [{}], replay: null } }],
])('a saved state with %s counts as none', async (_name, saved) => {
  stored?.set('latest', saved);
  expect(await loadCheckpoint()).toBeNull();
});
