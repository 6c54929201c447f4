import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chrf,
  exactMatch,
  meanIou,
  partialResults,
  phonemeErrorRate,
  placeAccuracy,
  rougeL,
} from './metrics';

test('exact match is the fraction of equal answers', () => {
  expect(exactMatch(['a', 'b', 'c ', ''], ['a', 'x', 'c', ''])).toBe(0.5);
  expect(exactMatch([], [])).toBe(0);
  expect(() => exactMatch(['a'], [])).toThrow(RangeError);
});

describe('scenes, worked by hand', () => {
  test.each([
    // '.' 1 of 2, 'a' 1 of 2.
    [['.a.'], ['.aa'], 0.5],
    // Counted over the corpus: '.' 2 of 3, 'a' 1 of 2, and 'b', which is nowhere right, 0 of 1.
    [['.a', '.b'], ['.a', '..'], (2 / 3 + 1 + 0) / 3],
    // A place without an answer is wrong, and answers for no class.
    [['.'], ['.a'], 0.5],
    [['aa'], ['aa'], 1],
  ])('%j against %j', (answers, references, score) => {
    expect(meanIou(answers, references)).toBeCloseTo(score, 12);
  });

  test('patches are right one by one', () => {
    expect(placeAccuracy(['.a.', '..'], ['.aa', '..'])).toBeCloseTo(4 / 5, 12);
    expect(placeAccuracy([''], ['..'])).toBe(0);
    expect([meanIou([], []), placeAccuracy([], [])]).toEqual([0, 0]);
    expect(() => meanIou(['a'], [])).toThrow(RangeError);
  });
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

describe('ROUGE-L', () => {
  test.each([
    // Lin 2004, section 3: three of four words in order, then two.
    ['police kill the gunman', 'police killed the gunman', 3 / 4],
    ['the gunman kill police', 'police killed the gunman', 2 / 4],
    // Lin's fourth sentence: “the gunman” or “police killed”, two in order.
    ['the gunman police killed', 'police killed the gunman', 2 / 4],
    // As in the test of rouge_score: LCS 2, P = 2/2, R = 2/3.
    ['testing two', 'testing one two', 4 / 5],
    ['Ann and Ben, at 4!', 'ann AND ben at 4', 1],
    ['twenty-one', 'twenty one', 1],
    ['...', 'a', 0],
    ['', 'a', 0],
    ['a', '', 0],
    ['a a a', 'a', 1 / 2],
  ])('%j against %j', (answer, reference, score) => {
    expect(rougeL([answer], [reference])).toBeCloseTo(score, 12);
  });

  test('a corpus is the mean of its answers', () => {
    expect(rougeL(['a b', 'x'], ['a b', 'y'])).toBe(0.5);
  });
});

describe('phoneme error rate', () => {
  test.each([
    // One substitution, one deletion, one insertion.
    ['SPĕČ', 'SPēČ', 1 / 4],
    ['SPē', 'SPēČ', 1 / 4],
    ['SPēČS', 'SPēČ', 1 / 4],
    // kitten → sitting: two substitutions and an insertion.
    ['kitten', 'sitting', 3 / 7],
    ['', 'abc', 1],
    ['xyzuvw', 'abc', 2],
    ['abc', '', 0],
  ])('%j against %j', (answer, reference, rate) => {
    expect(phonemeErrorRate([answer], [reference])).toBeCloseTo(rate, 12);
  });

  test('edits and phones are summed over the corpus before dividing', () => {
    expect(phonemeErrorRate(['a', 'xbcd'], ['b', 'abcd'])).toBeCloseTo(2 / 5, 12);
  });

  test('edits are a metric: symmetric, and no longer by way of a third word', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });
    const edits = (a: string, b: string): number =>
      b === '' ? a.length : phonemeErrorRate([a], [b]) * b.length;
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(edits(a, b)).toBeCloseTo(edits(b, a), 9);
        expect(edits(a, a)).toBe(0);
        expect(edits(a, c)).toBeLessThanOrEqual(edits(a, b) + edits(b, c) + 1e-9);
        expect(edits(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length) - 1e-9);
      }),
    );
  });
});

test.each([
  ['42,80,124', '42,80,124', 1],
  ['42,81,124', '42,80,124', 2 / 3],
  ['42,80', '42,80,124', 2 / 3],
  ['80,124', '42,80,124', 0],
  ['42,80,124,9', '42,80,124', 1],
  ['', '42,80,124', 0],
])('partial results of %j against %j', (answer, reference, score) => {
  expect(partialResults([answer], [reference])).toBeCloseTo(score, 12);
});

test('lists of different lengths are refused, and nothing to score gives 0', () => {
  for (const score of [chrf, exactMatch, partialResults, phonemeErrorRate, rougeL]) {
    expect(() => score(['a'], [])).toThrow(RangeError);
    expect(score([], [])).toBe(0);
  }
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
