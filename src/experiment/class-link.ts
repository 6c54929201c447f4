/**
 * Pairs of a link for a class: `class=1` gives each visitor a seed of their own, `handin=…` shows a run that was handed in.
 * Neither changes another setting.
 */
import type { Notice } from './notices';
import { shownNames } from './repair';

/** What a link says for a class. */
export interface ClassLink {
  /** Each visitor gets a seed of their own. */
  readonly forClass: boolean;
  /** A hand-in as `encodeHandIn` writes it, not yet read; null without one. */
  readonly handIn: string | null;
}

/** The pair that gives each visitor a seed of their own, beginning with `&`. */
export const CLASS_PAIR = '&class=1';

/** The pair of a link for a hand-in, without `&` or `#`. */
export const handInPair = (encoded: string): string => `handin=${encoded}`;

/** Takes the pairs for a class out of those of a link. Never throws. */
export function takeClass(pairs: Map<string, string>): ClassLink & { readonly notices: readonly Notice[] } {
  const [asked, handIn = null] = [pairs.get('class'), pairs.get('handin')];
  pairs.delete('class');
  pairs.delete('handin');
  const forClass = asked === '1';
  const isUnknown = asked !== undefined && !forClass;
  const names = isUnknown ? shownNames([`class=${asked}`]) : '';
  return { forClass, handIn, notices: isUnknown ? [{ code: 'unknownNames', names, count: 1 }] : [] };
}
