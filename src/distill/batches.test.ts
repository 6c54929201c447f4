import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as tf from '../ops/tf';
import { BOS, EOS, PAD } from '../tasks/tokenizer';
import { at, rowsOf, take } from '../test-support/numbers';
import { TINY_TASK } from '../test-support/tiny';
import { Batches, dataBatch, promptTensor } from './batches';

const examplesOf = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ prompt: `p${i}`, response: `r${i}` }));

test('each epoch is a permutation of the examples, whatever the sizes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(1e6),
      (count, size, seed) => {
        const examples = examplesOf(count);
        const batches = new Batches(examples, size, seed);
        const drawn = Array.from({ length: Math.ceil((3 * count) / size) }, (_, i) =>
          batches.at(i + 1),
        ).flat();
        for (let epoch = 0; epoch < 3; epoch++) {
          const part = drawn.slice(epoch * count, (epoch + 1) * count);
          expect(new Set(part)).toEqual(new Set(examples));
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('any step can be repeated, in any order, by any instance', () => {
  const examples = examplesOf(13);
  const batches = new Batches(examples, 5, 7);
  const forwards = Array.from({ length: 9 }, (_, i) => batches.at(i + 1));
  for (const step of [9, 1, 4, 4, 2, 8]) {
    expect(batches.at(step)).toEqual(forwards[step - 1]);
    expect(new Batches(examples, 5, 7).at(step)).toEqual(forwards[step - 1]);
  }
});

test('epochs, seeds and streams have orders of their own', () => {
  const examples = examplesOf(30);
  const order = (seed: number, step: number, stream?: number) =>
    new Batches(examples, 30, seed, stream).at(step);
  expect(order(1, 2)).not.toEqual(order(1, 1));
  expect(order(2, 1)).not.toEqual(order(1, 1));
  expect(order(1, 1, 5)).not.toEqual(order(1, 1, 1));
});

test('more examples than one row of random numbers addresses', () => {
  const examples = examplesOf(70_000);
  const batch = new Batches(examples, 70_000, 1).at(1);
  expect(new Set(batch).size).toBe(70_000);
  expect(batch).not.toEqual(examples);
});

test('nothing to choose from is refused', () => {
  expect(() => new Batches([], 4, 1)).toThrow(RangeError);
});

test('prompts are padded on the left, responses on the right, and the mask ends with EOS', async () => {
  const examples = [
    { prompt: 'ab', response: 'c' },
    { prompt: 'abcd', response: 'abcdeab' },
  ];
  expect(rowsOf(await take(promptTensor(TINY_TASK, examples)), 5)).toEqual([
    [PAD, PAD, BOS, 3, 4],
    [BOS, 3, 4, 5, 6],
  ]);
  const before = tf.memory().numTensors;
  const { sequences, responses, mask } = dataBatch(TINY_TASK, examples);
  expect(tf.memory().numTensors).toBe(before + 3);
  expect(sequences.dtype).toBe('int32');
  const response = [
    [5, EOS, PAD, PAD, PAD, PAD, PAD, PAD],
    [3, 4, 5, 6, 7, 3, 4, EOS],
  ];
  expect(rowsOf(await take(sequences), 13)).toEqual([
    [PAD, PAD, BOS, 3, 4, ...at(response, 0)],
    [BOS, 3, 4, 5, 6, ...at(response, 1)],
  ]);
  expect(rowsOf(await take(responses), 8)).toEqual(response);
  expect(rowsOf(await take(mask), 8)).toEqual([
    [1, 1, 0, 0, 0, 0, 0, 0],
    [1, 1, 1, 1, 1, 1, 1, 1],
  ]);
});
