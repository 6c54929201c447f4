import { beforeEach, expect, test, vi } from 'vitest';
import { nameOf } from '../../experiment/run-names';
import { forget, memory } from '../../test-support/database';
import { tinyExperiment } from '../../test-support/tiny';
import type { ComparisonSnapshot } from '../protocol/comparison';
import { WAITING_RUN } from '../protocol/values';
import { KEPT_BYTES } from '../storage/room';
import type { SavedTraining } from './compared-training';
import { loadComparison, newestComparisons, saveComparison, saveTraining } from './saved-comparisons';

vi.mock('idb', () => import('../../test-support/database'));

const snapshotOf = (id: string, state: 'waiting' | 'cancelled' = 'waiting'): ComparisonSnapshot => ({
  id,
  comparison: {
    base: tinyExperiment({ steps: 2 }),
    ...{ vary: 'topK', values: [0, 3], seeds: 1, budget: 'updates', methodSettings: 'published' },
  },
  runs: [
    { ...WAITING_RUN, state },
    { ...WAITING_RUN, state },
  ],
  metrics: [],
});
const numbers = (): Float32Array => Float32Array.of(1, 2);
const training: SavedTraining = {
  checkpoint: {
    experiment: tinyExperiment({ steps: 2, topK: 0 }),
    ...{ sftStep: 0, step: 1 },
    state: { parameters: numbers(), first: numbers(), second: numbers(), updates: 1 },
  },
  ...{ losses: numbers(), acceptances: numbers(), scores: [], milliseconds: 1 },
};

const stored = (): (string | number)[] => [...(memory.stores.get('comparisons')?.values.keys() ?? [])];

beforeEach(forget);

/** A training that takes a third of the room. */
const large = (): SavedTraining => {
  const zeros = new Float32Array(KEPT_BYTES / 4 / 9 + 1);
  const { checkpoint } = training;
  const state = { ...checkpoint.state, parameters: zeros, first: zeros, second: zeros };
  return { ...training, checkpoint: { ...checkpoint, state } };
};

test('as many comparisons stay as fit, each with its training', async () => {
  vi.useFakeTimers();
  const gone: string[] = [];
  for (let i = 0; i < 3; i++) {
    vi.setSystemTime(i + 1);
    const given = [
      ...(await saveComparison(snapshotOf(`comparison ${i}`), 'w')),
      ...(await saveTraining(`comparison ${i}`, large())),
    ];
    gone.push(...given.map(({ name }) => name));
  }
  vi.useRealTimers();
  expect(gone).toEqual([nameOf('comparison 0')]);
  // Not the states themselves: what is shown of a failure would be as large.
  expect((await loadComparison('comparison 0'))?.writer).toBeUndefined();
  expect(stored()).toHaveLength(4);
  const kept = await loadComparison('comparison 1');
  expect([kept?.writer, kept?.training?.milliseconds]).toEqual(['w', 1]);
  expect((await newestComparisons()).resumable?.snapshot.id).toBe('comparison 2');
});

test('a finished comparison needs no training', async () => {
  await saveComparison(snapshotOf('a'), 'w');
  await saveTraining('a', training);
  await saveComparison(snapshotOf('a', 'cancelled'), 'w');
  expect(stored()).toEqual(['a']);
});
