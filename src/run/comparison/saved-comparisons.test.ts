import { beforeEach, expect, test, vi } from 'vitest';
import { forget, memory } from '../../test-support/database';
import { tinyExperiment } from '../../test-support/tiny';
import { type ComparisonSnapshot, WAITING_RUN } from '../protocol/comparison';
import { KEPT_STATES } from '../storage/saved-states';
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

test('the newest few comparisons stay, each with its training', async () => {
  vi.useFakeTimers();
  for (let i = 0; i <= KEPT_STATES; i++) {
    vi.setSystemTime(i);
    await saveComparison(snapshotOf(`comparison ${i}`), 'w');
    await saveTraining(`comparison ${i}`, training);
  }
  vi.useRealTimers();
  expect(await loadComparison('comparison 0')).toBeNull();
  expect(stored()).toHaveLength(2 * KEPT_STATES);
  expect(await loadComparison('comparison 1')).toMatchObject({ writer: 'w', training: { milliseconds: 1 } });
  expect((await newestComparisons()).resumable?.snapshot.id).toBe(`comparison ${KEPT_STATES}`);
});

test('a finished comparison needs no training', async () => {
  await saveComparison(snapshotOf('a'), 'w');
  await saveTraining('a', training);
  await saveComparison(snapshotOf('a', 'cancelled'), 'w');
  expect(stored()).toEqual(['a']);
});
