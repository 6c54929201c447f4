import { describe, expect, test } from 'vitest';
import { lumaOf, PictureShrinker } from './shrink';

/** @param level of a pixel, from 0 to 255 */
function shrink(width: number, height: number, level: (x: number, y: number) => number): string {
  const shrinker = new PictureShrinker(width, height);
  for (let y = 0; y < height; y++) shrinker.addRow(Array.from({ length: width }, (_, x) => level(x, y)));
  return shrinker.finish();
}

const rowsOf = (prompt: string): string[] => prompt.match(/.{28}/g) ?? [];

describe('a picture made small', () => {
  test('keeps pixels that have the size already, in 16 levels', () => {
    const levels = (x: number, y: number): number => 17 * ((3 * x + 5 * y) % 16);
    const expected = Array.from({ length: 784 }, (_, at) =>
      (levels(at % 28, Math.floor(at / 28)) / 17).toString(16),
    );
    expect(shrink(28, 28, levels)).toBe(expected.join(''));
  });

  test.each([1, 3, 8, 28, 29, 100, 640])('of one grey is that grey everywhere, %i pixels a side', (side) => {
    expect(shrink(side, side, () => 119)).toBe('7'.repeat(784));
    expect(shrink(side, 2 * side, () => 119)).toBe('7'.repeat(784));
  });

  test('takes the mean of the area under each pixel', () => {
    // A checkerboard of single pixels is grey at half the size.
    expect(shrink(56, 56, (x, y) => 255 * ((x + y) % 2))).toBe('8'.repeat(784));
    // A third of each pixel is white: 28 pixels from 84, of which every third column is.
    expect(shrink(84, 84, (x) => (x % 3 === 0 ? 255 : 0))).toBe('5'.repeat(784));
  });

  test('keeps the mean of any picture, whatever its size', () => {
    const level = (x: number, y: number): number => (x * 37 + y * 91) % 256;
    const mean = (prompt: string): number =>
      [...prompt].reduce((sum, digit) => sum + 17 * Number.parseInt(digit, 16), 0) / prompt.length;
    for (const side of [31, 50, 97]) {
      const all = Array.from({ length: side ** 2 }, (_, at) => level(at % side, Math.floor(at / side)));
      const expected = all.reduce((a, b) => a + b) / all.length;
      expect(Math.abs(mean(shrink(side, side, level)) - expected)).toBeLessThan(1.5);
    }
  });

  test('is whole and in the middle, on the mean grey of its border', () => {
    // Twice as wide as high; the border is black but for its left and right ends.
    const rows = rowsOf(shrink(56, 28, (x, y) => (y > 0 && y < 27 && x > 0 && x < 55 ? 255 : 0)));
    expect(rows).toHaveLength(28);
    expect(rows[0]).toBe('0'.repeat(28));
    expect(rows[6]).toBe('0'.repeat(28));
    expect(rows[14]?.slice(1, -1)).toBe('f'.repeat(26));
    expect(rows[27]).toBe('0'.repeat(28));
    const columns = rowsOf(shrink(10, 30, () => 255));
    expect(columns[5]).toBe('f'.repeat(28));
  });
});

test('grey of a colour is its luma', () => {
  const rgba = [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255];
  expect([...lumaOf(rgba, 0, new Float64Array(4))].map(Math.round)).toEqual([76, 150, 29, 255]);
});
