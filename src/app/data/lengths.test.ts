import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bars, summarise } from './lengths';

test('least, median and most', () => {
  expect(summarise([0, 2, 0, 1])).toEqual({ least: 1, median: 1, most: 3 });
  expect(summarise([0, 1, 0, 2])).toEqual({ least: 1, median: 3, most: 3 });
  expect(summarise([0, 0, 5])).toEqual({ least: 2, median: 2, most: 2 });
});

test('bars count every length once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100), { minLength: 2 }), fc.integer({ min: 1, max: 9 }), (counts, width) => {
      const list = bars(counts, width);
      const total = (numbers: readonly number[]): number => numbers.reduce((sum, count) => sum + count, 0);
      expect(total(list.map(({ count }) => count))).toBe(total(counts.slice(1)));
      expect(list[0]?.from).toBe(1);
      expect(list.at(-1)?.to).toBe(counts.length - 1);
    }),
  );
});
