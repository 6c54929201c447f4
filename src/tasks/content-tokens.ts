/**
 * How the answers of a task fall into tokens that mean something, and which of them are content: what the similarity of
 * two models' answers is measured on. Models read and write characters; these tokens are for measuring only.
 */
import type { Task } from './task';

export interface ContentTokens {
  /** Name of one token, shown with the measure. */
  readonly unit: 'word' | 'number' | 'character' | 'phone';
  readonly tokens: (text: string) => readonly string[];
  /** The class of a content token, in capitals; null for a token of the frame around the content. */
  readonly classOf: (token: string) => string | null;
}

/** A letter or digit with the marks and joiners that its word is spelled with: vowel signs, accents, ZWNJ. */
const LETTER = '[\\p{L}\\p{N}][\\p{M}\\u00ad\\u200c\\u200d]*';
const WORDS = new RegExp(`(?:${LETTER})+|\\p{M}+|[^\\p{L}\\p{N}\\p{M}\\s]`, 'gu');

const words = (text: string): readonly string[] => text.match(WORDS) ?? [];

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Letters with their marks (extended grapheme clusters, UAX #29). */
const letters = (text: string): readonly string[] =>
  Array.from(graphemes.segment(text), ({ segment }) => segment);

/** French number words by the words allowed beside them; everything else is a misspelling. */
const FRENCH: ReadonlyMap<string, string> = new Map(
  Object.entries({
    UNIT: 'zéro un une deux trois quatre cinq six sept huit neuf',
    TEEN: 'dix onze douze treize quatorze quinze seize',
    TENS: 'vingt vingts trente quarante cinquante soixante',
    POWER: 'cent cents mille',
  }).flatMap(([name, list]) => list.split(' ').map((word): [string, string] => [word, name])),
);

const translation: ContentTokens = {
  unit: 'word',
  tokens: (text) => text.split(/[ -]+/u).filter((word) => word !== ''),
  classOf: (word) => (word === 'et' ? null : (FRENCH.get(word) ?? 'OTHER')),
};

/** Words that every summary contains. */
const FRAME = new Set(['and', 'will', 'not', 'with', 'on', 'at', '.']);

const summary: ContentTokens = {
  unit: 'word',
  tokens: words,
  classOf: (word) => {
    if (FRAME.has(word)) return null;
    if (/^\p{N}+$/u.test(word)) return 'HOUR';
    if (/^\p{Lu}.*day$/u.test(word)) return 'DAY';
    return /^\p{Lu}/u.test(word) ? 'NAME' : 'ACTIVITY';
  },
};

const arithmetic: ContentTokens = {
  unit: 'number',
  tokens: (text) => text.match(/\d+|\D/gu) ?? [],
  // A sum of two digits or three: that much can be right when the number is wrong.
  classOf: (token) => (/^\d+$/u.test(token) ? `DIGITS${token.length}` : null),
};

const characters = (
  classOf: ContentTokens['classOf'],
  unit: ContentTokens['unit'] = 'character',
): ContentTokens => ({
  unit,
  tokens: letters,
  classOf,
});

const instructions = characters((letter) => (/\p{Lu}/u.test(letter) ? 'CAPITAL' : 'LETTER'));
/** Consonants are packed as capitals, vowels as small letters; see ARPABET in phonemes.ts. */
const phonemes = characters((phone) => (/\p{Lu}/u.test(phone) ? 'CONSONANT' : 'VOWEL'), 'phone');

const formOf = (token: string): string | null => {
  if (/^\p{N}+$/u.test(token)) return 'NUMBER';
  if (/^\p{Lu}/u.test(token)) return 'CAPITAL';
  return /^[\p{L}\p{M}]/u.test(token) ? 'WORD' : null;
};

const KNOWN: Readonly<Record<string, ContentTokens>> = {
  translation,
  summary,
  arithmetic,
  instructions,
  phonemes,
};

/** Number of responses examined to distinguish texts of words from single strings. */
const LOOKED_AT = 100;

/**
 * A guess for a task without an entry: words where its responses hold two or more on average, else characters; content is
 * all but punctuation, classed by its form.
 */
function guess(task: Task): ContentTokens {
  const responses = task.split().train.slice(0, LOOKED_AT);
  const count = responses.reduce((sum, { response }) => sum + words(response).length, 0);
  return count >= 2 * responses.length
    ? { unit: 'word', tokens: words, classOf: formOf }
    : characters(formOf);
}

export const contentTokensOf = (task: Task): ContentTokens => KNOWN[task.id] ?? guess(task);
