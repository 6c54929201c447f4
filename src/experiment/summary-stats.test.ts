import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rangesOverlap, type SummaryStats, summaryStats } from './summary-stats';

const spread = (...values: number[]): SummaryStats => summaryStats(values) as SummaryStats;

test('mean, sample deviation and range', () => {
  expect(summaryStats([])).toBeNull();
  expect(spread(3)).toEqual({ count: 1, mean: 3, deviation: null, min: 3, max: 3 });
  const { deviation, ...rest } = spread(2, 4, 4, 4, 5, 5, 7, 9);
  expect(rest).toEqual({ count: 8, mean: 5, min: 2, max: 9 });
  expect(deviation).toBeCloseTo(Math.sqrt(32 / 7), 12);
});

test('the deviation moves with the scale and not with the place', () => {
  const numbers = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 9 });
  fc.assert(
    fc.property(numbers, fc.double({ min: -100, max: 100, noNaN: true }), (values, shift) => {
      const plain = spread(...values).deviation ?? 0;
      expect(spread(...values.map((x) => x + shift)).deviation).toBeCloseTo(plain, 6);
      expect(spread(...values.map((x) => -2 * x)).deviation).toBeCloseTo(2 * plain, 6);
    }),
  );
});

test('three seeds whose ranges share nothing separate two settings', () => {
  expect(rangesOverlap(spread(1, 2), spread(3, 4, 5))).toBe('too-few');
  expect(rangesOverlap(spread(1, 2, 3), spread(4))).toBe('too-few');
  expect(rangesOverlap(spread(1, 2, 3), spread(3, 4, 5))).toBe('overlap');
  expect(rangesOverlap(spread(1, 9, 3), spread(4, 5, 6))).toBe('overlap');
  expect(rangesOverlap(spread(1, 2, 3), spread(3.1, 4, 5))).toBe('apart');
  expect(rangesOverlap(spread(3.1, 4, 5), spread(1, 2, 3))).toBe('apart');
});
