/** Room for runs and comparisons together, and what is said of those that made it. */
import { beforeEach, expect, test, vi } from 'vitest';
import { nameOf } from '../../experiment/run-names';
import { forget, memory } from '../../test-support/database';
import type { GivenUp } from '../protocol';
import { withDatabase } from './database';
import { earlierGivenUp, forgetGivenUp, KEPT_BYTES, keptBytes, saidGivenUp, saveState } from './room';
import { forgetDeleted, writeLabel } from './saved-states';
import { COMPARISONS, RUNS, type StateKind } from './state-kinds';

vi.mock('idb', () => import('../../test-support/database'));

/** Two fit, three do not. */
const large = (): Uint8Array => new Uint8Array(KEPT_BYTES / 2 - 100);

let time = 1_000;
async function save(kind: StateKind, id: string, value: unknown = large()): Promise<GivenUp[]> {
  vi.setSystemTime(time++);
  return saveState({ kind, id }, id, value);
}
const keys = (store: string): unknown[] => [...(memory.stores.get(store)?.values.keys() ?? [])];

beforeEach(() => {
  forget();
  time = 1_000;
  vi.useFakeTimers({ toFake: ['Date'] });
  return () => vi.useRealTimers();
});

test('runs and comparisons share one limit: the oldest goes first, whatever it is', async () => {
  expect(await save(COMPARISONS, 'a')).toEqual([]);
  expect(await save(RUNS, 'b')).toEqual([]);
  const first = await save(RUNS, 'c');
  expect(first).toEqual([{ kind: 'comparison', name: nameOf('a'), at: 1_002, why: 'limit' }]);
  const second = await save(COMPARISONS, 'd');
  expect(second).toEqual([{ kind: 'run', name: nameOf('b'), at: 1_003, why: 'limit' }]);
  expect([keys('runs'), keys('comparisons')]).toEqual([['c'], ['d']]);
  expect(await withDatabase(keptBytes)).toBeLessThanOrEqual(KEPT_BYTES);
});

test('what made room is known after a reload, until the user has seen it', async () => {
  for (const id of ['a', 'b', 'c', 'd']) await save(RUNS, id);
  const gone = await earlierGivenUp();
  expect(gone.map(({ name, at }) => [name, at])).toEqual([
    [nameOf('b'), 1_003],
    [nameOf('a'), 1_002],
  ]);
  await withDatabase(forgetGivenUp);
  expect(await earlierGivenUp()).toEqual([]);
});

test('the state of version 0.1, which has no date, is older than all others, and is named when it goes', async () => {
  await withDatabase(async (database) => {
    await database.put('runs', large(), RUNS.unnamed);
    await writeLabel(database, RUNS, RUNS.unnamed, { name: 'Mine', notes: '', deleted: false });
  });
  await save(COMPARISONS, 'a', new Uint8Array(8));
  expect(await withDatabase(keptBytes)).toBe(large().length + 8);
  await save(RUNS, 'b');
  expect(await save(RUNS, 'c')).toEqual([{ kind: 'run', name: 'Mine', at: 1_002, why: 'limit' }]);
  expect(keys('runs')).toEqual(['b', 'c']);
});

test('a state of version 0.2, which noted no sizes, counts', async () => {
  await withDatabase(async (database) => {
    await database.put('comparisons', large(), 'old');
    await database.put('savedComparisons', { id: 'old', savedAt: 1 });
  });
  expect(await withDatabase(keptBytes)).toBe(large().length);
  await save(RUNS, 'a');
  expect((await save(RUNS, 'b')).map(({ name }) => name)).toEqual([nameOf('old')]);
});

test('what the user has deleted goes first and without a word, and at the next visit for good', async () => {
  await save(RUNS, 'a');
  await save(COMPARISONS, 'b');
  const deleted = { name: 'B', notes: '', deleted: true };
  await withDatabase((database) => writeLabel(database, COMPARISONS, 'b', deleted));
  expect(await save(RUNS, 'c')).toEqual([]);
  expect([keys('runs'), keys('comparisons')]).toEqual([['a', 'c'], []]);
  await save(COMPARISONS, 'd', new Uint8Array(8));
  await withDatabase((database) => writeLabel(database, COMPARISONS, 'd', deleted));
  await forgetDeleted();
  expect(keys('comparisons')).toEqual([]);
});

test('a notice names what made room by the reason', () => {
  const one = { kind: 'run', name: 'A', at: 1, why: 'limit' } as const;
  expect(saidGivenUp([one, { ...one, name: 'B', why: 'disk' }])).toEqual([
    { code: 'runs-given-up', values: { names: ['A'], limit: 120 } },
    { code: 'runs-given-up-disk', values: { names: ['B'] } },
  ]);
  expect(saidGivenUp([])).toEqual([]);
});
