/** Divergences as sums over tokens whose terms are never negative, so that each can be drawn as an area. */
import { LEAST_POWER } from '../../ops/composed-divergence';
import type { Divergence } from './token-losses';

/** a·ln(a/b) − a + b ≥ 0: summed over a vocabulary, KL(a‖b), because both sum to 1. */
const klTerm = (a: number, b: number): number => (a === 0 ? b : a * Math.log(a / b) - a + b);

/**
 * The share of one token in a divergence, in nats.
 * @param p the teacher's probability of the token
 * @param q the student's
 */
function termOf(p: number, q: number, which: Exclude<Divergence, Targeted>): number {
  switch (which.kind) {
    case 'forward-kl':
      return klTerm(p, q);
    case 'reverse-kl':
      return klTerm(q, p);
    case 'jsd': {
      const { beta } = which;
      const mixture = beta * p + (1 - beta) * q;
      return beta * klTerm(p, mixture) + (1 - beta) * klTerm(q, mixture);
    }
    case 'tvd':
      return Math.abs(p - q) / 2;
    case 'skew-forward-kl':
      return klTerm(p, which.alpha * p + (1 - which.alpha) * q);
    case 'skew-reverse-kl':
      return klTerm(q, which.alpha * q + (1 - which.alpha) * p);
    case 'todi':
      return p === q ? 0 : (p - q) * Math.log(p / q);
    case 'alpha-beta':
      return abTerm(p, q, which.alpha, which.beta);
    default:
      return which satisfies never;
  }
}

/** Kinds that compare with a third distribution, which has to be made of all tokens first. */
type Targeted = Extract<Divergence, { readonly kind: 'alpha-mixture' | 'taid' | 'veto' }>;

/** A token's share of the α-β divergence: never negative, by Young's inequality. */
function abTerm(p: number, q: number, alpha: number, beta: number): number {
  const [a, b] = [alpha, beta].map((power) => (power < LEAST_POWER ? 0 : power)) as [number, number];
  if (a === 0 && b === 0) return Math.log(p / q) ** 2 / 2;
  if (b === 0) return klTerm(p ** a, q ** a) / a ** 2;
  if (a === 0) return klTerm(q ** b, p ** b) / b ** 2;
  return ((a * p ** (a + b) + b * q ** (a + b)) / (a + b) - p ** a * q ** b) / (a * b);
}

const normalised = (logs: readonly number[]): number[] => {
  const highest = Math.max(...logs);
  const masses = logs.map((log) => Math.exp(log - highest));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return masses.map((mass) => mass / total);
};

/** The third distribution. */
function thirdOf(p: readonly number[], q: readonly number[], which: Targeted): number[] {
  const logs = p.map((value, id) => [Math.log(value), Math.log(q[id] ?? 0)] as const);
  if (which.kind === 'taid') return normalised(logs.map(([x, y]) => which.share * x + (1 - which.share) * y));
  if (which.kind === 'veto') return normalised(logs.map(([x, y]) => x + which.strength * y));
  const { power, share } = which;
  const exponent = (1 - power) / 2;
  if (Math.abs(exponent) < LEAST_POWER) return normalised(logs.map(([x, y]) => share * x + (1 - share) * y));
  return normalised(
    logs.map(
      ([x, y]) => Math.log(share * Math.exp(exponent * x) + (1 - share) * Math.exp(exponent * y)) / exponent,
    ),
  );
}

/** The shares where there is a third distribution r: of KL(p‖r) for an α-mixture, of KL(r‖q) for a target. */
function targetedShares(p: readonly number[], q: readonly number[], which: Targeted): number[] {
  const third = thirdOf(p, q, which);
  return third.map((r, id) =>
    which.kind === 'alpha-mixture' ? klTerm(p[id] ?? 0, r) : klTerm(r, q[id] ?? 0),
  );
}

/**
 * The shares of the tokens in D(p, q): their sum is the divergence of ops/divergence.ts. A KL divergence's term p·ln(p/q) can
 * be negative; p·ln(p/q) − p + q cannot, and has the same sum.
 * @param p [vocabulary], summing to 1
 * @param q [vocabulary], summing to 1
 * @returns [vocabulary], nats (a total variation distance has no unit)
 */
export const pointwiseDivergence = (
  p: readonly number[],
  q: readonly number[],
  which: Divergence,
): number[] =>
  which.kind === 'alpha-mixture' || which.kind === 'taid' || which.kind === 'veto'
    ? targetedShares(p, q, which)
    : p.map((value, id) => termOf(value, q[id] ?? 0, which));
