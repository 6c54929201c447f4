import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nameOf } from '../../experiment/run-names';
import { forget, memory } from '../../test-support/database';
import { MemoryLocks } from '../../test-support/locks';
import { tinyExperiment } from '../../test-support/tiny';
import { channelOf } from '../protocol/values';
import { WriteConnection } from '../storage/database';
import { KEPT_BYTES } from '../storage/room';
import type { Checkpoint } from './checkpoint';
import { OpenRun } from './open-run';
import { checkpointWrites, headOfCheckpoint, loadRun, newestRuns } from './saved-runs';

vi.mock('idb', () => import('../../test-support/database'));

const numbers = (...values: number[]): Float32Array => Float32Array.from(values);
const checkpoint: Checkpoint = {
  experiment: tinyExperiment({ steps: 9 }),
  sftStep: 2,
  step: 5,
  state: { parameters: numbers(1, 2), first: numbers(3, 4), second: numbers(5, 6), updates: 5 },
};

const loadCheckpoint = async (id = 'a'): Promise<Checkpoint | null> =>
  (await loadRun(id))?.checkpoint ?? null;
async function saveCheckpoint(saved: Checkpoint, id = 'a'): Promise<void> {
  const connection = new WriteConnection();
  const head = headOfCheckpoint({ id, writer: 'w', checkpoint: saved }, Date.now(), id);
  await connection.write(checkpointWrites(head, saved)).finally(() => connection.close());
}
/** Saves as a run does that is open in this tab; rejects where that reports a problem. */
async function saveOpen(saved: Checkpoint, id: string): Promise<readonly string[]> {
  const gone: string[] = [];
  const connection = new WriteConnection();
  const problems: unknown[] = [];
  const run = new OpenRun(id, null, {
    ...{ connection, writer: 'w', release: () => {}, onAsked: () => {} },
    onWritten: (error) => problems.push(error),
    onGivenUp: (given) => gone.push(...given.map(({ name }) => name)),
  });
  const { experiment } = saved;
  await run.begin({ version: '', sources: '', experiment, changes: [], device: null, loaded: null });
  problems.length = 0;
  await run.save(saved);
  connection.close();
  const [error] = problems.filter((one) => one !== null);
  if (error) throw error;
  return gone;
}
/** A checkpoint that takes a third of the room. */
const large = (): Checkpoint => {
  const zeros = new Float32Array(KEPT_BYTES / 4 / 9 + 1);
  return { ...checkpoint, state: { ...checkpoint.state, parameters: zeros, first: zeros, second: zeros } };
};
/** What an earlier version of the page has stored. */
function put(value: unknown, id: string): void {
  memory.stores.get('runs')?.values.set(id, value);
}

beforeEach(forget);
afterEach(() => vi.unstubAllGlobals());

test('what is saved is loaded, the latest only, and the database is closed', async () => {
  expect(await loadCheckpoint()).toBeNull();
  await saveCheckpoint(checkpoint);
  expect(await loadCheckpoint()).toEqual(checkpoint);
  await saveCheckpoint({ ...checkpoint, step: 6 });
  expect(await loadCheckpoint()).toMatchObject({ step: 6 });
  expect(memory.open).toBe(0);
});

test('what version 1 of the page saved is loaded with the settings it had then', async () => {
  const { start: _, ...settings } = tinyExperiment({ method: 'selectkd', rejectedWeight: 0 });
  await newestRuns();
  put({ ...checkpoint, experiment: settings }, 'latest');
  expect((await newestRuns()).resumable).toMatchObject({ id: 'latest', writer: '' });
  expect((await loadCheckpoint('latest'))?.experiment).toEqual({ ...settings, start: 'random' });
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

test('what is trained beside the student comes back with it', async () => {
  const beside = {
    ...{ parameters: numbers(1), first: numbers(2), second: numbers(3), updates: 4 },
    averages: numbers(5),
  };
  await saveCheckpoint({ ...checkpoint, beside });
  expect(await loadCheckpoint()).toEqual({ ...checkpoint, beside });
});

test('changes during the run come back with it', async () => {
  const changes = [{ step: 3, settings: { topK: 7, learningRate: 1e-3 } }];
  await saveCheckpoint({ ...checkpoint, changes });
  expect(await loadCheckpoint()).toEqual({ ...checkpoint, changes });
});

test('without storage saving rejects and loading finds nothing', async () => {
  memory.refusal = new DOMException('no storage', 'InvalidStateError');
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
  ['a damaged state beside the student', { ...checkpoint, beside: { ...checkpoint.state, updates: -1 } }],
  ['averages that are damaged', { ...checkpoint, beside: { ...checkpoint.state, averages: [1, 2] } }],
  ['changes that are damaged', { ...checkpoint, changes: [{ step: 3, settings: { batchSize: 1 } }] }],
  ['a memory that is damaged', { ...checkpoint, memory: { states: [{}], replay: null } }],
])('a saved state with %s counts as none', async (_name, saved) => {
  await newestRuns();
  put(saved, 'a');
  expect(await loadCheckpoint()).toBeNull();
});

test('as many runs stay as fit, and the names of those that made room are told', async () => {
  vi.useFakeTimers();
  const gone: string[] = [];
  for (let i = 0; i < 4; i++) {
    vi.setSystemTime(i + 1);
    gone.push(...(await saveOpen({ ...large(), step: i }, `run ${i}`)));
  }
  vi.useRealTimers();
  expect(gone).toEqual([nameOf('run 0'), nameOf('run 1')]);
  // Not the states themselves: what is shown of a failure would be as large.
  expect((await loadCheckpoint('run 1'))?.step).toBeUndefined();
  expect((await loadCheckpoint('run 2'))?.step).toBe(2);
  expect((await newestRuns()).resumable?.id).toBe('run 3');
});

test('a run that is open in another tab is not offered and does not make room', async () => {
  const locks = new MemoryLocks();
  vi.stubGlobal('navigator', { locks });
  void locks.request(
    channelOf('run', 'other'),
    { signal: new AbortController().signal },
    () => new Promise(() => {}),
  );
  await saveOpen(large(), 'other');
  for (let i = 0; i < 4; i++) await saveOpen(large(), `run ${i}`);
  expect((await loadCheckpoint('other'))?.step).toBe(5);
  const { elsewhere, resumable } = await newestRuns();
  expect([elsewhere, resumable?.id]).toEqual([[channelOf('run', 'other')], 'run 3']);
});

test('older runs make room where the storage is full', async () => {
  await saveCheckpoint(checkpoint, 'old');
  memory.full = new DOMException('full', 'QuotaExceededError');
  await expect(saveOpen(checkpoint, 'new')).rejects.toThrow('full');
  expect(await loadCheckpoint('old')).toBeNull();
});
