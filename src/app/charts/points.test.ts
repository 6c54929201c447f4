import { describe, expect, it } from 'vitest';
import { BucketSeries } from '../history/buckets';
import { gather, means, roundTicks, smooth } from './points';

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

  it('puts ticks at round numbers, 0 among them', () => {
    expect(roundTicks(0, 450)).toEqual([0, 100, 200, 300, 400]);
    expect(roundTicks(-299, 450)).toEqual([-200, 0, 200, 400]);
    expect(roundTicks(0, 3)).toEqual([0, 1, 2, 3]);
  });
});
