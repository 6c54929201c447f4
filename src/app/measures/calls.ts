/** Drafted tokens, cut where the teacher was called. */
import type { DraftedRow, DraftedToken } from '../../run/protocol';

export interface Call {
  readonly call: number;
  /** In the order of the text; all but the last were drafted, and the last too where the text ended with a draft. */
  readonly tokens: readonly DraftedToken[];
}

export function callsOf({ tokens }: DraftedRow): Call[] {
  const calls: { call: number; tokens: DraftedToken[] }[] = [];
  for (const token of tokens) {
    const last = calls.at(-1);
    if (last?.call === token.call) last.tokens.push(token);
    else calls.push({ call: token.call, tokens: [token] });
  }
  return calls;
}
