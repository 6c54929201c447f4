import { describe, expect, test } from 'vitest';
import { onEachBackend } from '../test-support/backends';
import { at, expectClose, randomNumbers, take } from '../test-support/numbers';
import { type AdamWSettings, adamw, zeroMoments } from './adamw';
import { tidy } from './scope';
import * as tf from './tf';

const [BETA1, BETA2, EPSILON] = [0.9, 0.98, 1e-8];

interface State {
  readonly parameters: number[];
  readonly first: number[];
  readonly second: number[];
}

/** One update, straight from the paper, in double precision. */
function reference(
  { parameters, first, second }: State,
  gradient: readonly number[],
  mask: readonly number[],
  { step, learningRate, weightDecay, clipNorm }: AdamWSettings,
): State & { norm: number } {
  const norm = Math.hypot(...gradient);
  const scale = clipNorm > 0 && norm > clipNorm ? clipNorm / norm : 1;
  const g = gradient.map((x) => x * scale);
  const m = g.map((x, i) => BETA1 * at(first, i) + (1 - BETA1) * x);
  const v = g.map((x, i) => BETA2 * at(second, i) + (1 - BETA2) * x * x);
  const next = parameters.map((w, i) => {
    const direction = at(m, i) / (1 - BETA1 ** step) / (Math.sqrt(at(v, i) / (1 - BETA2 ** step)) + EPSILON);
    return w - learningRate * direction - learningRate * weightDecay * at(mask, i) * w;
  });
  return { parameters: next, first: m, second: v, norm };
}

await onEachBackend('adamw', () => {
  describe.each([
    ['no clipping', 0, 0.01],
    ['a limit that is never reached', 100, 0.01],
    ['a limit that is always reached', 0.5, 0.1],
    ['no decay', 1, 0],
  ])('with %s', (_name, clipNorm, weightDecay) => {
    test.each([1, 13])('five steps on %i parameters follow the reference', async (size) => {
      const mask = Array.from({ length: size }, (_, i) => (i % 3 === 1 ? 0 : 1));
      let expected: State = {
        parameters: randomNumbers(size, 1),
        first: new Array<number>(size).fill(0),
        second: new Array<number>(size).fill(0),
      };
      let parameters = tf.tensor1d(expected.parameters);
      let moments = zeroMoments(size);
      const maskTensor = tf.tensor1d(mask);
      for (let step = 1; step <= 5; step++) {
        // Gradients that shrink: the clipping must act on each anew.
        const gradient = randomNumbers(size, 10 + step, 2 / step).map((x) => x + 0.7);
        const settings = { step, learningRate: 0.05 * step, weightDecay, clipNorm };
        const result = tidy(() => adamw(parameters, moments, tf.tensor1d(gradient), maskTensor, settings));
        const wanted = reference(expected, gradient, mask, settings);
        expected = wanted;
        // The floor: what was about 1 and an update brings close to 0 keeps the rounding of 1.
        expectClose(await result.parameters.data(), wanted.parameters, 2e-5, 0.1);
        expectClose(await result.first.data(), wanted.first, 2e-5, 0.1);
        expectClose(await result.second.data(), wanted.second, 2e-5);
        expectClose(await take(result.gradientNorm), [wanted.norm], 2e-5);
        tf.dispose([parameters, moments.first, moments.second]);
        parameters = result.parameters;
        moments = result;
      }
      tf.dispose([parameters, moments.first, moments.second, maskTensor]);
    });
  });

  test('a gradient of 0 changes nothing but by decay, and stays finite', async () => {
    const parameters = tf.tensor1d([1, -2]);
    const settings = { step: 1, learningRate: 0.1, weightDecay: 0.5, clipNorm: 1 };
    const result = adamw(parameters, zeroMoments(2), tf.zeros([2]), tf.tensor1d([1, 0]), settings);
    expectClose(await result.parameters.data(), [0.95, -2], 1e-6);
  });
});

test('inputs are not disposed', () => {
  const inputs = [tf.ones([3]), tf.ones([3]), tf.ones([3])] as tf.Tensor1D[];
  const moments = zeroMoments(3);
  tidy(() =>
    adamw(at(inputs, 0), moments, at(inputs, 1), at(inputs, 2), {
      step: 1,
      learningRate: 1,
      weightDecay: 0,
      clipNorm: 1,
    }),
  );
  expect([...inputs, moments.first, moments.second].some((tensor) => tensor.isDisposed)).toBe(false);
});

await onEachBackend('adamw beyond one dimension of workgroups', () => {
  test('updates each of 65,535 · 64 + 64 parameters', async () => {
    const size = 65_535 * 64 + 64;
    const settings = { step: 1, learningRate: 0.5, weightDecay: 0, clipNorm: 0 };
    const ones = tf.ones<tf.Rank.R1>([size]);
    const moments = zeroMoments(size);
    const { parameters, first, second } = tidy(() => adamw(ones, moments, ones, ones, settings));
    // The direction of the first update is g / |g| = 1 everywhere.
    const [low, high] = [tf.min(parameters), tf.max(parameters)];
    expect(await take(low)).toEqual([expect.closeTo(0.5, 5)]);
    expect(await take(high)).toEqual([expect.closeTo(0.5, 5)]);
    tf.dispose([ones, moments.first, moments.second, parameters, first, second]);
  });
});
