/** Characters that are typed, as tokens. */

/** The vocabulary shows a space by this sign. */
const SPACE = '␣';
/** PAD, BOS and EOS come before the characters. */
const MARKS = 3;

/** The tokens of a text up to the first character that is none, and that character. */
export function idsOf(
  text: string,
  vocabulary: readonly string[],
): { readonly ids: readonly number[]; readonly unknown: string | null } {
  const ids: number[] = [];
  for (const character of text) {
    const id = vocabulary.indexOf(character === ' ' ? SPACE : character, MARKS);
    // Shipped tasks are written in small letters.
    const small = id < 0 ? vocabulary.indexOf(character.toLowerCase(), MARKS) : id;
    if (small < 0) return { ids, unknown: character };
    ids.push(small);
  }
  return { ids, unknown: null };
}
