/** A character tokenizer: one id a character, with PAD, BOS and EOS in front. Shared by teacher and student. */

export const PAD = 0;
export const BOS = 1;
export const EOS = 2;

/** Thrown when text holds a character outside the vocabulary or does not fit. `message` is readable by a visitor. */
export class TextError extends Error {
  override readonly name = 'TextError';
}

export interface Tokenizer {
  /** Display form of every id; ids 0–2 are PAD, BOS and EOS, and a space shows as ␣. */
  readonly vocabulary: readonly string[];
  readonly size: number;
  /** @throws TextError naming the characters that are not in the vocabulary. */
  encode(text: string): number[];
  /**
   * The text up to the first EOS. A PAD or BOS before it, which a model can write, becomes a sign outside the vocabulary, so
   * that no reference answer equals it.
   */
  decode(ids: ArrayLike<number>): string;
}

const SPECIAL = ['PAD', 'BOS', 'EOS'] as const;
const MOST_NAMED = 5;
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
      if (unknown.size > 0) throw new TextError(unknownMessage(unknown, allowed));
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

function unknownMessage(unknown: ReadonlySet<string>, allowed: string): string {
  const named = [...unknown].slice(0, MOST_NAMED).map((character) => `“${character}”`);
  const more = unknown.size > MOST_NAMED ? ` and ${unknown.size - MOST_NAMED} more` : '';
  return `These models do not know ${named.join(', ')}${more}. They know: ${allowed}`;
}

/**
 * `[PAD … PAD BOS prompt]`, `length` tokens in all.
 *
 * @throws TextError when the prompt has more than `length − 1` tokens.
 */
export function padPrompt(ids: readonly number[], length: number): number[] {
  if (ids.length > length - 1) {
    throw new TextError(`The prompt has ${ids.length} characters; it may have at most ${length - 1}.`);
  }
  return [...new Array<number>(length - 1 - ids.length).fill(PAD), BOS, ...ids];
}

/**
 * `[response EOS PAD … PAD]`, `length` tokens in all.
 *
 * @throws TextError when the response has more than `length − 1` tokens.
 */
export function padResponse(ids: readonly number[], length: number): number[] {
  if (ids.length > length - 1) {
    throw new TextError(`The response has ${ids.length} characters; it may have at most ${length - 1}.`);
  }
  return [...ids, EOS, ...new Array<number>(length - 1 - ids.length).fill(PAD)];
}
