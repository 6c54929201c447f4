import { expect, test } from 'vitest';
import { at, expectClose, randomNumbers, sum } from '../../test-support/numbers';
import { countProbed, fitProbe, type ProbeData } from './linear-probe';

const [COUNT, WIDTH, LABELS] = [300, 6, 4];

/** States whose label is where one of the first entries is largest; the others say nothing. */
function data(seed: number): ProbeData {
  const states = Float32Array.from(randomNumbers(COUNT * WIDTH, seed));
  const labels = Array.from({ length: COUNT }, (_, row) => {
    const own = Array.from(states.subarray(row * WIDTH, row * WIDTH + LABELS));
    return own.indexOf(Math.max(...own));
  });
  return { states, labels };
}

test('the weights are those at which the slope of the penalised squared error is 0', () => {
  const { states, labels } = data(1);
  const weights = Array.from(fitProbe({ states, labels }, WIDTH, LABELS));
  const n = WIDTH + 1;
  const x = (row: number, i: number): number => (i === WIDTH ? 1 : at(states, row * WIDTH + i));
  const slopes = weights.map((weight, at_) => {
    const [i, c] = [Math.floor(at_ / LABELS), at_ % LABELS];
    const residuals = labels.map((label, row) => {
      const said = sum(Array.from({ length: n }, (_, k) => x(row, k) * at(weights, k * LABELS + c)));
      return (said - Number(label === c)) * x(row, i);
    });
    return sum(residuals) / COUNT + (i === WIDTH ? 0 : 1e-3 * weight);
  });
  expectClose(
    slopes,
    slopes.map(() => 0),
    1e-9,
    1,
  );
});

test('what depends linearly on the states is said on states that it has not seen, what does not is guessed', () => {
  const weights = fitProbe(data(1), WIDTH, LABELS);
  expect(countProbed(weights, data(2), WIDTH, LABELS) / COUNT).toBeGreaterThan(0.8);
  const shuffled = (seed: number): ProbeData => ({ ...data(seed), labels: data(seed + 10).labels });
  const guessing = fitProbe(shuffled(1), WIDTH, LABELS);
  expect(countProbed(guessing, shuffled(2), WIDTH, LABELS) / COUNT).toBeLessThan(0.4);
});

test('states that do not vary are no error', () => {
  const { labels } = data(1);
  const weights = fitProbe({ states: new Float32Array(COUNT * WIDTH), labels }, WIDTH, LABELS);
  expect(weights.every(Number.isFinite)).toBe(true);
});
