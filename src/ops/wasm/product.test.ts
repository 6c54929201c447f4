import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNodeDevice } from '../../../tools/node-device';
import { expectClose } from '../../test-support/numbers';
import * as tf from '../tf';

describe('wasm products through XNNPACK', () => {
  beforeAll(async () => {
    await openNodeDevice('wasm');
  });
  afterAll(() => {
    tf.disposeVariables();
  });

  const numbers = (count: number, seed: number): number[] =>
    Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) * seed));

  describe.each([
    [[], 3, 5, 4],
    [[1], 7, 1, 9],
    [[6], 1, 33, 17],
    [[2, 3], 13, 8, 5],
  ] as const)('batch %j of %i×%i×%i', (batch, m, k, n) => {
    test.each([
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ])('transposed: %s, %s', async (transposeA, transposeB) => {
      const slices = batch.reduce((product: number, size) => product * size, 1);
      const a = numbers(slices * m * k, 1);
      const b = numbers(slices * k * n, 2);
      const expected: number[] = [];
      for (let s = 0; s < slices; s++) {
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < n; j++) {
            let sum = 0;
            for (let l = 0; l < k; l++) {
              const left = a[s * m * k + (transposeA ? l * m + i : i * k + l)] ?? Number.NaN;
              const right = b[s * k * n + (transposeB ? j * k + l : l * n + j)] ?? Number.NaN;
              sum += left * right;
            }
            expected.push(sum);
          }
        }
      }
      const before = tf.memory().numTensors;
      const left = tf.tensor(a, [...batch, ...(transposeA ? [k, m] : [m, k])]);
      const right = tf.tensor(b, [...batch, ...(transposeB ? [n, k] : [k, n])]);
      // Twice, with other numbers behind the same shapes: what XNNPACK packed of the first must not be used again.
      const first = tf.matMul(left, tf.neg(right), transposeA, transposeB);
      const out = tf.matMul(left, right, transposeA, transposeB);
      expect(out.shape).toEqual([...batch, m, n]);
      expectClose(Array.from(await out.data()), expected, 1e-5);
      expectClose(
        Array.from(await first.data()),
        expected.map((value) => -value),
        1e-5,
      );
      first.dispose();
      out.dispose();
      left.dispose();
      right.dispose();
      // tf.neg(right) is the one tensor without a name.
      expect(tf.memory().numTensors).toBe(before + 1);
    });
  });

  test('a broadcast batch is left to the backend', async () => {
    const a = tf.tensor3d(numbers(12, 1), [2, 2, 3]);
    const b = tf.tensor3d(numbers(6, 2), [1, 3, 2]);
    const both = tf.matMul(a, tf.tile(b, [2, 1, 1]));
    expectClose(Array.from(await tf.matMul(a, b).data()), Array.from(await both.data()), 1e-6);
  });
});
