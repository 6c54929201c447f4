/** The statistics of docs/results.md: means over seeds, and one test for every claim. */

import { SEEDS_FOR_A_CLAIM, spreadOf } from '../../src/experiment/spread';

/** The level of every test, two-sided. */
export const ALPHA = 0.05;

/** NaN of no values. */
export const mean = (values: readonly number[]): number => spreadOf(values)?.mean ?? Number.NaN;

/** Sample standard deviation (n − 1); NaN of fewer than two values. */
export const deviation = (values: readonly number[]): number => spreadOf(values)?.deviation ?? Number.NaN;

/** Simpson intervals: the tail is exact to six digits from one degree of freedom on, which a test holds. */
const INTERVALS = 4096;

/** ∫ cos^power from `from` to π/2, by Simpson's rule in u with angle = π/2 − u²: smooth at the end where cos is 0. */
function cosineIntegral(power: number, from: number): number {
  const end = Math.sqrt(Math.PI / 2 - from);
  const at = (u: number): number => 2 * u * Math.sin(u * u) ** power;
  let sum = at(0) + at(end);
  for (let i = 1; i < INTERVALS; i++) sum += (i % 2 === 1 ? 4 : 2) * at((i * end) / INTERVALS);
  return (sum * end) / (3 * INTERVALS);
}

/**
 * P(|T| ≥ |t|) for Student's t distribution. With t = √ν·tan θ its density is proportional to cos^(ν−1) θ.
 * @param freedom ν ≥ 1, not necessarily whole
 */
export function studentTail(t: number, freedom: number): number {
  if (!Number.isFinite(t)) return Number.isNaN(t) ? Number.NaN : 0;
  const angle = Math.atan(Math.abs(t) / Math.sqrt(freedom));
  return cosineIntegral(freedom - 1, angle) / cosineIntegral(freedom - 1, 0);
}

export interface Difference {
  /** mean(a) − mean(b). */
  readonly difference: number;
  /** Two-sided; 1 where neither side varies and both are equal, 0 where neither varies and they differ. */
  readonly p: number;
}

/**
 * Welch's test (1947) of equal means, with the degrees of freedom of Welch and Satterthwaite.
 * @returns null with fewer than two values on a side: nothing can be said then
 */
export function welch(a: readonly number[], b: readonly number[]): Difference | null {
  if (a.length < 2 || b.length < 2) return null;
  const difference = mean(a) - mean(b);
  const [errorA, errorB] = [deviation(a) ** 2 / a.length, deviation(b) ** 2 / b.length];
  const error = errorA + errorB;
  if (error === 0) return { difference, p: difference === 0 ? 1 : 0 };
  const freedom = error ** 2 / (errorA ** 2 / (a.length - 1) + errorB ** 2 / (b.length - 1));
  return { difference, p: studentTail(difference / Math.sqrt(error), freedom) };
}

/** One number of the run with this seed. */
export interface Seeded {
  readonly seed: number;
  readonly value: number;
}

/** That one side is better than the other, on numbers of which more is better. */
export interface Contest {
  readonly better: readonly Seeded[];
  readonly worse: readonly Seeded[];
}

const valuesOf = (side: readonly Seeded[]): number[] => side.map(({ value }) => value);

/** Between the seeds of both sides as if they were independent: see `welch`. */
export const apart = ({ better, worse }: Contest): Difference | null =>
  welch(valuesOf(better), valuesOf(worse));

/**
 * Student's test of the differences within the seeds that both sides have.
 * @returns null with fewer than two
 */
export function paired({ better, worse }: Contest): Difference | null {
  const other = new Map(worse.map(({ seed, value }) => [seed, value]));
  const differences = better.flatMap(({ seed, value }) => {
    const match = other.get(seed);
    return match === undefined ? [] : [value - match];
  });
  const n = differences.length;
  if (n < 2) return null;
  const difference = mean(differences);
  const error = deviation(differences) / Math.sqrt(n);
  if (error === 0) return { difference, p: difference === 0 ? 1 : 0 };
  return { difference, p: studentTail(difference / error, n - 1) };
}

export type Verdict = 'holds' | 'does not hold' | 'not distinguishable' | 'not run';

/**
 * A claim that holds only when all its parts do. It holds when every part is significant in the claimed direction (no
 * correction is needed for a conjunction), does not hold when one is significant in the other direction after Bonferroni's
 * correction for their number, and has not been run where a part has fewer seeds on a side than a claim needs.
 */
export function judge(contests: readonly Contest[]): Verdict {
  const few = ({ better, worse }: Contest): boolean =>
    Math.min(better.length, worse.length) < SEEDS_FOR_A_CLAIM;
  if (contests.length === 0 || contests.some(few)) return 'not run';
  const found = contests.flatMap((contest) => apart(contest) ?? []);
  if (found.some(({ difference, p }) => difference < 0 && p * found.length < ALPHA)) return 'does not hold';
  return found.every(({ difference, p }) => difference > 0 && p < ALPHA) ? 'holds' : 'not distinguishable';
}
