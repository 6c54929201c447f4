import { describe, expect, it } from 'vitest';
import { type Bucket, BucketSeries } from '../history/buckets';
import { exponentialAverage, gather, means, movingAverage, roundTicks, smoothedSteps } from './points';

const smooth = (buckets: readonly Bucket[]): number[] => movingAverage(buckets, 13);

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

  it('averages exponentially, newer values by half of the weight, without a pull to 0', () => {
    for (const value of exponentialAverage(seriesOf([6, 6, 6]), 5)) expect(value).toBeCloseTo(6, 12);
    // Span 3 is a decay of one half.
    expect(exponentialAverage(seriesOf([0, 1]), 3)[1]).toBeCloseTo(2 / 3);
    const wide = new BucketSeries(2);
    for (const [x, value] of [0, 0, 0, 1].entries()) wide.push(x, value);
    expect(exponentialAverage(wide.buckets(), 3)).toEqual([0, 0.5 / 1.5]);
  });

  it('says its width in steps', () => {
    const series = new BucketSeries(100);
    for (let x = 1; x <= 400; x++) series.push(x, x);
    const buckets = series.buckets();
    expect(smoothedSteps(buckets, { kind: 'none', width: 13 })).toBe(4);
    expect(smoothedSteps(buckets, { kind: 'moving', width: 13 })).toBe(52);
    // Half of the weight of span 13 lies on the newest 4.5 buckets.
    expect(smoothedSteps(buckets, { kind: 'exponential', width: 13 })).toBe(18);
    expect(smoothedSteps([], { kind: 'moving', width: 13 })).toBe(1);
  });

  it('puts ticks at round numbers, 0 among them', () => {
    expect(roundTicks(0, 450)).toEqual([0, 100, 200, 300, 400]);
    expect(roundTicks(-299, 450)).toEqual([-200, 0, 200, 400]);
    expect(roundTicks(0, 3)).toEqual([0, 1, 2, 3]);
  });
});
