import { beforeAll, describe, expect, test } from 'vitest';
import { contextOf } from '../../distill/model-shape';
import type { ModelFile } from '../../model/file';
import { responseLogits } from '../../model/forward';
import { Model } from '../../model/model';
import * as tf from '../../ops/tf';
import { selectBackend } from '../../test-support/backends';
import { says } from '../../test-support/says';
import { shapeFor, sharpParameters, TINY_PICTURES, TINY_SENTENCES, TINY_TASK } from '../../test-support/tiny';
import { assertPossible, fitTo } from './fit';

const shape = shapeFor(TINY_TASK);
const model: ModelFile = {
  shape,
  parameters: sharpParameters(shape, 5),
  task: '',
  vocabulary: TINY_TASK.tokenizer.vocabulary,
};

beforeAll(() => selectBackend('cpu'));

async function logitsOf(file: ModelFile, ids: readonly number[]): Promise<number[]> {
  const held = new Model(file.shape, file.parameters);
  const input = tf.tensor2d([[...ids]], undefined, 'int32');
  const values = await responseLogits(file.shape, held.weights, input, 5).data();
  held.dispose();
  return [...values];
}

test('a model that fits is only given its task', () => {
  expect(fitTo(model, TINY_TASK)).toEqual({ ...model, task: 'tiny' });
  expect(contextOf(TINY_TASK)).toBe(shape.context);
});

test.each([TINY_PICTURES, TINY_SENTENCES])(
  'an encoder fits the task that it was made for, and no other: $id',
  (task) => {
    const own = shapeFor(task);
    const encoder: ModelFile = {
      shape: own,
      parameters: sharpParameters(own, 6),
      task: '',
      vocabulary: task.tokenizer.vocabulary,
    };
    expect(fitTo(encoder, task)).toEqual({ ...encoder, task: task.id });
    for (const other of [TINY_TASK, TINY_PICTURES, TINY_SENTENCES].filter((one) => one !== task)) {
      expect(() => fitTo(encoder, other)).toThrow(says('does not read what the task'));
    }
    const otherWords = { ...TINY_SENTENCES, words: { size: 99, encode: () => [] } };
    expect(() => fitTo(encoder, otherWords)).toThrow(says('does not read'));
  },
);

test('another order of the vocabulary and further positions change nothing that is computed', async () => {
  const order = [2, 7, 0, 5, 1, 3, 6, 4];
  const { width } = shape;
  const longer = { ...shape, context: shape.context + 4 };
  const rows = order.flatMap((id) => [...model.parameters.subarray(id * width, (id + 1) * width)]);
  const positions = shape.vocabulary * width;
  const end = positions + shape.context * width;
  const other: ModelFile = {
    shape: longer,
    parameters: Float32Array.from([
      ...rows,
      ...model.parameters.subarray(positions, end),
      ...new Array<number>(4 * width).fill(9),
      ...model.parameters.subarray(end),
    ]),
    task: '',
    vocabulary: order.map((id) => model.vocabulary[id] ?? ''),
  };
  const fitted = fitTo(other, TINY_TASK);
  expect(fitted).toEqual({ ...model, task: 'tiny' });
  // The same text, in the ids of either.
  const ids = [0, 0, 1, 3, 4, 5, 6, 7, 3, 3, 4, 4, 2];
  const theirs = await logitsOf(
    other,
    ids.map((id) => order.indexOf(id)),
  );
  const ours = await logitsOf(fitted, ids);
  const moved = theirs.map((_, i) => theirs[i - (i % 8) + order.indexOf(i % 8)] ?? Number.NaN);
  ours.forEach((value, i) => {
    expect(value).toBeCloseTo(moved[i] ?? Number.NaN, 5);
  });
});

describe('refuses in a sentence', () => {
  const known = (vocabulary: string[]): ModelFile => ({
    ...model,
    shape: { ...shape, vocabulary: vocabulary.length },
    vocabulary,
  });
  test.each<[string, ModelFile, RegExp]>([
    ['characters that lack', known(['PAD', 'BOS', 'EOS', 'a', 'b']), /does not know “c”, “d”, and “e”\.$/],
    [
      'characters too many',
      known([...model.vocabulary, 'x', '\n']),
      /knows “x” and “\\n”, which the task does not have/,
    ],
    ['both', known(['PAD', 'BOS', 'EOS', 'a', 'b', 'c', 'd', 'z']), /does not know “e”; it knows “z”/],
    ['a character twice', known([...model.vocabulary, 'a']), /names a character twice/],
    ['too few positions', { ...model, shape: { ...shape, context: 11 } }, /has 11 positions.*needs 12/],
  ])('%s', (_name, file, message) => {
    expect(() => fitTo(file, TINY_TASK)).toThrow(says(message));
  });

  test.each([
    [{ width: 4 }, /width is 4; this page runs models with 8 to 256/],
    [{ width: 512 }, /width is 512/],
    [{ layers: 9 }, /number of layers is 9/],
    [{ heads: 17 }, /number of heads is 17/],
    [{ heads: 3 }, /does not divide into 3 heads/],
  ])('%o', (change, message) => {
    expect(() => assertPossible({ ...shape, ...change })).toThrow(says(message));
    expect(() => assertPossible(shape)).not.toThrow();
  });
});
