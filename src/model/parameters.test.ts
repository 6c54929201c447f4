import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parameterCount } from '../experiment/cost';
import * as tf from '../ops/tf';
import { at } from '../test-support/numbers';
import { Model } from './model';
import { cut, decayMask, initialParameters, join, weightsOf } from './parameters';
import { type ModelShape, parameterSize, parameterSpecs } from './shape';

const shapes: fc.Arbitrary<ModelShape> = fc
  .record({
    vocabulary: fc.integer({ min: 3, max: 40 }),
    context: fc.integer({ min: 1, max: 30 }),
    depth: fc.integer({ min: 1, max: 6 }),
    layers: fc.integer({ min: 1, max: 4 }),
    heads: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ depth, ...rest }) => ({ ...rest, width: depth * rest.heads }));

const shape: ModelShape = { vocabulary: 5, context: 3, width: 4, layers: 2, heads: 2 };

test('the parameters are as many as the cost estimate counts, side by side without gaps', () => {
  fc.assert(
    fc.property(shapes, (any) => {
      expect(parameterSize(any)).toBe(parameterCount(any));
      let offset = 0;
      for (const spec of parameterSpecs(any)) {
        expect(spec.offset).toBe(offset);
        expect(spec.size).toBe((spec.shape as readonly number[]).reduce((a, b) => a * b, 1));
        offset += spec.size;
      }
    }),
  );
});

test('names are unique', () => {
  const names = parameterSpecs(shape).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('join is the inverse of cut', async () => {
  const values = Float32Array.from({ length: parameterSize(shape) }, (_, i) => i);
  const flat = tf.tensor1d(values);
  const before = tf.memory().numTensors;
  const parts = cut(flat, parameterSpecs(shape));
  expect(tf.memory().numTensors).toBe(before + parts.length);
  expect(parts.map((part) => part.shape)).toEqual(parameterSpecs(shape).map((spec) => [...spec.shape]));
  const joined = join(parts);
  expect(await joined.data()).toEqual(values);
  tf.dispose([flat, joined, ...parts]);
});

test('weightsOf gives each tensor its own name', () => {
  const parts = cut(tf.zeros([parameterSize(shape)]), parameterSpecs(shape));
  const { embedding, positions, blocks, gain } = weightsOf(shape, parts);
  expect(blocks).toHaveLength(2);
  const named = [
    embedding,
    positions,
    ...blocks.flatMap((block) => [block.attention, block.attentionOut, block.expand, block.contract]),
    gain,
  ];
  named.forEach((tensor, i) => {
    expect(tensor).toBe(at(parts, i));
  });
  expect(() => weightsOf(shape, parts.slice(0, 1))).toThrow(/missing/);
});

test('fresh parameters depend on the seed alone and have the spread of their specification', () => {
  const large: ModelShape = { vocabulary: 50, context: 40, width: 32, layers: 3, heads: 4 };
  const values = initialParameters(large, 9);
  expect(initialParameters(large, 9)).toEqual(values);
  expect(initialParameters(large, 10)).not.toEqual(values);
  for (const { offset, size, deviation, name } of parameterSpecs(large)) {
    const part = values.subarray(offset, offset + size);
    if (deviation === null) {
      expect(part.every((value) => value === 1)).toBe(true);
      continue;
    }
    const measured = Math.sqrt(part.reduce((sum, x) => sum + x * x, 0) / size);
    expect(Math.abs(measured / deviation - 1), name).toBeLessThan(4 / Math.sqrt(2 * size));
  }
});

test('decay is for matrices, not for the gain', () => {
  const mask = decayMask(parameterSpecs(shape));
  const gain = at(parameterSpecs(shape), parameterSpecs(shape).length - 1);
  expect(gain.shape).toEqual([4]);
  expect(mask.every((value, i) => value === (i < gain.offset ? 1 : 0))).toBe(true);
});

test('a model takes over new parameters and frees everything at its end', async () => {
  const before = tf.memory().numTensors;
  const size = parameterSize(shape);
  const model = new Model(shape, initialParameters(shape, 1));
  const held = tf.memory().numTensors;
  const next = Float32Array.from({ length: size }, (_, i) => i / size);
  model.replace(tf.tensor1d(next));
  expect(tf.memory().numTensors).toBe(held);
  expect(await model.flat.data()).toEqual(next);
  const joined = join(model.parts);
  expect(await joined.data()).toEqual(next);
  joined.dispose();
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('a model refuses parameters of another shape', () => {
  const before = tf.memory().numTensors;
  expect(() => new Model(shape, new Float32Array(3))).toThrow(/3 parameters given, the shape needs \d+/);
  expect(tf.memory().numTensors).toBe(before);
});
