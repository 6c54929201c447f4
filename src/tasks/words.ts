/** Words of sentences as ids, for encoders that read them: padding, words that are not known, and those that are. */
import { PAD } from './tokenizer';

const UNKNOWN = 1;
const FIRST_KNOWN = 2;
/** Occurrences from which on a word is known. */
const LEAST_OCCURRENCES = 2;

/** A table of the words that models know. */
export interface WordTable {
  /** Rows of an embedding table. */
  readonly size: number;
  /** The ids of the first `length` words of a text, padded behind; the others are not read. */
  readonly encode: (text: string, length: number) => number[];
}

/** Words of letters, digits and apostrophes, in small letters; signs between them are left out. */
export const wordsOf = (text: string): readonly string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];

/** Words that occur in the texts twice or more, the most frequent first, those of the same number in the order of their code units. */
export function frequentWords(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const word of texts.flatMap(wordsOf)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count >= LEAST_OCCURRENCES)
    .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || (a < b ? -1 : 1))
    .map(([word]) => word);
}

/** @param words all different; their ids follow their order */
export function createWordTable(words: readonly string[]): WordTable {
  const ids = new Map(words.map((word, at) => [word, at + FIRST_KNOWN]));
  return {
    size: words.length + FIRST_KNOWN,
    encode: (text, length) => {
      const read = wordsOf(text)
        .slice(0, length)
        .map((word) => ids.get(word) ?? UNKNOWN);
      return [...read, ...new Array<number>(length - read.length).fill(PAD)];
    },
  };
}
