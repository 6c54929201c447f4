/** A character tokenizer: one id a character, with PAD, BOS and EOS in front. Shared by teacher and student. */
import { UserError } from '../errors/user-error';

export const PAD = 0;
export const BOS = 1;
export const EOS = 2;

export interface Tokenizer {
  /** Display form of every id; ids 0–2 of characters are PAD, BOS and EOS, and a space shows as ␣. */
  readonly vocabulary: readonly string[];
  readonly size: number;
  /** @throws UserError naming the characters that are not in the vocabulary */
  encode(text: string): number[];
  /**
   * The text up to the first EOS. A PAD or BOS before it, which a model can write, becomes a sign outside the vocabulary, so
   * that no reference answer equals it.
   */
  decode(ids: ArrayLike<number>): string;
}

const SPECIAL = ['PAD', 'BOS', 'EOS'] as const;
/** Signs for PAD and BOS in the order of preference, for vocabularies that hold some of them. */
const PAD_SIGNS = ['·', '␀', '▯', '\ue000'] as const;
const BOS_SIGNS = ['⊢', '␂', '▮', '\ue001'] as const;
const display = (character: string): string => (character === ' ' ? '␣' : character);

/**
 * A tokenizer over a set of characters. Ids follow the code points, so the order of `characters` does not matter.
 *
 * @example createTokenizer('cab').encode('abc') // [3, 4, 5]
 * @throws RangeError for a repeated character, or one outside the Basic Multilingual Plane.
 */
export function createTokenizer(characters: string): Tokenizer {
  const sorted = [...characters].sort((a, b) => a.charCodeAt(0) - b.charCodeAt(0));
  const idOf = new Map<string, number>();
  for (const character of sorted) {
    if (!/^[^\ud800-\udfff]$/s.test(character)) {
      throw new RangeError(`A vocabulary holds single UTF-16 units, not ${JSON.stringify(character)}`);
    }
    if (idOf.has(character)) throw new RangeError(`${JSON.stringify(character)} is twice in the vocabulary`);
    idOf.set(character, SPECIAL.length + idOf.size);
  }
  const allowed = sorted.map(display).join(' ');
  const unusedSign = (signs: readonly string[]): string => signs.find((sign) => !idOf.has(sign)) ?? '\ufffd';
  const padSign = unusedSign(PAD_SIGNS);
  const bosSign = unusedSign(BOS_SIGNS);

  return {
    vocabulary: [...SPECIAL, ...sorted.map(display)],
    size: SPECIAL.length + sorted.length,
    encode(text) {
      const ids: number[] = [];
      const unknown = new Set<string>();
      for (const character of text) {
        const id = idOf.get(character);
        if (id === undefined) unknown.add(character);
        else ids.push(id);
      }
      if (unknown.size > 0) {
        throw new UserError('unknown-characters', { characters: [...unknown], known: allowed });
      }
      return ids;
    },
    decode(ids) {
      let text = '';
      for (let i = 0; i < ids.length; i++) {
        const id = ids[i] ?? PAD;
        if (id === EOS) break;
        if (id === PAD) text += padSign;
        else if (id === BOS) text += bosSign;
        else text += sorted[id - SPECIAL.length] ?? '\ufffd';
      }
      return text;
    },
  };
}

/**
 * A tokenizer of single classes: a text is the name of one, and its only id is the index of it. It has no marks.
 * @param names in the order of the ids
 */
export function createClassTokenizer(names: readonly string[]): Tokenizer {
  return {
    vocabulary: names,
    size: names.length,
    encode(text) {
      const id = names.indexOf(text);
      if (id < 0) throw new UserError('unknown-class', { name: text, known: names });
      return [id];
    },
    decode: (ids) => names[ids[0] ?? names.length] ?? '\ufffd',
  };
}

/**
 * A tokenizer of classes side by side: a text is the class of each place, a character each, without marks.
 * @param names single characters, in the order of the ids
 */
export function createPlacesTokenizer(names: readonly string[]): Tokenizer {
  return {
    vocabulary: names,
    size: names.length,
    encode: (text) =>
      [...text].map((name) => {
        const id = names.indexOf(name);
        if (id < 0) throw new UserError('unknown-class', { name, known: names });
        return id;
      }),
    decode: (ids) => Array.from(ids, (id) => names[id] ?? '\ufffd').join(''),
  };
}

/**
 * `[PAD … PAD BOS prompt]`, `length` tokens in all.
 *
 * @throws UserError when the prompt has more than `length − 1` tokens.
 */
export function padPrompt(ids: readonly number[], length: number): number[] {
  if (ids.length > length - 1) {
    throw new UserError('prompt-too-long', { length: ids.length, limit: length - 1 });
  }
  return [...new Array<number>(length - 1 - ids.length).fill(PAD), BOS, ...ids];
}

/**
 * `[response EOS PAD … PAD]`, `length` tokens in all.
 *
 * @throws UserError when the response has more than `length − 1` tokens.
 */
export function padResponse(ids: readonly number[], length: number): number[] {
  if (ids.length > length - 1) {
    throw new UserError('response-too-long', { length: ids.length, limit: length - 1 });
  }
  return [...ids, EOS, ...new Array<number>(length - 1 - ids.length).fill(PAD)];
}
