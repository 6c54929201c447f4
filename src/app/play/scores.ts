/** The scores of a game. */
import type { StripRow } from '../../run/protocol';
import { type Game, type Tally, tallyOf, type Visitor } from '../store/play/state';

export interface Score extends Tally {
  /** Mean of −ln p(proposed) under the teacher, in nats; null where nothing was proposed. */
  readonly crossEntropy: number | null;
}

/** −ln p of the proposal at each token of a row. */
function surprises({ tokens, teacher }: StripRow): number[] {
  const width = teacher.length / Math.max(1, tokens.length);
  return tokens.map(({ proposed }, i) => -(teacher[i * width + proposed] ?? Number.NaN));
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** A visitor's score. */
export function visitorScore({ moves }: Game, visitor: Visitor): Score {
  const own = moves.filter((move) => move.visitor === visitor);
  return {
    ...tallyOf(moves, visitor),
    crossEntropy: meanOf(own.flatMap(({ verdict }) => surprises(verdict.row))),
  };
}

/** The student's score on the same prompt. */
export function studentScore({ own: { row } }: Game): Score {
  return {
    accepted: row.tokens.filter(({ source }) => source === 'accepted').length,
    proposed: row.tokens.length,
    crossEntropy: meanOf(surprises(row)),
  };
}

/** Share of accepted tokens; null where nothing was proposed. */
export const acceptanceRate = ({ accepted, proposed }: Tally): number | null =>
  proposed === 0 ? null : accepted / proposed;

/** Which of two visitors was accepted more often; null for none. */
export function winnerOf(one: Tally, two: Tally): Visitor | null {
  const [a, b] = [acceptanceRate(one) ?? 0, acceptanceRate(two) ?? 0];
  return a === b ? null : a > b ? 0 : 1;
}
