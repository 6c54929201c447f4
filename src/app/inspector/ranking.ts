/** Ranking of both models' next tokens at one position, from the log-probabilities of the strip. */
import type { AcceptanceRule, StripRow, StripToken } from '../../run/protocol';

export interface Ranked {
  readonly id: number;
  readonly probability: number;
}

export interface TokenView {
  readonly token: StripToken;
  /** Empty where there is no teacher. */
  readonly teacher: readonly Ranked[];
  readonly student: readonly Ranked[];
  /** How many of the teacher's likeliest tokens the rule accepts: the line is drawn after so many. */
  readonly line: number;
}

const SHOWN = 10;

/** All tokens, likeliest first; equal ones in order of id. */
export function rank(logProbabilities: ArrayLike<number>): Ranked[] {
  return Array.from(logProbabilities, (value, id) => ({ id, probability: Math.exp(value) })).sort(
    (a, b) => b.probability - a.probability || a.id - b.id,
  );
}

/** The number of tokens a rule accepts, given the teacher's tokens in order. */
export function acceptedCount(teacher: readonly Ranked[], rule: AcceptanceRule): number {
  if (rule.acceptance === 'top-k') return Math.min(rule.topK, teacher.length);
  let mass = 0;
  let count = 0;
  // A token is inside while the tokens before it do not yet reach the mass.
  for (const { probability } of teacher) {
    if (mass >= rule.acceptanceTopP) break;
    mass += probability;
    count++;
  }
  return count;
}

/** The view of one token; null when there is no such token. */
export function viewToken(row: StripRow, column: number, rule: AcceptanceRule): TokenView | null {
  const token = row.tokens[column];
  if (!token) return null;
  const vocabulary = row.student.length / row.tokens.length;
  const at = (values: Float32Array): Ranked[] =>
    rank(values.subarray(column * vocabulary, (column + 1) * vocabulary));
  const teacher = at(row.teacher);
  return {
    token,
    teacher: teacher.slice(0, SHOWN),
    student: at(row.student).slice(0, SHOWN),
    line: acceptedCount(teacher, rule),
  };
}
