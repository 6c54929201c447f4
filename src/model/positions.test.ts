import { expect, test } from 'vitest';
import * as tf from '../ops/tf';
import { onEachBackend } from '../test-support/backends';
import { expectClose, randomNumbers, take } from '../test-support/numbers';
import { resizePositions } from './positions';

/** A grid of 4 × 4 whose value is that of a plane, with the class token's behind it. */
const plane = (across: number, a: number, b: number): number[] =>
  Array.from({ length: across ** 2 }, (_, i) => a * Math.floor(i / across) + b * (i % across));

await onEachBackend('positions of another grid', () => {
  test('are those of PyTorch’s bicubic interpolation', async () => {
    // torch.nn.functional.interpolate(torch.arange(16.).reshape(1, 1, 4, 4) ** 2, size=(2, 2), mode='bicubic')
    const squares = tf.tensor2d([...Array.from({ length: 16 }, (_, i) => i ** 2), 9], [17, 1]);
    const along = [0.5, 0.59375, -0.09375, 0];
    const value = (rows: number[], columns: number[]): number =>
      rows.reduce((sum, y, i) => sum + columns.reduce((part, x, j) => part + x * y * (4 * i + j) ** 2, 0), 0);
    const back = [...along].reverse();
    const expected = [value(along, along), value(along, back), value(back, along), value(back, back), 9];
    expectClose(await take(resizePositions(squares, 2)), expected, 1e-6);
    squares.dispose();
  });

  test('keep the mean of a plane, and the class token', async () => {
    const grid = tf.tensor2d([...plane(2, 1, 3), -5], [5, 1]);
    expectClose(await take(resizePositions(grid, 1)), [2, -5], 1e-6);
    grid.dispose();
  });

  test('stay as they are on their own grid', async () => {
    const values = randomNumbers(5 * 3, 2);
    const grid = tf.tensor2d(values, [5, 3]);
    expect(resizePositions(grid, 2)).toBe(grid);
    grid.dispose();
  });
});
