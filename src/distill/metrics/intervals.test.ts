import { describe, expect, test } from 'vitest';
import { normalArray } from '../../experiment/random';
import { at, sum } from '../../test-support/numbers';
import { mean, ratio, wilsonInterval } from './intervals';

describe('the Wilson interval', () => {
  // By hand for 8 of 10: centre (0.8 + z²/20) / (1 + z²/10) = 0.71674, half width 0.22658.
  test.each([
    [8, 10, 0.490162, 0.943318],
    [0, 10, 0, 0.277533],
    [10, 10, 0.722467, 1],
    [1, 2, 0.094531, 0.905469],
    [500, 1000, 0.46907, 0.53093],
  ])('%i of %i', (successes, cases, low, high) => {
    const { value, interval } = wilsonInterval(successes, cases);
    expect(value).toBe(successes / cases);
    expect(interval?.[0]).toBeCloseTo(low, 5);
    expect(interval?.[1]).toBeCloseTo(high, 5);
  });

  test('holds its share, and needs a case', () => {
    for (let cases = 1; cases < 60; cases++) {
      for (let successes = 0; successes <= cases; successes++) {
        const { value, interval } = wilsonInterval(successes, cases);
        expect(interval?.[0]).toBeLessThanOrEqual(value);
        expect(interval?.[1]).toBeGreaterThanOrEqual(value);
      }
    }
    expect(wilsonInterval(0, 0)).toEqual({ value: 0, interval: null });
  });
});

describe('a ratio', () => {
  test('is that of the sums, not the mean of the ratios', () => {
    expect(ratio([1, 9], [1, 3]).value).toBe(10 / 4);
    expect(mean([1, 2, 6]).value).toBe(3);
  });

  test('its interval is about 1.96 standard errors to either side', () => {
    const values = Array.from(normalArray(3, 1000, 400), (x) => 5 + 2 * x);
    const { value, interval } = mean(values);
    const spread = Math.sqrt(sum(values.map((x) => (x - value) ** 2)) / values.length);
    const error = (1.96 * spread) / Math.sqrt(values.length);
    const [low, high] = interval ?? [0, 0];
    expect(Math.abs(value - low - error)).toBeLessThan(0.15 * error);
    expect(Math.abs(high - value - error)).toBeLessThan(0.15 * error);
  });

  test('does not treat tokens of one prompt as independent', () => {
    // A hundred prompts of ten equal tokens each: as wide as a hundred tokens, not as a thousand.
    const per = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 10 : 0));
    const clustered = ratio(
      per,
      per.map(() => 10),
    ).interval ?? [0, 0];
    const [low, high] = wilsonInterval(50, 100).interval ?? [0, 0];
    expect(clustered[1] - clustered[0]).toBeGreaterThan(0.85 * (high - low));
  });

  test('is the same every time; too little gives no interval; what is not finite stays so', () => {
    expect(ratio([1, 2, 3], [2, 2, 2])).toEqual(ratio([1, 2, 3], [2, 2, 2]));
    expect(ratio([2], [4])).toEqual({ value: 0.5, interval: null });
    expect(ratio([], [])).toEqual({ value: 0, interval: null });
    expect(ratio([0], [0])).toEqual({ value: 0, interval: null });
    expect(ratio([Number.NaN, 1], [1, 1])).toEqual({ value: Number.NaN, interval: null });
    expect(at(ratio([3, 3], [1, 1]).interval ?? [], 0)).toBe(3);
  });
});
