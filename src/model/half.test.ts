import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHalf, encodeHalf } from './half';

const half = (value: number): number => encodeHalf(Float32Array.of(value))[0] ?? -1;
const value = (bits: number): number => decodeHalf(Uint16Array.of(bits))[0] ?? Number.NaN;

test('every half decodes and encodes back to itself, NaNs to the quiet NaN', () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, i) => i);
  const again = encodeHalf(decodeHalf(all));
  for (const bits of all) {
    const isNotNumber = (bits & 0x7fff) > 0x7c00;
    expect((again[bits] ?? 0) & (isNotNumber ? 0x7fff : 0xffff)).toBe(isNotNumber ? 0x7e00 : bits);
  }
});

test.each([
  [1, 0x3c00],
  [-2, 0xc000],
  [65_504, 0x7bff],
  [65_519.996, 0x7bff],
  [65_520, 0x7c00],
  [Number.NEGATIVE_INFINITY, 0xfc00],
  [-0, 0x8000],
  [2 ** -14, 0x0400],
  [2 ** -24, 0x0001],
  [2 ** -25, 0x0000], // a tie: to the even neighbour
  [2 ** -25 * 1.0001, 0x0001],
  [1.5 * 2 ** -24, 0x0002], // a tie: to the even neighbour
  [1 + 2 ** -11, 0x3c00], // a tie: to the even neighbour
  [1 + 3 * 2 ** -11, 0x3c02], // a tie: to the even neighbour
  [2047 / 2048, 0x3bff],
  [4095 / 4096, 0x3c00], // carries into the exponent
  [1e-45, 0x0000],
])('%d is %i', (number, bits) => {
  expect(half(number)).toBe(bits);
});

test('rounding is to the nearest: no half is closer', () => {
  fc.assert(
    fc.property(fc.float({ min: -65_504, max: 65_504, noNaN: true }), (number) => {
      const bits = half(number);
      const error = Math.abs(value(bits) - number);
      for (const neighbour of [bits - 1, bits + 1]) {
        if ((neighbour & 0x8000) !== (bits & 0x8000) || (neighbour & 0x7fff) >= 0x7c00) continue;
        expect(error).toBeLessThanOrEqual(Math.abs(value(neighbour & 0xffff) - number));
      }
    }),
    { numRuns: 2000 },
  );
});
