import { describe, expect, test } from 'vitest';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { onEachBackend } from '../../test-support/backends';
import {
  at,
  expectClose,
  finiteDifferences,
  product,
  randomNumbers,
  rowsOf,
  sum,
  take,
} from '../../test-support/numbers';
import { angleLoss, distanceLoss, exampleFeatures, similarityDistance } from './relations';

const [BATCH, WIDTH, NARROW] = [4, 5, 3];
const teacher = randomNumbers(BATCH * WIDTH, 1, 2);
const student = randomNumbers(BATCH * NARROW, 2);
const matrix = (values: readonly number[], width: number): tf.Tensor2D =>
  tf.tensor2d([...values], [values.length / width, width]);

const huber = (x: number): number => (Math.abs(x) <= 1 ? x ** 2 / 2 : Math.abs(x) - 0.5);
const minus = (a: readonly number[], b: readonly number[]): number[] => a.map((x, i) => x - at(b, i));
const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((x, i) => x * at(b, i)));

function similarities(x: readonly number[], width: number): number[] {
  const f = rowsOf(x, width);
  return f.flatMap((a) => {
    const row = f.map((b) => dot(a, b));
    return row.map((g) => g / Math.hypot(...row));
  });
}

function distances(x: readonly number[], width: number): number[] {
  const f = rowsOf(x, width);
  const all = f.flatMap((a, i) => f.flatMap((b, j) => (i === j ? [] : [Math.hypot(...minus(a, b))])));
  return all.map((distance) => distance / (sum(all) / all.length));
}

function cosines(x: readonly number[], width: number): number[] {
  const f = rowsOf(x, width);
  return f.flatMap((apex, i) =>
    f.flatMap((a, j) =>
      f.flatMap((b, k) => {
        if (i === j || j === k || i === k) return [];
        const [u, v] = [minus(a, apex), minus(b, apex)];
        return [dot(u, v) / (Math.hypot(...u) * Math.hypot(...v))];
      }),
    ),
  );
}

type Relations = (x: readonly number[], width: number) => number[];
const meanOf =
  (relations: Relations, of: (gap: number) => number) =>
  (x: readonly number[]): number => {
    const target = relations(teacher, WIDTH);
    return sum(relations(x, NARROW).map((own, i) => of(own - at(target, i)))) / target.length;
  };

const LOSSES = [
  ['similarities', similarityDistance, meanOf(similarities, (gap) => gap ** 2)],
  ['relative distances', distanceLoss, meanOf(distances, huber)],
  ['angles', angleLoss, meanOf(cosines, huber)],
] as const;

await onEachBackend('relations between examples', () => {
  test.each(LOSSES)('%s: value and gradient are those of the definition', async (_, loss, reference) => {
    const lossOf = (x: tf.Tensor2D): tf.Scalar => loss(matrix(teacher, WIDTH), x);
    expectClose(await take(tidy(() => lossOf(matrix(student, NARROW)))), [reference(student)], 1e-4);
    const slope = await take(tidy(() => tf.grad((x) => lossOf(x as tf.Tensor2D))(matrix(student, NARROW))));
    expectClose(slope, finiteDifferences(reference, student), 1e-3);
  });
});

describe('relations', () => {
  const value = (
    loss: (a: tf.Tensor2D, b: tf.Tensor2D) => tf.Scalar,
    x: readonly number[],
  ): Promise<number[]> => take(tidy(() => loss(matrix(teacher, WIDTH), matrix(x, WIDTH))));

  test.each(LOSSES)('%s of the same states are the same', async (_, loss) => {
    expect(await value(loss, teacher)).toEqual([0]);
  });

  test('neither scale nor a rotation changes any of them, a shift only similarities', async () => {
    const turn = [0, 1, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 1];
    const turned = product(teacher, turn, BATCH, WIDTH, WIDTH).map((x) => 3 * x);
    for (const [, loss] of LOSSES) expectClose(await value(loss, turned), [0], 1e-6, 1);
    const shifted = teacher.map((x) => x + 2);
    expectClose(await value(distanceLoss, shifted), [0], 1e-6, 1);
    expectClose(await value(angleLoss, shifted), [0], 1e-6, 1);
    expect(at(await value(similarityDistance, shifted), 0)).toBeGreaterThan(1e-3);
  });

  test.each(LOSSES)('%s: an example that comes twice has a finite gradient', async (_, loss) => {
    const twice = [...student.slice(0, 3 * NARROW), ...student.slice(0, NARROW)];
    const slope = await take(
      tidy(() => tf.grad((x) => loss(matrix(teacher, WIDTH), x as tf.Tensor2D))(matrix(twice, NARROW))),
    );
    expect(slope.every(Number.isFinite)).toBe(true);
  });

  test.each(LOSSES)('%s of a single example compare nothing', async (_, loss) => {
    const one = await take(
      tidy(() => loss(matrix(teacher.slice(0, WIDTH), WIDTH), matrix(student.slice(0, NARROW), NARROW))),
    );
    expectClose(one, [0], 1e-6, 1);
  });

  test('angles are compared among the first 24 examples', async () => {
    const many = (seed: number): number[] => randomNumbers(30 * NARROW, seed);
    const found = (student: readonly number[]): Promise<number[]> =>
      take(tidy(() => angleLoss(matrix(many(3), NARROW), matrix(student, NARROW))));
    const changed = [...many(4).slice(0, 24 * NARROW), ...many(5).slice(24 * NARROW)];
    expect(await found(many(4))).toEqual(await found(changed));
    expect(await found(many(4))).not.toEqual(await found(many(5)));
  });

  test('an example is the mean of its states over response tokens', async () => {
    const states = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
    const mask = tf.tensor2d([1, 1, 1, 0], [2, 2]);
    expect(await take(tidy(() => exampleFeatures(states, mask)))).toEqual([2, 3, 5, 6]);
    tf.dispose([states, mask]);
  });
});
