import { describe, expect, test } from 'vitest';
import type { ContentTokens } from '../../tasks/content-tokens';
import { at } from '../../test-support/numbers';
import { type Answered, normalised, PARTS, similarityOf } from './similarity';
import { bagF, shannonDistance, subsequenceF } from './similarity-metrics';

/** Words; those of capitals are content. */
const WORDING: ContentTokens = {
  unit: 'word',
  tokens: (text) => text.split(' ').filter((word) => word !== ''),
  classOf: (word) => (/^[A-Z]+$/.test(word) ? 'X' : null),
};

const NAMES = ['ANN', 'BEN', 'CAT', 'DAN', 'EVA', 'FAY'];
const name = (i: number): string => at(NAMES, i % NAMES.length);
const each = (make: (i: number) => string, count = 60): string[] =>
  Array.from({ length: count }, (_, i) => make(i));

const TEACHER = each((i) => `the cat of ${name(i)} met ${name(i * 5 + 1)}`);
/** Right but for every fourth name. */
const AGAIN = each((i) => `the cat of ${name(i % 4 === 0 ? i + 2 : i)} met ${name(i * 5 + 1)}`);
const UNRELATED = each((i) => `q${i % 3} r${i % 5} s t u v w x y z ${i % 2 ? 'a b c' : ''}`);
const FLOOR = each((i) => (i % 2 ? `a dog with ${name(i + 3)}` : at(TEACHER, i)));

const answered = (changes: Partial<Answered> = {}): Answered => ({
  references: TEACHER.map((text, i) => (i < 20 ? `${text} twice` : text)),
  teacher: TEACHER,
  again: AGAIN,
  student: AGAIN,
  floor: FLOOR,
  ...changes,
});

describe('the Jensen–Shannon distance', () => {
  const distance = (a: number[], b: number[]): number =>
    shannonDistance(Float64Array.from(a), Float64Array.from(b));

  test('is 0 for equal shares, 1 for disjoint ones, and symmetric', () => {
    expect(distance([1, 3], [2, 6])).toBe(0);
    expect(distance([4, 0], [0, 1])).toBe(1);
    expect(distance([1, 3], [2, 2])).toBeCloseTo(distance([2, 2], [1, 3]), 12);
  });

  test('by hand: p = (1, 0), q = (½, ½): JSD = ½·log₂(4/3) + ¼·log₂(2/3) + ¼ = 0.31128 bits', () => {
    expect(distance([1, 0], [1, 1]) ** 2).toBeCloseTo(0.311278, 6);
  });

  test('empty histograms', () => {
    expect(distance([0, 0], [0, 0])).toBe(0);
    expect(distance([0, 0], [1, 0])).toBe(1);
  });
});

test('ROUGE-L and the F of bags, by hand', () => {
  expect(subsequenceF(['a', 'b', 'c', 'd'], ['a', 'c', 'd', 'x'])).toBeCloseTo((2 * 3) / 8, 12);
  expect(subsequenceF([], [])).toBe(1);
  expect(subsequenceF(['a'], [])).toBe(0);
  expect(bagF(['a', 'a', 'b'], ['a', 'b', 'b'])).toBeCloseTo((2 * 2) / 6, 12);
  expect(bagF([], [])).toBe(1);
});

test('scores are places between floor and ceiling', () => {
  expect(normalised(0.5, 0.4, 0.8)).toBeCloseTo(0.25, 12);
  expect(normalised(0.9, 0.4, 0.8)).toBe(1);
  expect(normalised(0.3, 0.4, 0.8)).toBe(0);
  expect(normalised(0.5, 0.79, 0.8)).toBeNull();
  expect(normalised(0.5, 0.9, 0.8)).toBeNull();
});

