/** Spherical k-means: directions that stand for groups of vectors. */
import { shuffle } from '../../experiment/random';

const ROUNDS = 10;

/** Vectors of one width, row-major [rows, width]. */
export interface Vectors {
  readonly values: Float32Array;
  readonly width: number;
}

const rowsIn = ({ values, width }: Vectors): number => values.length / width;

/** The mean of vectors [width]. */
export function meanVector(vectors: Vectors): Float32Array {
  const { values, width } = vectors;
  const mean = new Float32Array(width);
  const share = 1 / Math.max(1, rowsIn(vectors));
  values.forEach((value, i) => {
    mean[i % width] = (mean[i % width] ?? 0) + share * value;
  });
  return mean;
}

/** Makes a row's length 1 in place; a row of zeros stays. */
function shorten(values: Float32Array, start: number, width: number): void {
  let squares = 0;
  for (let i = start; i < start + width; i++) squares += (values[i] ?? 0) ** 2;
  const scale = squares > 0 ? squares ** -0.5 : 0;
  for (let i = start; i < start + width; i++) values[i] = (values[i] ?? 0) * scale;
}

/** The row of `centres` that a vector points along most. */
function nearest(values: Float32Array, start: number, centres: Float32Array, width: number): number {
  let [best, most] = [0, Number.NEGATIVE_INFINITY];
  for (let centre = 0; centre < centres.length; centre += width) {
    let cosine = 0;
    for (let i = 0; i < width; i++) cosine += (values[start + i] ?? 0) * (centres[centre + i] ?? 0);
    if (cosine > most) [best, most] = [centre, cosine];
  }
  return best;
}

/**
 * Unit directions [count, width] of groups of vectors, after their mean is taken off; deterministic in the seed. With fewer vectors than
 * directions some directions are alike; a group that loses all its vectors keeps its direction.
 */
export function sphericalClusters(
  vectors: Vectors,
  mean: Float32Array,
  count: number,
  seed: number,
  stream: number,
): Float32Array {
  const { values, width } = vectors;
  const rows = rowsIn(vectors);
  const unit = Float32Array.from(values, (value, i) => value - (mean[i % width] ?? 0));
  for (let start = 0; start < unit.length; start += width) shorten(unit, start, width);
  const order = shuffle(
    Array.from({ length: rows }, (_, i) => i),
    seed,
    stream,
  );
  let centres = new Float32Array(count * width);
  for (let k = 0; k < count; k++) {
    const start = (order[k % Math.max(1, rows)] ?? 0) * width;
    centres.set(unit.subarray(start, start + width), k * width);
  }
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float32Array(count * width);
    const counts = new Array<number>(count).fill(0);
    for (let start = 0; start < unit.length; start += width) {
      const to = nearest(unit, start, centres, width);
      counts[to / width] = (counts[to / width] ?? 0) + 1;
      for (let i = 0; i < width; i++) sums[to + i] = (sums[to + i] ?? 0) + (unit[start + i] ?? 0);
    }
    counts.forEach((members, k) => {
      if (members === 0) sums.set(centres.subarray(k * width, (k + 1) * width), k * width);
      else shorten(sums, k * width, width);
    });
    centres = sums;
  }
  return centres;
}
