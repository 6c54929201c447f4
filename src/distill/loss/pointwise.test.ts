import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { selectBackend } from '../../test-support/backends';
import { softmax, sum, take } from '../../test-support/numbers';
import { pointwiseDivergence } from './pointwise';
import { type Divergence, divergence } from './token-losses';

beforeAll(() => selectBackend('cpu'));

const ALL: readonly Divergence[] = [
  { kind: 'forward-kl' },
  { kind: 'reverse-kl' },
  { kind: 'jsd', beta: 0.2 },
  { kind: 'tvd' },
  { kind: 'skew-forward-kl', alpha: 0.1 },
  { kind: 'skew-reverse-kl', alpha: 0.3 },
  { kind: 'todi' },
  { kind: 'alpha-beta', alpha: 0.2, beta: 0.7 },
  { kind: 'alpha-beta', alpha: 1, beta: 0 },
  { kind: 'alpha-beta', alpha: 0, beta: 0.5 },
  { kind: 'alpha-mixture', power: 0.5, share: 0.1 },
  { kind: 'alpha-mixture', power: 1, share: 0.4 },
  { kind: 'taid', share: 0.4 },
  { kind: 'veto', strength: 0.5 },
];
const anyLogits = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 5, maxLength: 5 });

test.each(ALL)('shares of %j are never negative, and add up to the divergence of the loss', async (which) => {
  await fc.assert(
    fc.asyncProperty(anyLogits, anyLogits, async (z, y) => {
      const shares = pointwiseDivergence(softmax(z), softmax(y), which);
      for (const share of shares) expect(share).toBeGreaterThanOrEqual(-1e-12);
      const [value = Number.NaN] = await take(
        tidy(() => divergence(tf.tensor3d(z, [1, 1, 5]), tf.tensor3d(y, [1, 1, 5]), which)),
      );
      expect(Math.abs(sum(shares) - value)).toBeLessThan(1e-4 * Math.max(1, value));
    }),
    { numRuns: 40 },
  );
});

test('from all mass on one token the forward KL divergence is the cross-entropy of that token', () => {
  const q = [0.2, 0.5, 0.3];
  const shares = pointwiseDivergence([0, 1, 0], q, { kind: 'forward-kl' });
  expect(sum(shares)).toBeCloseTo(-Math.log(0.5), 12);
});
