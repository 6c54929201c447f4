import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BucketSeries } from './buckets';

describe('BucketSeries', () => {
  it('keeps count, mean, min, max and last of everything pushed, in bounded memory', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 500 }),
        fc.integer({ min: 2, max: 24 }),
        (values, capacity) => {
          const series = new BucketSeries(capacity);
          values.forEach((value, x) => {
            series.push(x, value);
          });
          const buckets = series.buckets();
          expect(buckets.length).toBeLessThanOrEqual(capacity);
          expect(buckets.reduce((n, b) => n + b.count, 0)).toBe(values.length);
          expect(Math.min(...buckets.map((b) => b.min))).toBe(Math.min(...values));
          expect(Math.max(...buckets.map((b) => b.max))).toBe(Math.max(...values));
          const mean = buckets.reduce((sum, b) => sum + b.mean * b.count, 0) / values.length;
          expect(mean).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 6);
          expect(buckets.at(-1)?.last).toBe(values.at(-1));
          expect(buckets[0]?.from).toBe(0);
          expect(buckets.at(-1)?.to).toBe(values.length - 1);
          for (const [i, b] of buckets.entries()) {
            const inside = values.slice(b.from, b.to + 1);
            expect(inside.length).toBe(b.count);
            expect(b.min).toBe(Math.min(...inside));
            expect(b.last).toBe(inside.at(-1));
            if (i > 0) expect(b.from).toBe((buckets[i - 1]?.to ?? 0) + 1);
          }
        },
      ),
    );
  });

  it('keeps every value apart until it is full', () => {
    const series = new BucketSeries(4);
    for (let x = 0; x < 4; x++) series.push(x, x * 10);
    expect(series.buckets().map((b) => b.mean)).toEqual([0, 10, 20, 30]);
    series.push(4, 40);
    expect(series.width).toBe(2);
    expect(series.buckets().map((b) => b.mean)).toEqual([5, 25, 40]);
  });

  it('leaves out what is not finite', () => {
    const series = new BucketSeries();
    series.push(0, Number.NaN);
    series.push(1, Number.POSITIVE_INFINITY);
    expect(series.length).toBe(0);
  });
});
