import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { beforeAll, expect, test } from 'vitest';
import { UserError } from '../../errors/user-error';
import { wasmFiles } from '../../test-support/backends';
import * as tf from '../tf';
import { guardWasmMemory } from './memory-guard';

const MB = 2 ** 20;
const FLOATS = MB / 4;

// A backend of its own, without the engine, so that the small limit is for this file alone.
beforeAll(async () => {
  setWasmPaths(wasmFiles.tfjs);
  await tf.setBackend('wasm');
  guardWasmMemory(8 * MB);
});

const problemOf = (body: () => unknown): unknown => {
  try {
    body();
  } catch (error) {
    return error instanceof UserError ? error.problem : error;
  }
  return null;
};

test('a tensor that does not fit is an error before anything is overwritten, and room given back is used again', () => {
  const first = tf.fill([5 * FLOATS], 7);
  expect(problemOf(() => tf.fill([5 * FLOATS], 8))).toEqual({
    code: 'memory-full',
    values: { size: 5, held: 5 },
  });
  expect(first.dataSync().every((value) => value === 7)).toBe(true);
  first.dispose();
  const second = tf.fill([5 * FLOATS], 9);
  expect(second.dataSync().every((value) => value === 9)).toBe(true);
  second.dispose();
});

test('a result of an operation counts as well, and so does a size that an integer of 32 bits cannot hold', () => {
  const large = tf.ones([3 * FLOATS]);
  expect(problemOf(() => tf.tidy(() => tf.add(tf.neg(large), large)))).toMatchObject({ code: 'memory-full' });
  const backend = tf.backend() as unknown as { makeOutput(shape: number[], dtype: string): object };
  expect(problemOf(() => backend.makeOutput([2 ** 30 + 1], 'float32'))).toMatchObject({
    code: 'memory-full',
    values: { size: 4097 },
  });
  expect(large.dataSync().every((value) => value === 1)).toBe(true);
  large.dispose();
});

test('what is made and freed many times holds nothing', () => {
  for (let i = 0; i < 100; i++) tf.dispose(tf.tidy(() => tf.square(tf.ones([FLOATS]))));
  expect(problemOf(() => tf.fill([4 * FLOATS], 1).dispose())).toBeNull();
});
