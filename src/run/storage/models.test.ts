import { beforeEach, describe, expect, test, vi } from 'vitest';
import { initialParameters } from '../../model/parameters';
import { forget, memory } from '../../test-support/database';
import { says } from '../../test-support/says';
import { shapeFor, TINY_TASK } from '../../test-support/tiny';
import { withDatabase } from './database';
import { cardOf, deleteModel, fileOf, listModels, loadModel, storeModel, toSavedModel } from './models';

vi.mock('idb', () => import('../../test-support/database'));

const shape = shapeFor(TINY_TASK);
const modelOf = (seed: number) => ({
  shape,
  parameters: initialParameters(shape, seed),
  task: 'tiny',
  vocabulary: TINY_TASK.tokenizer.vocabulary,
});
const kept = (seed: number, created = seed) =>
  toSavedModel(modelOf(seed), TINY_TASK, {
    name: `model ${seed}`,
    ownData: 0,
    created,
    origin: 'trained',
    scores: { 'exact-match': 0.5 },
    recipe: 'v=1&seed=1',
  });

beforeEach(forget);

test('what is stored is found by its fingerprint, number for number, and the newest is listed first', async () => {
  expect(await listModels()).toEqual([]);
  const [first, second] = [kept(1), kept(2)];
  await storeModel(first);
  await storeModel(second);
  const loaded = await loadModel(first.fingerprint);
  expect(loaded).toEqual(first);
  expect(loaded && fileOf(loaded)).toEqual(modelOf(1));
  expect(await listModels()).toEqual([cardOf(second), cardOf(first)]);
  expect(Object.keys(cardOf(first))).not.toContain('bytes');
  await deleteModel(first.fingerprint);
  expect(await loadModel(first.fingerprint)).toBeNull();
  expect(await listModels()).toHaveLength(1);
  expect(memory.open).toBe(0);
});

test('a database of version 1 keeps its runs', async () => {
  memory.version = 1;
  memory.stores.set('runs', { keyPath: null, values: new Map([['latest', 'a run']]) });
  await storeModel(kept(1));
  expect(await withDatabase((database) => database.get('runs', 'latest'))).toBe('a run');
  expect([...memory.stores.keys()]).toEqual(expect.arrayContaining(['runs', 'models', 'datasets']));
});

test('damaged entries are left out', async () => {
  const model = kept(1);
  await storeModel(model);
  for (const [key, change] of [
    [2, { bytes: 'none' }],
    [3, { shape: { width: -1 } }],
    [4, { name: null }],
    [5, { origin: 'stolen' }],
  ] as const) {
    memory.stores.get('models')?.values.set(key, { ...model, fingerprint: key, ...change });
    expect(await loadModel(key)).toBeNull();
  }
  memory.stores.get('models')?.values.set(6, 'text');
  expect(await listModels()).toEqual([cardOf(model)]);
});

describe('says in a sentence', () => {
  test('that there is no storage', async () => {
    memory.refusal = new DOMException('denied', 'InvalidStateError');
    for (const work of [storeModel(kept(1)), loadModel(1), listModels(), deleteModel(1)]) {
      await expect(work).rejects.toThrow(
        says(/^The model cannot be kept: this browser window gives the page no storage\./),
      );
    }
  });

  test.each(['QuotaExceededError', 'AbortError'])('that it is full (%s)', async (name) => {
    memory.full = new DOMException('full', name);
    await expect(storeModel(kept(1))).rejects.toThrow(says(/^The model does not fit: .* is full\. Delete/));
  });
});
