import { describe, expect, test } from 'vitest';
import { distinct, measureTexts, varietyOf } from './text-metrics';

describe('distinct-n', () => {
  test('counts different n-grams of all texts over all n-grams, never across texts', () => {
    // abab: a b a b / ab ba ab / aba bab; ab: a b / ab / nothing.
    const texts = ['abab', 'ab'];
    expect(distinct(texts, 1)).toBeCloseTo(2 / 6, 12);
    expect(distinct(texts, 2)).toBeCloseTo(2 / 4, 12);
    expect(distinct(texts, 3)).toBeCloseTo(2 / 2, 12);
    expect(distinct(texts, 5)).toBe(0);
    expect(distinct([], 1)).toBe(0);
  });

  test('falls when every prompt gets the same answer', () => {
    expect(distinct(['abc', 'abc', 'abc', 'abc'], 3)).toBe(1 / 4);
    expect(distinct(['abc', 'bca', 'cab', 'acb'], 3)).toBe(1);
  });

  test('length is in characters, not in UTF-16 units', () => {
    const {
      length,
      cutOff,
      distinct: variety,
    } = measureTexts([
      { text: '𝄞é', ended: true },
      { text: '', ended: false },
      { text: 'abcd', ended: true },
      { text: 'ab', ended: false },
    ]);
    expect(length).toBe(2);
    expect(cutOff).toBe(0.5);
    expect(variety[0]).toBe(6 / 8);
    expect(measureTexts([])).toEqual({ length: 0, cutOff: 0, distinct: [0, 0, 0] });
  });
});

describe('variety beside the teacher’s', () => {
  const teacher = { distinct: [0.1, 0.3, 0.6], entropy: 0.4 };
  test.each([
    [{ distinct: [0.1, 0.3, 0.6], entropy: 0.01 }, 'like-the-teacher'],
    [{ distinct: [0.01, 0.01, 0.31], entropy: 0.01 }, 'like-the-teacher'],
    [{ distinct: [0.1, 0.1, 0.29], entropy: 0.25 }, 'repetitive'],
    [{ distinct: [0.1, 0.1, 0.29], entropy: 0.19 }, 'collapsed'],
  ] as const)('%j is %s', (student, expected) => {
    expect(varietyOf(teacher, student)).toBe(expected);
  });

  test('beside a teacher without doubts, a student without doubts has collapsed all the same', () => {
    const sure = { ...teacher, entropy: 0.001 };
    expect(varietyOf(sure, { distinct: [0, 0, 0.1], entropy: 0.03 })).toBe('collapsed');
    expect(varietyOf(sure, { distinct: [0, 0, 0.1], entropy: 0.5 })).toBe('repetitive');
  });
});
