import { describe, expect, test } from 'vitest';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { onEachBackend } from '../../test-support/backends';
import {
  at,
  expectClose,
  finiteDifferences,
  normalised,
  product,
  randomNumbers,
  rowsOf,
  sum,
  take,
} from '../../test-support/numbers';
import { hintDistance } from './feature-matching';

const [BATCH, LENGTH, WIDTH, NARROW] = [2, 4, 5, 3];
const TOKENS = BATCH * LENGTH;
const teacher = randomNumbers(TOKENS * WIDTH, 1, 3);
const student = randomNumbers(TOKENS * NARROW, 2);
const map = randomNumbers(NARROW * WIDTH, 3);
const rows = [0, 1, 1, 1, 0, 1, 1, 0];

const cube = (values: readonly number[], width: number): tf.Tensor3D =>
  tf.tensor3d([...values], [BATCH, LENGTH, width]);
const plane = (values: readonly number[]): tf.Tensor2D => tf.tensor2d([...values], [BATCH, LENGTH]);
const matrix = (values: readonly number[]): tf.Tensor2D => tf.tensor2d([...values], [NARROW, WIDTH]);

await onEachBackend('a hint', () => {
  const reference = (x: readonly number[], w: readonly number[]): number => {
    const mapped = rowsOf(product(normalised(x, NARROW), w, TOKENS, NARROW, WIDTH), WIDTH);
    const target = rowsOf(normalised(teacher, WIDTH), WIDTH);
    const distances = mapped.map((y, i) => sum(y.map((v, d) => (v - at(at(target, i), d)) ** 2)) / WIDTH);
    return sum(distances.map((distance, i) => distance * at(rows, i))) / sum(rows);
  };
  const lossOf = (x: tf.Tensor3D, w: tf.Tensor2D): tf.Scalar =>
    hintDistance(cube(teacher, WIDTH), x, w, plane(rows));

  test('is the mean square of W·n(h_S) − n(h_T), and so are its gradients for states and map', async () => {
    expectClose(
      await take(tidy(() => lossOf(cube(student, NARROW), matrix(map)))),
      [reference(student, map)],
      1e-4,
    );
    const [forStates, forMap] = tidy(() =>
      tf.grads((x, w) => lossOf(x as tf.Tensor3D, w as tf.Tensor2D))([cube(student, NARROW), matrix(map)]),
    );
    if (!forStates || !forMap) throw new Error('no gradients');
    expectClose(
      await take(forStates),
      finiteDifferences((x) => reference(x, map), student),
      1e-3,
    );
    expectClose(
      await take(forMap),
      finiteDifferences((w) => reference(student, w), map),
      1e-3,
    );
  });
});

describe('a hint from equal states', () => {
  test('is 0, whatever their scale', async () => {
    const scaled = (factor: number): tf.Tensor3D =>
      cube(
        teacher.map((x) => factor * x),
        WIDTH,
      );
    const found = (factor: number): Promise<number[]> =>
      take(tidy(() => hintDistance(scaled(1), scaled(factor), null, plane(rows))));
    expect(await found(1)).toEqual([0]);
    expectClose(await found(7), [0], 1e-6, 1);
    expect(at(await found(-1), 0)).toBeGreaterThan(1);
  });
});
