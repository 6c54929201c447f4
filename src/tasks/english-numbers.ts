/** English numbers as people write them: words or digits, with and without hyphens, commas and “and”. */
import { UserError } from '../errors/user-error';

const SMALL: Readonly<Record<string, number>> = {
  ...{ one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10 },
  ...{ eleven: 11, twelve: 12, thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16, seventeen: 17 },
  ...{ eighteen: 18, nineteen: 19, twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70 },
  ...{ eighty: 80, ninety: 90 },
};
const KNOWN = new Set([...Object.keys(SMALL), 'zero', 'a', 'an', 'and', 'hundred', 'thousand']);
/** Larger than any number that the task has. */
const TOO_LARGE = new Set(['million', 'billion', 'trillion']);
/** Digits, in groups of three where they are grouped at all: 44120, 44,120, 44 120, 44.120, 44_120, 44'120. */
const DIGITS = /^\d+$|^\d{1,3}(?:[,._' ]\d{3})+$/u;

/** A digit may follow whole tens, and tens may follow whole hundreds. */
const mayFollow = (before: number, value: number): boolean =>
  value < 10 ? before % 10 === 0 && before % 100 !== 10 : before % 100 === 0;

/** Null where the words make no number, such as “two three”. */
function valueOfWords(words: readonly string[]): number | null {
  if (words.length === 1 && words[0] === 'zero') return 0;
  let thousands = 0;
  /** Value read since “thousand”. */
  let below = 0;
  for (const [i, word] of words.entries()) {
    const next = words[i + 1];
    const small = word === 'a' || word === 'an' ? 1 : /^\d{1,2}$/u.test(word) ? Number(word) : SMALL[word];
    if (word === 'and') {
      if (i === 0 || next === undefined) return null;
    } else if (word === 'hundred') {
      if (below >= 100) return null;
      below = 100 * (below || 1);
    } else if (word === 'thousand') {
      if (thousands > 0) return null;
      thousands = 1000 * (below || 1);
      below = 0;
    } else {
      const article = word === 'a' || word === 'an';
      if (small === undefined || small === 0 || !mayFollow(below, small)) return null;
      if (article && next !== 'hundred' && next !== 'thousand') return null;
      below += small;
    }
  }
  return thousands + below;
}

/**
 * The value of a number.
 *
 * @param text of plain characters, in lower case
 * @throws UserError `number-out-of-range` for negative numbers and for those above `largest`, `number-words-unknown` for
 *   words that are no numbers, `number-unclear` where known words make none
 */
export function numberIn(text: string, largest: number): number {
  const outOfRange = (): UserError => new UserError('number-out-of-range', { largest });
  if (/^- ?\d|^minus /u.test(text)) throw outOfRange();
  if (DIGITS.test(text)) {
    const value = Number(text.replace(/\D/gu, ''));
    if (value > largest) throw outOfRange();
    return value;
  }
  const words = text.split(/[\s,-]+/u).filter(Boolean);
  if (words.some((word) => TOO_LARGE.has(word))) throw outOfRange();
  const unknown = words.filter((word) => !KNOWN.has(word) && !/\d/u.test(word));
  if (unknown.length > 0) throw new UserError('number-words-unknown', { words: [...new Set(unknown)] });
  const value = valueOfWords(words);
  if (value === null) throw new UserError('number-unclear', { text });
  if (value > largest) throw outOfRange();
  return value;
}
