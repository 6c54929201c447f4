/** From buckets to what a chart draws and what its table lists. */
import type { Bucket } from '../history/buckets';

/** One x of a chart; a series that has nothing there leaves its key out. */
export interface Point {
  readonly x: number;
  readonly [series: string]: number | readonly [number, number] | undefined;
}

/** Buckets on either side that take part in a smoothed value. */
const REACH = 6;

/** Triangular moving average of the means: centred, so that the line does not trail behind what it smooths. */
export function smooth(buckets: readonly Bucket[]): number[] {
  return buckets.map((_, i) => {
    // As far on one side as on the other: otherwise a trend would bend the ends.
    const reach = Math.min(REACH, i, buckets.length - 1 - i);
    let sum = 0;
    let weight = 0;
    for (let offset = -reach; offset <= reach; offset++) {
      const share = reach + 1 - Math.abs(offset);
      sum += share * (buckets[i + offset]?.mean ?? 0);
      weight += share;
    }
    return sum / weight;
  });
}

/** Gathers several series by x, in order of x. */
export function gather(
  series: Readonly<Record<string, readonly (readonly [number, number | readonly [number, number]])[]>>,
): Point[] {
  const points = new Map<number, Record<string, number | readonly [number, number]>>();
  for (const [name, pairs] of Object.entries(series)) {
    for (const [x, value] of pairs) {
      const point = points.get(x) ?? {};
      point[name] = value;
      points.set(x, point);
    }
  }
  return [...points].sort(([a], [b]) => a - b).map(([x, values]) => ({ ...values, x }));
}

/** Means by the last x of each bucket. */
export const means = (buckets: readonly Bucket[]): [number, number][] =>
  buckets.map(({ to, mean }) => [to, mean]);

export const ranges = (buckets: readonly Bucket[]): [number, readonly [number, number]][] =>
  buckets.map(({ to, min, max }) => [to, [min, max]]);

export const smoothed = (buckets: readonly Bucket[]): [number, number][] => {
  const values = smooth(buckets);
  return buckets.map(({ to, mean }, i) => [to, values[i] ?? mean]);
};

/** What was last measured in each bucket: for scores, which must not be averaged. */
export const lasts = (buckets: readonly Bucket[]): [number, number][] =>
  buckets.map(({ to, last }) => [to, last]);

/** Round numbers from `from` to `to`, 0 among them where it lies between. */
export function roundTicks(from: number, to: number): number[] {
  const rough = (to - from) / 5;
  const size = 10 ** Math.floor(Math.log10(Math.max(rough, 0.2)));
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * size >= rough) ?? 10) * size);
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) ticks.push(tick);
  return ticks;
}
