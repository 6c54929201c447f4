import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at } from '../../test-support/numbers';
import { TINY_PICTURES, tinyExperiment } from '../../test-support/tiny';
import { cutView, drawCrop, drawMasks, viewsOf } from './crops';

const PROMPTS = TINY_PICTURES.split()
  .train.slice(0, 3)
  .map(({ prompt }) => prompt);
const WHOLE = { left: 0, top: 0, width: 4, height: 4, mirrored: false, contrast: 1 };
const PICTURE = Array.from({ length: 16 }, (_, i) => i);

describe('a crop', () => {
  const uniforms = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
    minLength: 6,
    maxLength: 6,
  });

  test('lies within its picture, and shows the share that is asked for where its shape allows', () => {
    fc.assert(
      fc.property(uniforms, (numbers) => {
        const { left, top, width, height } = drawCrop(numbers, 28, [0.15, 0.4], true);
        expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
        expect(Math.max(left + width, top + height)).toBeLessThanOrEqual(28 + 1e-9);
        expect((width * height) / 784).toBeGreaterThan(0.15 - 1e-9);
        expect((width * height) / 784).toBeLessThan(0.4 + 1e-9);
        expect(Math.abs(Math.log(width / height))).toBeLessThan(Math.log(4 / 3) + 1e-9);
      }),
    );
  });

  test('of the whole picture is the picture', () => {
    expect(Array.from(cutView(PICTURE, 4, WHOLE, 4))).toEqual(PICTURE);
  });

  test('is mirrored, scaled and made brighter', () => {
    const mirrored = cutView(PICTURE, 4, { ...WHOLE, mirrored: true }, 4);
    expect(Array.from(mirrored.subarray(0, 4))).toEqual([3, 2, 1, 0]);
    // The middle of each quarter lies between four pixels.
    expect(Array.from(cutView(PICTURE, 4, WHOLE, 2))).toEqual([2.5, 4.5, 10.5, 12.5]);
    const bright = cutView(PICTURE, 4, { ...WHOLE, contrast: 1.4 }, 4);
    expect([bright[5], bright[15]]).toEqual([7, 15]);
  });
});

describe('the views of a step', () => {
  const experiment = tinyExperiment({ task: 'digits', method: 'dino', localCrops: 3 });

  test('are two large ones and the local ones, of half as many patches a side', () => {
    const { globals, locals, localSide } = viewsOf(PROMPTS, experiment, 1, 2);
    expect([globals.length, locals.length, localSide]).toEqual([2 * 3 * 16, 3 * 3 * 4, 2]);
    expect(Math.min(...globals, ...locals)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...globals, ...locals)).toBeLessThanOrEqual(15);
  });

  test('depend on seed, step and row alone', () => {
    const views = viewsOf(PROMPTS, experiment, 5, 2);
    expect(viewsOf(PROMPTS, experiment, 5, 2)).toEqual(views);
    expect(viewsOf(PROMPTS, experiment, 6, 2)).not.toEqual(views);
    expect(viewsOf(PROMPTS, { ...experiment, seed: 2 }, 5, 2)).not.toEqual(views);
    const first = viewsOf(PROMPTS.slice(0, 1), experiment, 5, 2);
    expect(first.globals.subarray(0, 16)).toEqual(views.globals.subarray(0, 16));
  });
});

test('half of the pictures have 10 to 50 per cent of their patches hidden, evenly spread', () => {
  const masks = drawMasks(1, 3, 128, 16);
  const counts = Array.from({ length: 128 }, (_, row) =>
    masks.subarray(16 * row, 16 * row + 16).reduce((sum, one) => sum + one, 0),
  );
  const hidden = counts.filter((count) => count > 0).sort((a, b) => a - b);
  expect(hidden).toHaveLength(64);
  expect([at(hidden, 0), at(hidden, 63)]).toEqual([2, 8]);
  expect(drawMasks(1, 3, 128, 16)).toEqual(masks);
  expect(drawMasks(1, 4, 128, 16)).not.toEqual(masks);
});
