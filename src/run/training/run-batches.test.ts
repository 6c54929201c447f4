import { expect, test } from 'vitest';
import { UserError } from '../../errors/user-error';
import { DEFAULT_EXPERIMENT, type Experiment } from '../../experiment/fields';
import type { Example } from '../../tasks/task';
import { runBatches } from './run-batches';

const TRAIN: readonly Example[] = Array.from({ length: 20 }, (_, i) => ({ prompt: `${i}`, response: 'a' }));
const given = (changes: Partial<Experiment>) =>
  runBatches({ ...DEFAULT_EXPERIMENT, trainSize: 10, batchSize: 4, ...changes }, TRAIN);
const numbers = (examples: readonly Example[]): number[] => examples.map(({ prompt }) => Number(prompt));

test('without a limit every example has its label, and they are those of the task', () => {
  const { examples } = given({ method: 'hinton-kd' });
  expect(examples).toEqual(TRAIN.slice(0, 10));
  expect(examples[0]).toBe(TRAIN[0]);
});

test('beyond the labelled ones a teacher is learned from alone', () => {
  const { examples } = given({ method: 'hinton-kd', labels: 3 });
  expect(numbers(examples)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(numbers(examples.filter(({ unlabelled }) => !unlabelled))).toEqual([0, 1, 2]);
});

test('a method without a teacher has the labelled ones only, and says so where there are none', () => {
  expect(numbers(given({ method: 'sft', labels: 3 }).examples)).toEqual([0, 1, 2]);
  expect(() => given({ method: 'sft', labels: 0 })).toThrow(UserError);
});

test('a supervised start uses labelled ones: others than those of the distillation where there are any', () => {
  const start = { method: 'hinton-kd', sftSteps: 2, sftExamples: 16, sftBatchSize: 16 } as const;
  const used = (changes: Partial<Experiment>): number[] =>
    [...new Set(numbers(given({ ...start, ...changes }).supervised?.at(1) ?? []))].sort((a, b) => a - b);
  expect(used({ labels: 12 })).toEqual([10, 11]);
  expect(used({ labels: 2 })).toEqual([0, 1]);
});
