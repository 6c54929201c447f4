/** Characters that cannot be seen by themselves, and the direction that a text is read in. */
import type { FirstScreenKey, Translate } from '../text/text';

/** Signs and names of invisible characters. */
const UNSEEN: ReadonlyMap<string, readonly [sign: string, name: FirstScreenKey]> = new Map([
  [' ', ['␣', 'token.space']],
  // The vocabulary has it in place of a space.
  ['␣', ['␣', 'token.space']],
  ['\n', ['↵', 'token.newline']],
  ['\t', ['⇥', 'token.tab']],
  ['\u00a0', ['⍽', 'token.noBreakSpace']],
  ['\u202f', ['⌴', 'token.narrowNoBreakSpace']],
  ['\u3000', ['□', 'token.ideographicSpace']],
  ['\u00ad', ['¬', 'token.softHyphen']],
  ['\u200b', ['⋮', 'token.zeroWidthSpace']],
  ['\u200c', ['╎', 'token.zeroWidthNonJoiner']],
  ['\u200d', ['⁀', 'token.zeroWidthJoiner']],
  ['\u200e', ['▸', 'token.leftToRightMark']],
  ['\u200f', ['◂', 'token.rightToLeftMark']],
  ['\ufeff', ['◇', 'token.byteOrderMark']],
]);

/** Other spaces, separators, format and control characters, and the letters for fillers of Hangul. */
const NO_SHAPE = /^[\p{Z}\p{Cc}\p{Cf}\u115f\u1160\u3164\uffa0]$/u;
/** Marks drawn above, below or beside the letter before them. */
const MARK = /^\p{M}$/u;
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}]/u;

const codeOf = (character: string): string =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

/** Something to see for a character: a sign, its code, or a mark on a dotted circle. */
export function visible(character: string): string {
  const sign = UNSEEN.get(character)?.[0];
  if (sign) return sign;
  if (MARK.test(character)) return `◌${character}`;
  return NO_SHAPE.test(character) ? codeOf(character) : character;
}

/** The name of a character that is not seen, or not by itself; null for all others. */
export function nameOf(character: string, t: Translate): string | null {
  const name = UNSEEN.get(character)?.[1];
  if (name) return t(name);
  if (MARK.test(character)) return t('token.mark', { character: `◌${character}`, code: codeOf(character) });
  return NO_SHAPE.test(character) ? t('token.unseen', { code: codeOf(character) }) : null;
}

/** A text on one line: line breaks and tabs as something to see, spaces as they are. */
export const onOneLine = (text: string): string => text.replace(/[\n\t]/g, visible);

/**
 * A text as its readers write it, with spaces and the like as something to see. Joiners stay: they give letters their
 * shapes, as marks do.
 */
export const readable = (text: string): string => text.replace(/[\p{Z}\p{Cc}\u00ad\u200b\ufeff]/gu, visible);

/** The direction of most of its letters. */
export function directionOf(text: string): 'ltr' | 'rtl' {
  let balance = 0;
  for (const character of text) {
    if (RIGHT_TO_LEFT.test(character)) balance += 1;
    else if (/\p{L}/u.test(character)) balance -= 1;
  }
  return balance > 0 ? 'rtl' : 'ltr';
}

/** First strong isolate … pop directional isolate (UAX #9): inside of a sentence of the other direction. */
export const isolated = (text: string): string => (RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text);
