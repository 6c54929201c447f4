/** The draw of one token in double precision, from log-probabilities: what `draw(warp(…))` does, for showing it. */
import { BELOW_ONE, effectiveTemperature } from './draw';
import type { SamplingParams } from './rollout';

/** Index of the largest value; the first of equal ones. */
function argMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let id = 1; id < values.length; id++) if ((values[id] ?? 0) > (values[best] ?? 0)) best = id;
  return best;
}

/**
 * Probabilities at a temperature.
 * @param logProbabilities of every token; unnormalised ones will do
 * @param temperature more than 0
 * @returns [vocabulary], summing to 1; NaN throughout where an input is NaN
 */
export function tempered(logProbabilities: ArrayLike<number>, temperature: number): number[] {
  const scaled = Array.from(logProbabilities, (value) => value / temperature);
  const largest = scaled.reduce((a, b) => Math.max(a, b));
  const weights = scaled.map((value) => Math.exp(value - largest));
  const total = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / total);
}

/**
 * The distribution that tokens are drawn from.
 * @param logProbabilities of every token, at temperature 1
 * @returns [vocabulary], summing to 1; 0 outside the nucleus
 */
export function samplingDistribution(
  logProbabilities: ArrayLike<number>,
  { temperature: asked, topP }: SamplingParams,
): number[] {
  const temperature = effectiveTemperature(asked);
  if (temperature === 0) {
    const best = argMax(logProbabilities);
    return Array.from(logProbabilities, (_, id) => (id === best ? 1 : 0));
  }
  const probabilities = tempered(logProbabilities, temperature);
  if (topP >= 1) return probabilities;
  // A token is inside while the tokens that are strictly more probable hold less than the mass.
  const massAbove = (own: number): number =>
    probabilities.reduce((mass, other) => mass + (other > own ? other : 0), 0);
  const inside = probabilities.map((own) => (massAbove(own) < topP ? own : 0));
  const total = inside.reduce((a, b) => a + b);
  return inside.map((probability) => probability / total);
}

/**
 * The token whose segment of the cumulative distribution a random number falls into; segments are in the order of ids.
 * @param distribution [vocabulary]
 * @param uniform in [0, 1)
 */
export function invert(distribution: readonly number[], uniform: number): number {
  const total = distribution.reduce((a, b) => a + b, 0);
  const threshold = uniform * BELOW_ONE * total;
  let cumulative = 0;
  for (let id = 0; id < distribution.length; id++) {
    cumulative += distribution[id] ?? 0;
    if (cumulative > threshold) return id;
  }
  return distribution.length - 1;
}
