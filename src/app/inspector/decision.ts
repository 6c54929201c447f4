/** The decision about a token as a sentence. */
import type { AcceptanceRule } from '../../run/protocol';
import { quoted } from '../strip/tokens';
import type { Translate } from '../text/text';
import type { TokenView } from './ranking';

/** What happened to a token and why: “The student proposed “a” …”. */
export function decisionOf(
  t: Translate,
  { token }: TokenView,
  rule: AcceptanceRule,
  vocabulary: readonly string[],
): string {
  const values = {
    token: quoted(token.id, vocabulary, t),
    proposed: token.proposed >= 0 ? quoted(token.proposed, vocabulary, t) : '',
    rank: token.rank,
    k: rule.topK,
    p: rule.acceptanceTopP,
  };
  switch (token.source) {
    case 'accepted':
    case 'replaced':
      return t(`inspector.said.${token.source}.${rule.acceptance}`, values);
    case 'student':
    case 'teacher':
    case 'data':
      return t(`inspector.said.${token.source}`, values);
    default:
      return token.source satisfies never;
  }
}
