/** The moments that a sequence is shown in: for each token its draw, the verdict, the replacement, the loss. */
import type { StripToken } from '../../run/protocol';
import type { Cursor } from '../store/trace/state';

/** `proposal`: the student draws; `own`: the teacher writes; `text`: the token was given. */
export type Stage = 'proposal' | 'verdict' | 'replacement' | 'own' | 'text' | 'loss';

const STAGES: Readonly<Record<StripToken['source'], readonly Stage[]>> = {
  accepted: ['proposal', 'verdict', 'loss'],
  replaced: ['proposal', 'verdict', 'replacement', 'loss'],
  student: ['proposal', 'loss'],
  teacher: ['own', 'loss'],
  data: ['text', 'loss'],
};

/** Stages of a token's decision, in order. */
export const stagesOf = ({ source }: Pick<StripToken, 'source'>): readonly Stage[] => STAGES[source];

type Tokens = readonly Pick<StripToken, 'source'>[];

/** The stage that a cursor means; one beyond the last is the last. */
export function stageAt(tokens: Tokens, { token, stage }: Cursor): Stage | null {
  const here = tokens[token];
  if (!here) return null;
  const stages = stagesOf(here);
  return stages[Math.min(stage, stages.length - 1)] ?? null;
}

/** Number of a cursor's moment, from 0, and how many there are. */
export function momentOf(
  tokens: Tokens,
  { token, stage }: Cursor,
): { readonly at: number; readonly of: number } {
  const counts = tokens.map((one) => stagesOf(one).length);
  const before = counts.slice(0, token).reduce((sum, count) => sum + count, 0);
  const last = Math.max(0, (counts[token] ?? 1) - 1);
  return { at: before + Math.min(stage, last), of: counts.reduce((sum, count) => sum + count, 0) };
}

/** The cursor of a moment; one outside is the first or the last. */
export function cursorOf(tokens: Tokens, moment: number): Cursor {
  let left = Math.max(0, moment);
  for (const [token, one] of tokens.entries()) {
    const count = stagesOf(one).length;
    if (left < count) return { token, stage: left };
    left -= count;
  }
  const token = Math.max(0, tokens.length - 1);
  const last = tokens[token];
  return { token, stage: last ? stagesOf(last).length - 1 : 0 };
}

/** Moves that a key asks for. */
export type Move = 'next' | 'back' | 'next-token' | 'token-before' | 'first' | 'last' | 'play';

const MOVES: Readonly<Record<string, Move>> = {
  ArrowRight: 'next',
  // Presenter remotes send these two.
  PageDown: 'next',
  ArrowLeft: 'back',
  PageUp: 'back',
  ArrowDown: 'next-token',
  ArrowUp: 'token-before',
  Home: 'first',
  End: 'last',
  ' ': 'play',
};

interface Key {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** The move of a key; null for other keys. */
export const moveOf = ({ key, altKey, ctrlKey, metaKey }: Key): Move | null =>
  altKey || ctrlKey || metaKey ? null : (MOVES[key] ?? null);

/** The cursor after a move. */
export function moved(tokens: Tokens, cursor: Cursor, move: Exclude<Move, 'play'>): Cursor {
  const { at, of } = momentOf(tokens, cursor);
  switch (move) {
    case 'next':
      return cursorOf(tokens, at + 1);
    case 'back':
      return cursorOf(tokens, at - 1);
    case 'next-token':
      return cursor.token + 1 < tokens.length
        ? { token: cursor.token + 1, stage: 0 }
        : cursorOf(tokens, of - 1);
    case 'token-before':
      return { token: Math.max(0, cursor.stage > 0 ? cursor.token : cursor.token - 1), stage: 0 };
    case 'first':
      return cursorOf(tokens, 0);
    case 'last':
      return cursorOf(tokens, of - 1);
    default:
      return move satisfies never;
  }
}
