/** From buckets to what a chart draws and what its table lists. */
import type { Bucket } from '../history/buckets';
import { FIRST_SMOOTHING, type Smoothing } from './smoothing';

/** One x of a chart; a series that has nothing there leaves its key out. */
export interface Point {
  readonly x: number;
  readonly [series: string]: number | readonly [number, number] | undefined;
}

/**
 * Local linear regression of the means over the nearest buckets, the near ones counting more, and each by its values: the
 * newest bucket may have but one. In the middle this is a moving average; at the ends, where all neighbours are on one side,
 * the fitted slope keeps a trend from bending the line.
 *
 * @param width buckets that take part in a smoothed value: at the ends as many as in the middle, so that none repeats its noise
 */
export function movingAverage(buckets: readonly Bucket[], width: number): number[] {
  const size = Math.min(width, buckets.length);
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

/** Share of a weight that is left after one bucket, for an exponential average of a span. */
const decayOf = (width: number): number => 1 - 2 / (width + 1);

/**
 * Exponential average of the means: a bucket's weight falls by the factor 1 − 2/(width + 1) with every bucket after it, and
 * counts by its values. Divided by the sum of the weights, so that the beginning is not drawn to 0.
 */
export function exponentialAverage(buckets: readonly Bucket[], width: number): number[] {
  const decay = decayOf(width);
  let [sum, weights] = [0, 0];
  return buckets.map(({ mean, count }) => {
    sum = decay * sum + count * mean;
    weights = decay * weights + count;
    return sum / weights;
  });
}

export function smooth(buckets: readonly Bucket[], { kind, width }: Smoothing): number[] {
  switch (kind) {
    case 'none':
      return buckets.map(({ mean }) => mean);
    case 'moving':
      return movingAverage(buckets, width);
    case 'exponential':
      return exponentialAverage(buckets, width);
    default:
      return kind satisfies never;
  }
}

/**
 * Steps that a value of a smoothed curve tells about: the width of the window, the newest steps that have half of the weight of an
 * exponential average, or without smoothing the steps of a bucket.
 */
export function smoothedSteps(buckets: readonly Bucket[], { kind, width }: Smoothing): number {
  const [first] = buckets;
  const perBucket = first ? first.to - first.from + 1 : 1;
  if (kind === 'none') return perBucket;
  const wide =
    kind === 'moving'
      ? Math.min(width, Math.max(1, buckets.length))
      : Math.log(0.5) / Math.log(decayOf(width));
  return Math.max(1, Math.round(wide * perBucket));
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

export const smoothed = (
  buckets: readonly Bucket[],
  smoothing: Smoothing = FIRST_SMOOTHING,
): [number, number][] => {
  const values = smooth(buckets, smoothing);
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
