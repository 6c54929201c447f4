/** From buckets to what a chart draws and what its table lists. */
import type { Bucket } from '../history/buckets';

/** One x of a chart; a series that has nothing there leaves its key out. */
export interface Point {
  readonly x: number;
  readonly [series: string]: number | readonly [number, number] | undefined;
}

/** How strongly the newest bucket pulls the smoothed line. */
const PULL = 0.15;

/** Exponential moving average of the means, corrected for its start. */
export function smooth(buckets: readonly Bucket[]): number[] {
  let sum = 0;
  let weight = 0;
  return buckets.map(({ mean }) => {
    sum = sum * (1 - PULL) + mean * PULL;
    weight = weight * (1 - PULL) + PULL;
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
