import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { align, costOf } from './alignment';

/** Few letters, so that equal stretches are common; one of them outside the Basic Multilingual Plane. */
const word = fc
  .array(fc.constantFrom('a', 'b', 'c', 'é', '𝄞'), { maxLength: 9 })
  .map((list) => list.join(''));

/** The distance by its recursive definition: nothing shared with the table under test. */
function distance(a: readonly string[], b: readonly string[], known = new Map<string, number>()): number {
  const [x, ...restA] = a;
  const [y, ...restB] = b;
  if (x === undefined || y === undefined) return a.length + b.length;
  const key = `${a.length} ${b.length}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const least =
    x === y
      ? distance(restA, restB, known)
      : 1 + Math.min(distance(restA, restB, known), distance(restA, b, known), distance(a, restB, known));
  known.set(key, least);
  return least;
}

/** Walks along an alignment with both texts: what it keeps of either side, and whether `=` and `X` tell the truth. */
function apply(alignment: string, answer: string, reference: string): { truthful: boolean; made: string } {
  const ours = [...answer];
  const theirs = [...reference];
  let truthful = true;
  let made = '';
  for (const edit of alignment) {
    const mine = edit === 'D' ? undefined : ours.shift();
    const wanted = edit === 'I' ? undefined : theirs.shift();
    if (edit === '=' || edit === 'X') truthful &&= (mine === wanted) === (edit === '=');
    // Kept characters come from the answer, the others from what the edit puts in their place.
    made += edit === '=' ? mine : (wanted ?? '');
  }
  return { truthful: truthful && ours.length === 0 && theirs.length === 0, made };
}

describe('an alignment', () => {
  test.each([
    ['', '', ''],
    ['abc', 'abc', '==='],
    ['', 'ab', 'DD'],
    ['ab', '', 'II'],
    ['vingt-six', 'vingt-dix', '======X=='],
    ['vingt six', 'vingt-six', '=====X==='],
    ['quatre-vingt', 'quatre-vingts', '============D'],
    ['cent un', 'cent onze', '=====X=DD'],
    ['ba', 'ab', 'XX'],
  ])('%j against %j is %s', (answer, reference, expected) => {
    expect(align(answer, reference)).toBe(expected);
  });

  test('applied to the answer, it gives the reference', () => {
    fc.assert(
      fc.property(word, word, (answer, reference) => {
        const { truthful, made } = apply(align(answer, reference), answer, reference);
        expect(truthful).toBe(true);
        expect(made).toBe(reference);
      }),
    );
  });

  test('costs the Levenshtein distance', () => {
    fc.assert(
      fc.property(word, word, (answer, reference) => {
        expect(costOf(align(answer, reference))).toBe(distance([...answer], [...reference]));
      }),
    );
  });
});
