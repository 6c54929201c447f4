/** Numbers for tests: reproducible inputs, references in double precision, and comparisons. */
import { expect } from 'vitest';
import { normalArray } from '../experiment/random';
import type * as tf from '../ops/tf';

/** An entry that must exist. */
export function at<T>(list: { readonly [index: number]: T; readonly length: number }, index: number): T {
  if (!(index >= 0 && index < list.length))
    throw new RangeError(`${index} is not among ${list.length} entries`);
  return list[index] as T;
}

/** Normal numbers that float32 holds exactly, the same for the same seed. */
export function randomNumbers(count: number, seed: number, deviation = 1): number[] {
  return Array.from(normalArray(seed, 1000, count), (x) => Math.fround(x * deviation));
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Fails where an entry is off by more than `tolerance` times the largest expected magnitude (at least `floor`). */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 5e-5,
  floor = 1e-3,
): void {
  expect(actual.length).toBe(expected.length);
  const largest = Array.from(expected).reduce((most, x) => Math.max(most, Math.abs(x)), floor);
  const worst = Array.from(actual).reduce((most, x, i) => {
    const off = Math.abs(x - at(expected, i));
    return Number.isNaN(off) ? Number.POSITIVE_INFINITY : Math.max(most, off);
  }, 0);
  if (worst > tolerance * largest) {
    expect(Array.from(actual), `off by ${worst}, allowed ${tolerance * largest}`).toEqual(
      Array.from(expected),
    );
  }
}

/** Central differences of a scalar function, in double precision. */
export function finiteDifferences(f: (x: number[]) => number, x: readonly number[], h = 1e-5): number[] {
  return x.map((value, i) => f(x.with(i, value + h)) - f(x.with(i, value - h))).map((rise) => rise / (2 * h));
}

/** Reads tensors back and frees them. */
export async function take(tensor: tf.Tensor): Promise<number[]> {
  const values = await tensor.data();
  tensor.dispose();
  return Array.from(values);
}

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

export function softmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits);
  const weights = logits.map((x) => Math.exp(x - most));
  const total = sum(weights);
  return weights.map((w) => w / total);
}

export function logSoftmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits);
  const total = Math.log(sum(logits.map((x) => Math.exp(x - most))));
  return logits.map((x) => x - most - total);
}

/** Cuts a flat list into rows. */
export const rowsOf = (flat: readonly number[], width: number): number[][] =>
  Array.from({ length: flat.length / width }, (_, i) => flat.slice(i * width, (i + 1) * width));

/** a[m,k] · b[k,n]. */
export function product(
  a: readonly number[],
  b: readonly number[],
  m: number,
  k: number,
  n: number,
): number[] {
  return Array.from({ length: m * n }, (_, cell) => {
    const row = Math.floor(cell / n);
    let total = 0;
    for (let i = 0; i < k; i++) total += at(a, row * k + i) * at(b, i * n + (cell % n));
    return total;
  });
}

/** a[m,n] → aᵀ. */
export const transposed = (a: readonly number[], m: number, n: number): number[] =>
  Array.from({ length: m * n }, (_, cell) => at(a, (cell % m) * n + Math.floor(cell / m)));

export const normalised = (x: readonly number[], width: number): number[] =>
  rowsOf(x, width).flatMap((row) => {
    const mean = sum(row) / width;
    const variance = sum(row.map((value) => (value - mean) ** 2)) / width;
    return row.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
  });

/** x·Φ(x), with Φ by its series: exact to double precision for |x| < 6. */
export function geluOf(x: number): number {
  let term = x;
  let series = x;
  for (let n = 1; n < 120; n++) {
    term *= (x * x) / (2 * n + 1);
    series += term;
  }
  return x * (0.5 + (Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)) * series);
}

/** Self-attention on packed projections [batch, length, 3·width], by its definition; without `causal` each position sees all. */
export function attended(
  qkv: readonly number[],
  [batch, length, width]: readonly [number, number, number],
  heads: number,
  causal = true,
): number[] {
  const depth = width / heads;
  const out = new Array<number>(batch * length * width).fill(0);
  const entry = (b: number, t: number, part: number, h: number, d: number): number =>
    at(qkv, (b * length + t) * 3 * width + part * width + h * depth + d);
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      for (let t = 0; t < length; t++) {
        const scores = Array.from({ length: causal ? t + 1 : length }, (_, s) =>
          sum(Array.from({ length: depth }, (_d, d) => entry(b, t, 0, h, d) * entry(b, s, 1, h, d))),
        );
        softmax(scores.map((score) => score / Math.sqrt(depth))).forEach((weight, s) => {
          for (let d = 0; d < depth; d++) {
            const cell = (b * length + t) * width + h * depth + d;
            out[cell] = at(out, cell) + weight * entry(b, s, 2, h, d);
          }
        });
      }
    }
  }
  return out;
}
