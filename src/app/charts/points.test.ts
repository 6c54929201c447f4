import { describe, expect, it } from 'vitest';
import { BucketSeries } from '../history/buckets';
import { gather, means, smooth } from './points';

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

  it('smooths without pulling the start towards zero', () => {
    const series = new BucketSeries();
    for (let x = 0; x < 20; x++) series.push(x, 3);
    expect(smooth(series.buckets()).every((value) => Math.abs(value - 3) < 1e-9)).toBe(true);
    expect(means(series.buckets())[19]).toEqual([19, 3]);
  });
});
