/** Statistics of a few runs with different seeds. */

export interface SummaryStats {
  readonly count: number;
  readonly mean: number;
  /** Sample standard deviation (n − 1); null for a single number. */
  readonly deviation: number | null;
  readonly min: number;
  readonly max: number;
}

/** Null without numbers. */
export function summaryStats(values: readonly number[]): SummaryStats | null {
  const count = values.length;
  if (count === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    count,
    mean,
    deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : null,
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

/** Fewer seeds than this on either side say nothing about which of two is better. */
export const SEEDS_FOR_A_CLAIM = 3;

/**
 * - `too-few`: fewer than 3 seeds on a side, so nothing is claimed.
 * - `overlap`: the ranges of the two share a point; the runs show no difference.
 * - `apart`: every run of one is above every run of the other. For two sets of 3 that do not differ, chance alone does this
 *   in one comparison out of ten (2 of the 20 ways to divide 6 numbers), for two of 5 in one out of 126.
 */
export type Verdict = 'too-few' | 'overlap' | 'apart';

/** Verdict from the ranges of two sets of runs. */
export function rangesOverlap(a: SummaryStats, b: SummaryStats): Verdict {
  if (Math.min(a.count, b.count) < SEEDS_FOR_A_CLAIM) return 'too-few';
  return a.min > b.max || b.min > a.max ? 'apart' : 'overlap';
}
