import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { selectBackend } from '../../test-support/backends';
import { at, logSoftmax, sum, take } from '../../test-support/numbers';
import { draw, warp } from './draw';
import { invert, samplingDistribution } from './inversion';

beforeAll(() => selectBackend('cpu'));

/** Apart by a hundredth at least, or equal: nearer ones are equal after a softmax in float32. */
const anyLogits = fc
  .array(fc.integer({ min: -800, max: 800 }), { minLength: 2, maxLength: 9 })
  .map((hundredths) => hundredths.map((value) => value / 100));

test('the token under the random number is the one that the sampler draws', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyLogits,
      fc.nat(2 ** 24 - 1),
      fc.constantFrom(0, 1e-7, 0.5, 1, 2),
      fc.constantFrom(1, 0.9, 0.53, 0.01),
      async (z, bits, temperature, topP) => {
        const number = bits * 2 ** -24;
        const sampling = { temperature, topP };
        const distribution = samplingDistribution(logSoftmax(z), sampling);
        expect(sum(distribution)).toBeCloseTo(1, 9);
        const [token = -1] = await take(
          tidy(() => draw(warp(tf.tensor2d([z]), sampling), tf.tensor2d([[number]]))),
        );
        if (invert(distribution, number) === token) return;
        // In float32 a number that falls just beside a boundary may fall on the other side.
        const from = sum(distribution.slice(0, token));
        expect(number).toBeGreaterThan(from - 1e-6);
        expect(number).toBeLessThan(from + at(distribution, token) + 1e-6);
      },
    ),
    // Ties and numbers at the ends are what rounding decides; of those there are enough without a bias towards them.
    { numRuns: 400, unbiased: true },
  );
});

test('segments are in the order of ids, and a token without probability is never drawn', () => {
  const distribution = [0.5, 0, 0.25, 0.25];
  expect([0, 0.49, 0.51, 0.74, 0.76, 1 - 2 ** -24].map((number) => invert(distribution, number))).toEqual([
    0, 0, 2, 2, 3, 3,
  ]);
  expect(at(samplingDistribution(logSoftmax([1, 3, 3, 0]), { temperature: 0, topP: 1 }), 1)).toBe(1);
});
