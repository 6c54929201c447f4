/** From buckets to what a chart draws and what its table lists. */
import type { Bucket } from '../history/buckets';

/** One x of a chart; a series that has nothing there leaves its key out. */
export interface Point {
  readonly x: number;
  readonly [series: string]: number | readonly [number, number] | undefined;
}

/** Buckets that take part in a smoothed value: at the ends of a series as many as in the middle, so that none repeats its noise. */
const WINDOW = 13;

/**
 * Local linear regression of the means over the nearest buckets, the near ones counting more, and each by its values: the
 * newest bucket may have but one. In the middle this is a moving average; at the ends, where all neighbours are on one side,
 * the fitted slope keeps a trend from bending the line.
 */
export function smooth(buckets: readonly Bucket[]): number[] {
  const size = Math.min(WINDOW, buckets.length);
  return buckets.map((bucket, i) => {
    const first = Math.min(Math.max(0, i - Math.floor(size / 2)), buckets.length - size);
    const reach = Math.max(i - first, first + size - 1 - i) + 1;
    let [weight, x, xx, y, xy, least, most] = [0, 0, 0, 0, 0, bucket.mean, bucket.mean];
    for (let at = first; at < first + size; at++) {
      const { count, mean, from, to } = buckets[at] ?? bucket;
      const share = count * (reach - Math.abs(at - i));
      const distance = (from + to - bucket.from - bucket.to) / 2;
      weight += share;
      x += share * distance;
      xx += share * distance * distance;
      y += share * mean;
      xy += share * distance * mean;
      least = Math.min(least, mean);
      most = Math.max(most, mean);
    }
    const spread = weight * xx - x * x;
    const fitted = spread > 0 ? (xx * y - x * xy) / spread : y / weight;
    // A line through a steep fall would shoot past what it leads to.
    return Math.min(most, Math.max(least, fitted));
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

/** Last value of each bucket: for scores, which must not be averaged. */
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
