/** Which characters of an answer differ from the reference. */

/**
 * One place of an alignment, in the letters of CIGAR strings (the SAM format, Li et al. 2009): `=` the same
 * character on both sides, `X` another one, `I` a character that only the answer has, `D` one that only the reference
 * has.
 */
export type Edit = '=' | 'X' | 'I' | 'D';

/**
 * The cheapest alignment of two texts (Levenshtein 1966; one unit for each insertion, deletion or substitution), one
 * letter of `Edit` a place. Among equally cheap ones, it pairs characters rather than leaving them out. Characters are
 * code points. Time and memory grow with the product of the lengths.
 *
 * @example align('vingt-six', 'vingt-dix') // '======X=='
 */
export function align(answer: string, reference: string): string {
  const ours = [...answer];
  const theirs = [...reference];
  const width = theirs.length + 1;
  // cost[i · width + j]: of the first i characters of the answer against the first j of the reference.
  const cost = new Uint32Array((ours.length + 1) * width);
  const at = (i: number, j: number): number => cost[i * width + j] ?? 0;
  for (let i = 0; i <= ours.length; i++) {
    for (let j = 0; j <= theirs.length; j++) {
      if (i === 0 || j === 0) cost[i * width + j] = i + j;
      else {
        const paired = at(i - 1, j - 1) + (ours[i - 1] === theirs[j - 1] ? 0 : 1);
        cost[i * width + j] = Math.min(paired, at(i - 1, j) + 1, at(i, j - 1) + 1);
      }
    }
  }
  const edits: Edit[] = [];
  let i = ours.length;
  let j = theirs.length;
  while (i > 0 || j > 0) {
    const same = ours[i - 1] === theirs[j - 1];
    if (i > 0 && j > 0 && at(i, j) === at(i - 1, j - 1) + (same ? 0 : 1)) {
      edits.push(same ? '=' : 'X');
      i--;
      j--;
    } else if (i > 0 && at(i, j) === at(i - 1, j) + 1) {
      edits.push('I');
      i--;
    } else {
      edits.push('D');
      j--;
    }
  }
  return edits.reverse().join('');
}

/** Levenshtein distance of an alignment: its places that are not the same on both sides. */
export const costOf = (alignment: string): number => [...alignment].filter((edit) => edit !== '=').length;
