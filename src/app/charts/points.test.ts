import { describe, expect, it } from 'vitest';
import { type Bucket, BucketSeries } from '../history/buckets';
import { gather, means, roundTicks, smooth } from './points';

function seriesOf(values: readonly number[]): Bucket[] {
  const series = new BucketSeries();
  values.forEach((value, x) => {
    series.push(x, value);
  });
  return series.buckets();
}

describe('points', () => {
  it('gathers series by x and leaves gaps where one has nothing', () => {
    expect(
      gather({
        a: [
          [2, 20],
          [1, 10],
        ],
        b: [[2, [0, 1]]],
      }),
    ).toEqual([
      { x: 1, a: 10 },
      { x: 2, a: 20, b: [0, 1] },
    ]);
  });

  it('smooths without trailing behind a trend', () => {
    const series = new BucketSeries();
    for (let x = 0; x < 20; x++) series.push(x, 3 * x);
    smooth(series.buckets()).forEach((value, x) => {
      expect(value).toBeCloseTo(3 * x);
    });
    expect(means(series.buckets())[19]).toEqual([19, 57]);
  });

  it('leaves a straight line straight when the newest bucket is not full, and a constant constant', () => {
    const line = new BucketSeries(8);
    for (let x = 0; x < 21; x++) line.push(x, 5 - 0.5 * x);
    const buckets = line.buckets();
    expect(buckets.at(-1)?.count).toBeLessThan(buckets[0]?.count ?? 0);
    smooth(buckets).forEach((value, i) => {
      expect(value).toBeCloseTo(buckets[i]?.mean ?? Number.NaN);
    });
    expect(smooth(seriesOf(Array.from({ length: 30 }, () => 2)))).toEqual(
      Array.from({ length: 30 }, () => 2),
    );
    expect(smooth(seriesOf([3]))).toEqual([3]);
    expect(smooth([])).toEqual([]);
  });

  it.each([0, 29])('follows noise at an end (%i) by less than half', (at) => {
    const values = Array.from({ length: 30 }, (_, x) => (x === at ? 1 : 0));
    const [value = Number.NaN] = smooth(seriesOf(values)).slice(at, at + 1);
    expect(value).toBeGreaterThan(0);
    expect(value).toBeLessThan(0.4);
  });

  it('does not leave what it smooths', () => {
    for (const value of smooth(seriesOf([10, 3, 1, 0.3, 0.1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(10);
    }
  });

  it('puts ticks at round numbers, 0 among them', () => {
    expect(roundTicks(0, 450)).toEqual([0, 100, 200, 300, 400]);
    expect(roundTicks(-299, 450)).toEqual([-200, 0, 200, 400]);
    expect(roundTicks(0, 3)).toEqual([0, 1, 2, 3]);
  });
});