describe('RSE-auto', () => {
  test('the teacher’s own second sample scores 1 in every part', () => {
    const { rse, parts } = similarityOf(WORDING, answered());
    expect(rse?.value).toBe(1);
    for (const part of PARTS) expect(parts[part].score?.value, part).toBe(1);
  });

  test('the very text of the teacher scores 1 too, although sampling can only come near it', () => {
    const { rse, parts } = similarityOf(WORDING, answered({ student: TEACHER }));
    expect(rse?.value).toBe(1);
    for (const part of PARTS) expect(parts[part].raw.student.value).toBe(1);
  });

  test('the floor scores 0, and so does unrelated text', () => {
    expect(similarityOf(WORDING, answered({ student: FLOOR })).rse?.value).toBe(0);
    const { rse, parts } = similarityOf(WORDING, answered({ student: UNRELATED }));
    expect(rse?.value).toBe(0);
    expect(parts.style.raw.student.value).toBeLessThan(0.05);
    expect(parts.detail.raw.student.value).toBe(0);
  });

  test('between the two it grows with every answer that is the teacher’s', () => {
    const scores = [0, 15, 30, 45, 60].map(
      (count) =>
        similarityOf(
          WORDING,
          answered({ student: AGAIN.map((text, i) => (i < count ? text : at(FLOOR, i))) }),
        ).rse?.value ?? Number.NaN,
    );
    for (let i = 1; i < scores.length; i++) expect(at(scores, i)).toBeGreaterThan(at(scores, i - 1));
  });

  test('parts look at what they are named for', () => {
    // The same words in the same frame, the names of other prompts.
    const moved = TEACHER.map((_, i) => at(TEACHER, (i + 7) % TEACHER.length));
    const { parts } = similarityOf(WORDING, answered({ student: moved }));
    expect(parts.style.raw.student.value).toBe(1);
    expect(parts.structure.raw.student.value).toBe(1);
    expect(parts.detail.raw.student.value).toBeLessThan(0.5);
  });

  test('shared errors: where the teacher is wrong, and only there', () => {
    const student = TEACHER.map((text, i) => (i % 2 === 0 ? text : 'no'));
    const result = similarityOf(WORDING, answered({ student }));
    expect(result.teacherErrors).toBe(20);
    expect(result.errorsCount).toBe(true);
    expect(result.sharedErrors.student.value).toBe(0.5);
    expect(result.sharedErrors.student.interval?.[0]).toBeCloseTo(0.2993, 3);
    // Half content F, half shared errors.
    expect(result.parts.detail.raw.student.value).toBeCloseTo((0.5 + 0.5) / 2, 10);
  });

  test('too few errors of the teacher do not count', () => {
    const references = TEACHER.map((text, i) => (i < 4 ? 'else' : text));
    const result = similarityOf(
      WORDING,
      answered({ references, student: TEACHER.map((text, i) => (i < 4 ? 'x' : text)) }),
    );
    expect(result.errorsCount).toBe(false);
    expect(result.sharedErrors.student.value).toBe(0);
    expect(result.parts.detail.raw.student.value).toBeCloseTo(56 / 60, 10);
  });

  test('nothing between floor and ceiling is no score, not a wild one', () => {
    const result = similarityOf(WORDING, answered({ floor: AGAIN }));
    expect(result.rse).toBeNull();
    expect(result.parts.style.score).toBeNull();
  });

  test('intervals hold their value, are the same every time, and need two prompts', () => {
    const once = similarityOf(
      WORDING,
      answered({ student: AGAIN.map((text, i) => (i < 30 ? text : at(FLOOR, i))) }),
    );
    const again = similarityOf(
      WORDING,
      answered({ student: AGAIN.map((text, i) => (i < 30 ? text : at(FLOOR, i))) }),
    );
    expect(again).toEqual(once);
    const [low, high] = once.rse?.interval ?? [Number.NaN, Number.NaN];
    expect(low).toBeLessThan(once.rse?.value ?? 0);
    expect(high).toBeGreaterThan(once.rse?.value ?? 1);
    expect(high - low).toBeGreaterThan(0.02);
    const one = similarityOf(WORDING, {
      ...{ references: ['a'], teacher: ['a B'], again: ['a B'], student: ['a B'], floor: ['c'] },
    });
    expect(one.rse).toEqual({ value: 1, interval: null });
    expect(() => similarityOf(WORDING, answered({ floor: [] }))).toThrow(RangeError);
  });
});
