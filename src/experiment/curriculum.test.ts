import { expect, test } from 'vitest';
import { teacherForwards } from './comparison';
import { estimateCost } from './cost';
import { firstStageSteps, freshPrompts, judgedPairs, preparedSequences } from './curriculum';
import { isSameExperiment } from './equality';
import { DEFAULT_EXPERIMENT, type Experiment } from './fields';

const phi = (changes: Partial<Experiment> = {}): Experiment => ({
  ...DEFAULT_EXPERIMENT,
  ...{ method: 'phi', steps: 100, batchSize: 8, trainSize: 1_000, stageFraction: 0.25, exerciseShare: 0.5 },
  ...changes,
});

test('a fresh prompt for each row of the first stage, at most as many as there are', () => {
  expect(firstStageSteps(phi())).toBe(25);
  expect(freshPrompts(phi())).toBe(200);
  expect(freshPrompts(phi({ stageFraction: 0 }))).toBe(0);
  expect(freshPrompts(phi({ steps: 100_000 }))).toBe(20_000);
  const composed = { method: 'custom', sampler: 'textbook', loss: 'cross-entropy' } as const;
  expect(freshPrompts(phi({ ...composed, methodSchedule: 'constant' }))).toBe(800);
  expect(freshPrompts(phi({ ...composed, methodSchedule: 'two-stage' }))).toBe(600);
  for (const method of ['seqkd', 'sft', 'two-stage'] as const) expect(freshPrompts(phi({ method }))).toBe(0);
});

test('as many pairs are judged as leave enough for the last stage, none where all are kept', () => {
  expect(judgedPairs(phi({ trainSize: 5_000 }))).toBe(1_200);
  expect(judgedPairs(phi())).toBe(1_000);
  expect(judgedPairs(phi({ exerciseShare: 1 }))).toBe(0);
  expect(judgedPairs(phi({ method: 'seqkd' }))).toBe(0);
});

test('both count as sequences of the teacher, in a comparison and in the cost', () => {
  expect(preparedSequences(phi())).toBe(1_200);
  expect(teacherForwards(phi())).toBe(1_200);
  expect(preparedSequences(phi({ method: 'seqkd' }))).toBe(800);
  const { batchSize } = DEFAULT_EXPERIMENT;
  const forward = estimateCost(DEFAULT_EXPERIMENT).flopsPerStep.teacher / batchSize;
  const extra = estimateCost(phi()).totalFlops - estimateCost(phi({ method: 'sft' })).totalFlops;
  expect(extra).toBeCloseTo(1_200 * forward, -3);
});

test('a data set in two stages is one, unless the second leaves pairs out', () => {
  const staged = {
    method: 'custom',
    sampler: 'dataset',
    loss: 'cross-entropy',
    methodSchedule: 'exercises-last',
  } as const;
  const plain = { ...staged, methodSchedule: 'constant' } as const;
  expect(isSameExperiment(phi({ ...staged, exerciseShare: 1 }), phi({ ...plain, exerciseShare: 1 }))).toBe(
    true,
  );
  expect(isSameExperiment(phi(staged), phi(plain))).toBe(false);
});
