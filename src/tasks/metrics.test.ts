import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chrf, exactMatch } from './metrics';

test('exact match is the fraction of equal answers', () => {
  expect(exactMatch(['a', 'b', 'c ', ''], ['a', 'x', 'c', ''])).toBe(0.5);
  expect(exactMatch([], [])).toBe(0);
  expect(() => exactMatch(['a'], [])).toThrow(RangeError);
});

describe('chrF, worked by hand', () => {
  test.each([
    // 1-grams 2 of 3, 2-grams 1 of 2, 3-grams 0 of 1, longer ones do not occur: P = R = (2/3 + 1/2 + 0) / 3.
    ['abc', 'abd', 7 / 18],
    // P = (1 + 1) / 2, R = (2/4 + 1/3) / 2 = 5/12 (no 3-gram in the answer); F = 5 P R / (4 P + R) = 25/53.
    ['ab', 'abcd', 25 / 53],
    // P = (2/4 + 1/3) / 2 = 5/12, R = 1: β = 2 forgives length more than omission; F = 25/32.
    ['abcd', 'ab', 25 / 32],
    // A gram counts as often as the reference has it: P = 1/3, R = 1, F = 5/7.
    ['aaa', 'a', 5 / 7],
    ['a b', 'ab', 1],
    ['', 'ab', 0],
    ['ab', '', 0],
    ['xyz', 'abc', 0],
  ])('%j against %j', (answer, reference, score) => {
    expect(chrf([answer], [reference])).toBeCloseTo(score, 12);
  });

  test('a corpus sums counts before dividing; it is not the mean of its sentences', () => {
    // 1-grams 4 of 6 and 6, 2-grams 2 of 4 and 4; P = R = (2/3 + 1/2) / 2.
    expect(chrf(['ab', 'abcd'], ['abcd', 'ab'])).toBeCloseTo(7 / 12, 12);
  });
});

test('scores stay in [0, 1]; identical non-empty texts score 1; order does not matter', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é') });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
      const answers = pairs.map(([answer]) => answer);
      const references = pairs.map(([, reference]) => reference);
      const score = chrf(answers, references);
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1 + 1e-12);
      expect(chrf([...answers].reverse(), [...references].reverse())).toBeCloseTo(score, 12);
      if (references.join('').trim() !== '') expect(chrf(references, references)).toBeCloseTo(1, 12);
    }),
  );
  expect(chrf([], [])).toBe(0);
  expect(() => chrf(['a'], [])).toThrow(RangeError);
});
