/** The statistics of docs/results.md: means over seeds, and one test for every claim. */
import jstat from 'jstat';
import { SEEDS_FOR_A_CLAIM, summaryStats } from '../../src/experiment/summary-stats';

/** The level of every test, two-sided. */
export const ALPHA = 0.05;

/** NaN of no values. */
export const mean = (values: readonly number[]): number => summaryStats(values)?.mean ?? Number.NaN;

/** Sample standard deviation (n − 1); NaN of fewer than two values. */
export const deviation = (values: readonly number[]): number => summaryStats(values)?.deviation ?? Number.NaN;

/**
 * P(|T| ≥ |t|) for Student's t distribution.
 * @param freedom ν ≥ 1, not necessarily whole
 */
export function tTestPValue(t: number, freedom: number): number {
  // jStat gives NaN at infinity.
  if (!Number.isFinite(t)) return Number.isNaN(t) ? Number.NaN : 0;
  return Math.min(1, 2 * jstat.studentt.cdf(-Math.abs(t), freedom));
}

export interface Difference {
  /** mean(a) − mean(b). */
  readonly difference: number;
  /** Two-sided. */
  readonly p: number;
}

/** Results are stored with five significant digits: a spread below this share of the values is rounding, no variation. */
const ROUNDING = 1e-4;

/** False where all values are equal up to the digits that are stored of `numbers`, which they were computed from. */
function varies(values: readonly number[], numbers: readonly number[] = values): boolean {
  const largest = Math.max(...numbers.map(Math.abs));
  return Math.max(...values) - Math.min(...values) > ROUNDING * largest;
}

/**
 * The least variance that one number can have. A share of n prompts is known no better than the binomial distribution says,
 * however little it varies between seeds.
 */
const binomialFloor = (share: number, prompts: number | null): number =>
  prompts === null ? 0 : (share * (1 - share)) / prompts;

/**
 * Welch's test (1947) of equal means, with the degrees of freedom of Welch and Satterthwaite.
 * @param prompts where the values are shares of so many prompts: no variance is taken below that of the binomial distribution
 * @returns null where nothing can be said: fewer than two values on a side, or no variation on either
 */
export function welch(
  a: readonly number[],
  b: readonly number[],
  prompts: number | null = null,
): Difference | null {
  if (a.length < 2 || b.length < 2) return null;
  const difference = mean(a) - mean(b);
  // Pooled, because a side of only zeros would claim to be exact.
  const floor = binomialFloor((mean(a) + mean(b)) / 2, prompts);
  if (floor === 0 && !varies(a) && !varies(b)) return null;
  const errorOf = (side: readonly number[]): number => Math.max(deviation(side) ** 2, floor) / side.length;
  const [errorA, errorB] = [errorOf(a), errorOf(b)];
  const error = errorA + errorB;
  const freedom = error ** 2 / (errorA ** 2 / (a.length - 1) + errorB ** 2 / (b.length - 1));
  return { difference, p: tTestPValue(difference / Math.sqrt(error), freedom) };
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
  /** Prompts that each number is a share of; absent where it is no share. */
  readonly prompts?: number | null;
}

const valuesOf = (side: readonly Seeded[]): number[] => side.map(({ value }) => value);

/** Between the seeds of both sides as if they were independent: see `welch`. */
export const apart = ({ better, worse, prompts = null }: Contest): Difference | null =>
  welch(valuesOf(better), valuesOf(worse), prompts);

/**
 * Student's test of the differences within the seeds that both sides have.
 * @returns null with fewer than two, or where the differences do not vary
 */
export function paired({ better, worse, prompts = null }: Contest): Difference | null {
  const other = new Map(worse.map(({ seed, value }) => [seed, value]));
  const differences = better.flatMap(({ seed, value }) => {
    const match = other.get(seed);
    return match === undefined ? [] : [value - match];
  });
  const n = differences.length;
  if (n < 2) return null;
  const difference = mean(differences);
  // Shares of the same prompts that differ by d differ on d·prompts of them at least.
  const floor = binomialFloor(Math.abs(difference), prompts);
  if (floor === 0 && !varies(differences, valuesOf([...better, ...worse]))) return null;
  const error = Math.sqrt(Math.max(deviation(differences) ** 2, floor) / n);
  return { difference, p: tTestPValue(difference / error, n - 1) };
}

export type Verdict = 'holds' | 'does not hold' | 'not distinguishable' | 'not run';

/**
 * A claim that holds only when all its parts do. It holds when every part is significant in the claimed direction (no
 * correction is needed for a conjunction), does not hold when one is significant in the other direction after Bonferroni's
 * correction for their number, and has not been run where a part has fewer seeds on a side than a claim needs. A part whose
 * numbers do not vary shows no difference.
 */
export function judge(contests: readonly Contest[]): Verdict {
  const few = ({ better, worse }: Contest): boolean =>
    Math.min(better.length, worse.length) < SEEDS_FOR_A_CLAIM;
  if (contests.length === 0 || contests.some(few)) return 'not run';
  const found = contests.map((contest) => apart(contest) ?? { difference: 0, p: 1 });
  if (found.some(({ difference, p }) => difference < 0 && p * found.length < ALPHA)) return 'does not hold';
  return found.every(({ difference, p }) => difference > 0 && p < ALPHA) ? 'holds' : 'not distinguishable';
}
