import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generate, oneOf, splitOnce } from './generate';

const digits = (count: number, seed: number) =>
  generate(count, seed, (draw) => ({ prompt: `${draw(10)}${draw(10)}${draw(10)}`, response: `${draw(10)}` }));

test('the same seed gives the same examples, a prefix included, and another seed others', () => {
  expect(digits(100, 1)).toEqual(digits(100, 1));
  expect(digits(100, 1).slice(0, 50)).toEqual(digits(50, 1));
  expect(digits(100, 1)).not.toEqual(digits(100, 2));
});

test('prompts are different even when all there are must be found', () => {
  expect(new Set(digits(1000, 3).map(({ prompt }) => prompt)).size).toBe(1000);
});

test('draws are whole numbers below the bound, each about equally often', () => {
  const counts = new Map<number, number>();
  generate(7000, 4, (draw, made) => {
    const drawn = draw(7);
    counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    return { prompt: String(made), response: '' };
  });
  expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  // Five standard deviations of a binomial with n 7000 and p 1/7 are 146.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(146);
});

test('one of a list is the element drawn', () => {
  fc.assert(
    fc.property(fc.nat(2), (at) => {
      expect(oneOf(() => at, ['a', 'b', 'c'])).toBe('abc'.charAt(at));
    }),
  );
});

test('a split is made once and keeps every example', () => {
  let calls = 0;
  const examples = Array.from({ length: 2500 }, (_, i) => ({ prompt: String(i), response: '' }));
  const split = splitOnce(() => {
    calls++;
    return examples;
  }, 5);
  expect(calls).toBe(0);
  const { train, validation, test: held } = split();
  expect(split()).toBe(split());
  expect(calls).toBe(1);
  expect([train.length, validation.length, held.length]).toEqual([500, 1000, 1000]);
  expect(new Set([...train, ...validation, ...held])).toEqual(new Set(examples));
});

test('too few different prompts, and too few examples, are said instead of sought for ever', () => {
  expect(() => digits(1001, 5)).toThrow(new RangeError('Only 1000 of 1001 different prompts were found.'));
  const split = splitOnce(() => digits(1000, 5), 1);
  expect(split).toThrow(/more than 2000 examples; these are 1000/);
});
