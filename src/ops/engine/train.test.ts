import { beforeAll, describe, expect, test } from 'vitest';
import { initialParameters } from '../../model/parameters';
import { type ModelShape, parameterSize } from '../../model/shape';
import { logitsByDefinition } from '../../test-support/definition';
import { openEngine } from '../../test-support/engine';
import { at, expectClose, randomNumbers, sum } from '../../test-support/numbers';
import { atOnce } from '../pieces';
import * as tf from '../tf';
import type { Engine } from './engine';
import { type EngineBatch, forwardInEngine } from './train';

let engine: Engine;
beforeAll(async () => {
  await tf.setBackend('cpu');
  engine = await openEngine();
});

interface Case {
  readonly name: string;
  readonly shape: ModelShape;
  readonly batch: number;
  readonly length: number;
  readonly responseAt: number;
}

const CASES: readonly Case[] = [
  {
    name: 'widths that no vector divides',
    shape: { vocabulary: 7, context: 6, width: 10, layers: 2, heads: 2 },
    batch: 3,
    length: 6,
    responseAt: 2,
  },
  {
    name: 'one head of one number',
    shape: { vocabulary: 5, context: 4, width: 1, layers: 1, heads: 1 },
    batch: 2,
    length: 4,
    responseAt: 1,
  },
  {
    name: 'sequences of one token',
    shape: { vocabulary: 9, context: 1, width: 8, layers: 1, heads: 2 },
    batch: 2,
    length: 1,
    responseAt: 0,
  },
  {
    name: 'several chunks',
    shape: { vocabulary: 6, context: 25, width: 6, layers: 1, heads: 3 },
    batch: 10,
    length: 25,
    responseAt: 21,
  },
  {
    name: 'an encoder of widths that no vector divides',
    shape: { vocabulary: 7, context: 5, width: 10, layers: 2, heads: 2, patch: 3 },
    batch: 3,
    length: 5,
    responseAt: 4,
  },
  {
    name: 'an encoder that answers each of its patches',
    shape: { vocabulary: 4, context: 10, width: 6, layers: 2, heads: 2, patch: 3, perPatch: true },
    batch: 23,
    length: 10,
    responseAt: 1,
  },
  {
    name: 'an encoder of one patch of one pixel',
    shape: { vocabulary: 3, context: 2, width: 1, layers: 1, heads: 1, patch: 1 },
    batch: 2,
    length: 2,
    responseAt: 1,
  },
  {
    name: 'an encoder in several chunks, with patches larger than any state',
    shape: { vocabulary: 4, context: 10, width: 6, layers: 1, heads: 3, patch: 7 },
    batch: 21,
    length: 10,
    responseAt: 9,
  },
  {
    name: 'an encoder of more patches than are weighed at a time',
    shape: { vocabulary: 3, context: 101, width: 4, layers: 1, heads: 2, patch: 2 },
    batch: 1,
    length: 101,
    responseAt: 100,
  },
];

function setUp({ shape, batch, length }: Case) {
  const flat = initialParameters(shape, 3).map((value) => Math.fround(2 * value));
  if (shape.patch === undefined) {
    const ids = Int32Array.from({ length: batch * length }, (_, i) => (i * 7919) % shape.vocabulary);
    return { flat, input: ids, defined: [...ids] };
  }
  const pixels = shape.patch ** 2;
  const stands = shape.perPatch ? 0 : length - 1;
  const isClass = (i: number): boolean => Math.floor(i / pixels) % length === stands;
  const all = randomNumbers(batch * length * pixels, 5);
  const input = Float32Array.from(all, (pixel, i) => (isClass(i) ? 0 : pixel));
  return { flat, input, defined: [...input].filter((_, i) => !isClass(i)) };
}

describe.each(CASES)('$name', (given) => {
  const { shape, batch, length, responseAt } = given;
  const forward = (weights: tf.Tensor1D, input: EngineBatch['input'], keeps: boolean) =>
    atOnce(forwardInEngine(engine, { model: shape, weights, input, batch, length, responseAt, keeps }));

  test('logits are those of the definition', () => {
    const { flat, input, defined } = setUp(given);
    const weights = tf.tensor1d(flat);
    const pass = forward(weights, input, true);
    expectClose(pass.logits, logitsByDefinition(shape, [...flat], defined, length, responseAt), 2e-5);
    pass.dispose();
    const alone = forward(weights, input, false);
    expect(alone.logits).toEqual(pass.logits);
    alone.dispose();
    weights.dispose();
  });

  test('gradients are those of central differences', () => {
    const { flat, input, defined } = setUp(given);
    const weights = tf.tensor1d(flat);
    const pass = forward(weights, input, true);
    const slopes = Float32Array.from(randomNumbers(pass.logits.length, 9));
    const gradient = atOnce(pass.backward(slopes));
    weights.dispose();
    expect(gradient.length).toBe(parameterSize(shape));
    const value = (parameters: readonly number[]): number =>
      sum(
        logitsByDefinition(shape, parameters, defined, length, responseAt).map(
          (logit, i) => logit * at(slopes, i),
        ),
      );
    // Every parameter of a small model, and a spread of them in a larger one.
    const stride = Math.ceil(flat.length / 40);
    const places = Array.from({ length: Math.floor(flat.length / stride) }, (_, i) => i * stride);
    const plain = [...flat];
    const h = 1e-5;
    const expected = places.map(
      (i) => (value(plain.with(i, at(plain, i) + h)) - value(plain.with(i, at(plain, i) - h))) / (2 * h),
    );
    expectClose(
      places.map((i) => at(gradient, i)),
      expected,
      5e-5,
      0.02,
    );
  });
});
