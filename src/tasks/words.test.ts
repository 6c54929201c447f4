import { expect, test } from 'vitest';
import { createWordTable, frequentWords, wordsOf } from './words';

test('words are letters, digits and apostrophes, whatever their case; signs are none', () => {
  expect(wordsOf("It's NOT a 10/10 film... (cafés)!")).toEqual([
    "it's",
    'not',
    'a',
    '10',
    '10',
    'film',
    'cafés',
  ]);
  expect(wordsOf(' ?!… ')).toEqual([]);
});

test('words that occur twice are known, the most frequent first, ties in a fixed order', () => {
  const texts = ['b a c', 'c b once', 'c'];
  expect(frequentWords(texts)).toEqual(['c', 'b']);
  expect(frequentWords(['z y', 'y z'])).toEqual(['y', 'z']);
  expect(frequentWords([...texts].reverse())).toEqual(frequentWords(texts));
});

test('a text is read up to a number of words, padded behind, and unknown words are one', () => {
  const table = createWordTable(['the', 'film']);
  expect(table.size).toBe(4);
  expect(table.encode('The film, the FILM', 3)).toEqual([2, 3, 2]);
  expect(table.encode('a film', 4)).toEqual([1, 3, 0, 0]);
  expect(table.encode('!', 2)).toEqual([0, 0]);
});
