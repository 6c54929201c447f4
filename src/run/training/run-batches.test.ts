import { expect, test } from 'vitest';
import { UserError } from '../../errors/user-error';
import { DEFAULT_EXPERIMENT, type Experiment } from '../../experiment/fields';
import type { Example } from '../../tasks/task';
import { createClassTokenizer } from '../../tasks/tokenizer';
import { runBatches } from './run-batches';

const TRAIN: readonly Example[] = Array.from({ length: 20 }, (_, i) => ({ prompt: `${i}`, response: 'a' }));
const taskOf = (train: readonly Example[]) => ({
  split: () => ({ train, validation: [], test: [] }),
  responseLength: 1,
  tokenizer: createClassTokenizer(['a', 'b', 'c']),
});
const given = (changes: Partial<Experiment>) =>
  runBatches({ ...DEFAULT_EXPERIMENT, trainSize: 10, batchSize: 4, ...changes }, taskOf(TRAIN));
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

/** Nine hundred pictures of three classes in turn. */
const PICTURES: readonly Example[] = Array.from({ length: 900 }, (_, i) => ({
  prompt: `${i}`,
  response: 'abc'.charAt(i % 3),
}));
const ofPictures = (changes: Partial<Experiment>): readonly Example[] =>
  runBatches(
    { ...DEFAULT_EXPERIMENT, method: 'hinton-kd', ...changes },
    { ...taskOf(PICTURES), picture: { side: 2, patch: 1 } },
  ).examples;
const redrawn = (examples: readonly Example[]): number[] =>
  numbers(examples.filter(({ prompt, response }) => response !== PICTURES[Number(prompt)]?.response));
const counts = (examples: readonly Example[]): number[] =>
  [...'abc'].map((name) => examples.filter(({ response }) => response === name).length);

test('noise redraws a share of the labels, the same ones for a seed, and keeps the pictures', () => {
  const noisy = ofPictures({ labelNoise: 0.3 });
  expect(numbers(noisy)).toEqual(numbers(PICTURES));
  // Two thirds of 270 become another class; ± 4 standard deviations.
  expect(redrawn(noisy).length).toBeGreaterThan(127);
  expect(redrawn(noisy).length).toBeLessThan(233);
  expect(ofPictures({ labelNoise: 0.3 })).toEqual(noisy);
  expect(redrawn(ofPictures({ labelNoise: 0.3, seed: 2 }))).not.toEqual(redrawn(noisy));
  expect(redrawn(ofPictures({ labelNoise: 0.6 }))).toEqual(expect.arrayContaining(redrawn(noisy)));
  for (const count of counts(ofPictures({ labelNoise: 1 }))) expect(Math.abs(count - 300)).toBeLessThan(60);
});

test('class c of C keeps n·γ^(c/(C−1)) pictures, the first ones, at least one', () => {
  expect(counts(ofPictures({ imbalance: 0.04 }))).toEqual([300, 60, 12]);
  expect(counts(ofPictures({ imbalance: 0.04, trainSize: 30 }))).toEqual([10, 2, 1]);
  const last = ofPictures({ imbalance: 0.01 }).filter(({ response }) => response === 'c');
  expect(numbers(last)).toEqual([2, 5, 8]);
  // The class of a picture is the one it shows, whatever its label says.
  expect(ofPictures({ imbalance: 0.04, labelNoise: 0.5 })).toHaveLength(372);
});

test('without noise and imbalance, and on text, the examples are those of the task', () => {
  expect(ofPictures({})[5]).toBe(PICTURES[5]);
  expect(given({ method: 'hinton-kd', labelNoise: 1, imbalance: 0.01 }).examples).toEqual(TRAIN.slice(0, 10));
});

test('an exam takes the last labelled examples, and the distillation the others', () => {
  const all = (batches: { usedBy(steps: number): Example[] } | null): number[] =>
    numbers(batches?.usedBy(9) ?? []).sort((a, b) => a - b);
  const split = given({ method: 'ikd', examShare: 0.3 });
  expect(all(split.exam)).toEqual([7, 8, 9]);
  expect(all(split.distillation)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  const few = given({ method: 'ikd', labels: 2, examShare: 0.3 });
  expect(all(few.exam)).toEqual([1]);
  expect(all(few.distillation)).toEqual([0, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(given({ method: 'hinton-kd' }).exam).toBeNull();
  expect(() => given({ method: 'ikd', labels: 0 })).toThrow(UserError);
});

test('glyphs are of a label: pictures without one are left out, and so are they with a weight that reads the teacher', () => {
  const known = { labels: 3, trainSize: 10 };
  expect(numbers(given({ method: 'lw-kd', ...known }).examples)).toEqual([0, 1, 2]);
  const composed = { method: 'custom', loss: 'lightweight', tokenWeight: 'hard-tokens' } as const;
  expect(numbers(given({ ...composed, sampler: 'dataset', ...known }).examples)).toEqual([0, 1, 2]);
  expect(numbers(given({ method: 'hinton-kd', ...known }).examples)).toHaveLength(10);
});

test('a scene has no single class: neither noise nor imbalance changes it', () => {
  const task = { ...taskOf(PICTURES), picture: { side: 2, patch: 1 }, responseLength: 4 };
  const changes = { method: 'hinton-kd', labelNoise: 1, imbalance: 0.01 } as const;
  expect(runBatches({ ...DEFAULT_EXPERIMENT, ...changes }, task).examples).toEqual(PICTURES);
});
