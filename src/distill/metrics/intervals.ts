/** How far a number measured on a sample of prompts may be from the number for all of them: 95 % intervals. */
import { STREAM, uniformArray } from '../../experiment/random';

/** A number with its 95 % interval, which is null where none is computed. */
export interface Estimate {
  readonly value: number;
  readonly interval: readonly [low: number, high: number] | null;
}

/** 97.5 % quantile of the normal distribution. */
const Z = 1.959963984540054;
/** Samples that a bootstrap draws. */
export const RESAMPLES = 1000;

/** Which of `count` prompts a sample of the bootstrap holds, with repetitions. The same number gives the same sample. */
export const resampled = (sample: number, count: number): number[] =>
  Array.from(uniformArray(0, STREAM.resampling, sample, 1, count), (uniform) => Math.floor(uniform * count));

/** The 95 % percentile interval of the values of a bootstrap (Efron 1979); null of fewer than two. */
export function percentiles(values: readonly number[]): Estimate['interval'] {
  const sorted = [...values].sort((a, b) => a - b);
  const quantile = (part: number): number => sorted[Math.round(part * (sorted.length - 1))] as number;
  return sorted.length < 2 ? null : [quantile(0.025), quantile(0.975)];
}

/**
 * A share with the score interval of Wilson (1927): within [0, 1], and sensible for few cases and for shares near 0 or 1. Without
 * cases, 0 with no interval.
 */
export function wilsonInterval(successes: number, cases: number): Estimate {
  if (cases === 0) return { value: 0, interval: null };
  const share = successes / cases;
  const middle = (share + Z ** 2 / (2 * cases)) / (1 + Z ** 2 / cases);
  const half =
    (Z / (1 + Z ** 2 / cases)) * Math.sqrt((share * (1 - share)) / cases + Z ** 2 / (4 * cases ** 2));
  // At 0 and 1 rounding may leave the share just outside.
  return {
    value: share,
    interval: [Math.max(0, Math.min(share, middle - half)), Math.min(1, Math.max(share, middle + half))],
  };
}

/**
 * Σ numerator / Σ denominator over prompts, with the percentile interval of a bootstrap (Efron 1979) that resamples
 * whole prompts: the tokens of one answer are not independent of each other. The same input gives the same interval.
 * Without a denominator 0, with fewer than two prompts no interval.
 *
 * @param numerators per prompt, for example summed over its tokens
 * @param denominators per prompt, for example its number of tokens
 */
export function ratio(numerators: readonly number[], denominators: readonly number[]): Estimate {
  const count = numerators.length;
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  const below = total(denominators);
  if (below === 0) return { value: 0, interval: null };
  const value = total(numerators) / below;
  if (count < 2 || !Number.isFinite(value)) return { value, interval: null };
  const ratios: number[] = [];
  for (let sample = 0; sample < RESAMPLES; sample++) {
    let above = 0;
    let under = 0;
    for (const chosen of resampled(sample, count)) {
      above += numerators[chosen] ?? 0;
      under += denominators[chosen] ?? 0;
    }
    if (under > 0) ratios.push(above / under);
  }
  return { value, interval: percentiles(ratios) };
}

/** The mean over prompts, with its interval. */
export const mean = (values: readonly number[]): Estimate =>
  ratio(
    values,
    values.map(() => 1),
  );
