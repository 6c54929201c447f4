import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalArray, STREAM, shuffle, threefry2x32, uniform, uniformArray } from './random';

test.each([
  // Random123, examples/kat_vectors: threefry2x32 with 20 rounds.
  [
    [0, 0, 0, 0],
    [0x6b200159, 0x99ba4efe],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0x1cb996fc, 0xbb002be7],
  ],
  [
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3],
    [0xc4923a9c, 0x483df7a0],
  ],
] as const)('published known answer %#', ([key0, key1, counter0, counter1], words) => {
  expect(threefry2x32(key0, key1, counter0, counter1)).toEqual(words);
});

test('an array holds the same numbers as single calls', () => {
  const numbers = uniformArray(7, STREAM.studentToken, 3, 4, 5);
  for (let row = 0; row < 4; row++) {
    for (let position = 0; position < 5; position++) {
      expect(numbers[row * 5 + position]).toBe(uniform(7, STREAM.studentToken, 3, row, position));
    }
  }
});

test('the number of rows does not change the numbers of a row', () => {
  expect(uniformArray(7, 2, 3, 9, 5).subarray(0, 20)).toEqual(uniformArray(7, 2, 3, 4, 5));
});

test('numbers are in [0, 1) and exact in float32', () => {
  const word = fc.nat(0xffffffff);
  const index = fc.nat(65_535);
  fc.assert(
    fc.property(word, fc.nat(10), word, index, index, (seed, stream, step, row, position) => {
      const u = uniform(seed, stream, step, row, position);
      expect(u).toBeGreaterThanOrEqual(0);
      expect(u).toBeLessThan(1);
      expect(Math.fround(u)).toBe(u);
    }),
  );
});

test('rows and positions out of range are refused', () => {
  for (const bad of [-1, 65_536, 0.5, Number.NaN]) {
    expect(() => uniform(1, 0, 0, bad, 0)).toThrow(RangeError);
    expect(() => uniform(1, 0, 0, 0, bad)).toThrow(RangeError);
    expect(() => uniformArray(1, 0, 0, bad, 1)).toThrow(RangeError);
    expect(() => uniformArray(1, 0, 0, 1, bad)).toThrow(RangeError);
  }
  expect(() => normalArray(1, 0, -1)).toThrow(RangeError);
});

test('uniform numbers fill 64 bins evenly', () => {
  const count = 100_000;
  const numbers = uniformArray(11, STREAM.teacherToken, 0, 100, 1000);
  const bins = new Array<number>(64).fill(0);
  let sum = 0;
  for (const u of numbers) {
    sum += u;
    const bin = Math.floor(u * 64);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  expect(Math.abs(sum / count - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / count));
  const expected = count / 64;
  const chiSquare = bins.reduce((total, n) => total + (n - expected) ** 2 / expected, 0);
  // 63 degrees of freedom: mean 63, standard deviation 11.2.
  expect(chiSquare).toBeGreaterThan(63 - 4 * 11.2);
  expect(chiSquare).toBeLessThan(63 + 4 * 11.2);
});

test('seeds, streams and steps are uncorrelated', () => {
  const base = uniformArray(1, 2, 0, 10, 1000);
  for (const other of [
    uniformArray(2, 2, 0, 10, 1000),
    uniformArray(1, 3, 0, 10, 1000),
    uniformArray(1, 2, 1, 10, 1000),
  ]) {
    const covariance = base.reduce((sum, u, i) => sum + (u - 0.5) * ((other[i] ?? 0) - 0.5), 0) / base.length;
    expect(Math.abs(covariance * 12)).toBeLessThan(4 / Math.sqrt(base.length));
  }
});

test('normal numbers have the moments of the normal distribution', () => {
  const count = 100_001;
  const numbers = normalArray(5, STREAM.init, count);
  const moment = (power: number): number => numbers.reduce((sum, z) => sum + z ** power, 0) / count;
  expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(count));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
  expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / count));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
  expect(numbers.every(Number.isFinite)).toBe(true);
});

test('a longer normal array begins with the shorter one, another block differs', () => {
  expect(normalArray(5, 0, 10).subarray(0, 7)).toEqual(normalArray(5, 0, 7));
  expect(normalArray(5, 0, 7, 1)).not.toEqual(normalArray(5, 0, 7, 0));
});

test('a shuffle is a permutation, repeatable, and leaves its input alone', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.nat(0xffffffff), (items, seed) => {
      const before = [...items];
      const shuffled = shuffle(items, seed);
      expect(items).toEqual(before);
      expect(shuffled).toEqual(shuffle(items, seed));
      expect([...shuffled].sort((a, b) => a - b)).toEqual(before.sort((a, b) => a - b));
    }),
  );
});

test('all six orders of three items are equally frequent', () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 6000; seed++) {
    const order = shuffle(['a', 'b', 'c'], seed).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  expect(counts.size).toBe(6);
  expect(chiSquare).toBeLessThan(20.5); // 5 degrees of freedom, p = 0.001
});
