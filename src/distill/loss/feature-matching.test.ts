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
import { energyDistance, flowDistance, hintDistance, mapRows } from './feature-matching';
import { atWidth } from './fixed-projection';

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

await onEachBackend('attention transfer', () => {
  const energies = (x: readonly number[], width: number): number[] =>
    rowsOf(
      rowsOf(x, width).map((state, i) => at(rows, i) * (sum(state.map((v) => v ** 2)) / width)),
      LENGTH,
    ).flatMap((map) => map.map((energy) => energy / Math.hypot(...map)));
  const reference = (x: readonly number[]): number => {
    const target = energies(teacher, WIDTH);
    const gaps = energies(x, NARROW).map((energy, i) => (energy - at(target, i)) ** 2);
    return sum(gaps) / sum(rows);
  };
  const lossOf = (x: tf.Tensor3D): tf.Scalar => energyDistance(cube(teacher, WIDTH), x, plane(rows));

  test('compares where states are large, between models of any width, and so does its gradient', async () => {
    expectClose(await take(tidy(() => lossOf(cube(student, NARROW)))), [reference(student)], 1e-4);
    const slope = await take(tidy(() => tf.grad((x) => lossOf(x as tf.Tensor3D))(cube(student, NARROW))));
    expectClose(slope, finiteDifferences(reference, student), 1e-3);
  });
});

await onEachBackend('the flow between two layers', () => {
  const later = randomNumbers(TOKENS * WIDTH, 4);
  const ownLater = randomNumbers(TOKENS * WIDTH, 5);
  const own = randomNumbers(TOKENS * WIDTH, 6);
  const flows = (from: readonly number[], to: readonly number[]): number[] => {
    const [a, b] = [rowsOf(normalised(from, WIDTH), WIDTH), rowsOf(normalised(to, WIDTH), WIDTH)];
    return Array.from({ length: BATCH * WIDTH * WIDTH }, (_, cell) => {
      const [batch, i, j] = [Math.floor(cell / WIDTH ** 2), Math.floor(cell / WIDTH) % WIDTH, cell % WIDTH];
      const tokens = Array.from({ length: LENGTH }, (_n, n) => batch * LENGTH + n);
      const count = sum(tokens.map((n) => at(rows, n)));
      return sum(tokens.map((n) => at(rows, n) * at(at(a, n), i) * at(at(b, n), j))) / count;
    });
  };
  const reference = (x: readonly number[]): number => {
    const target = flows(teacher, later);
    return sum(flows(x, ownLater).map((g, i) => (g - at(target, i)) ** 2)) / target.length;
  };
  const lossOf = (x: tf.Tensor3D): tf.Scalar =>
    flowDistance([cube(teacher, WIDTH), cube(later, WIDTH)], [x, cube(ownLater, WIDTH)], plane(rows));

  test('is the mean square between products of states, and so is its gradient', async () => {
    expectClose(await take(tidy(() => lossOf(cube(own, WIDTH)))), [reference(own)], 1e-4);
    const slope = await take(tidy(() => tf.grad((x) => lossOf(x as tf.Tensor3D))(cube(own, WIDTH))));
    expectClose(slope, finiteDifferences(reference, own), 1e-3);
  });
});

describe('maps of another width', () => {
  test('flow compares the teacher’s at the student’s width', async () => {
    const narrow = await take(
      tidy(() => {
        const layers = [teacher, teacher].map((x) => cube(x, WIDTH));
        const [from, to] = layers as [tf.Tensor3D, tf.Tensor3D];
        const small = atWidth(from, NARROW);
        expect(small.shape).toEqual([BATCH, LENGTH, NARROW]);
        return flowDistance([from, to], [small, small], plane(rows));
      }),
    );
    expect(at(narrow, 0)).toBeGreaterThan(0);
  });

  test('equal states have distance 0', async () => {
    const [energy, flow] = tidy(() => {
      const x = cube(teacher, WIDTH);
      return [energyDistance(x, x, plane(rows)), flowDistance([x, x], [x, x], plane(rows))] as const;
    });
    expect([...(await take(energy)), ...(await take(flow))]).toEqual([0, 0]);
  });

  test('a map of a picture has its patches, one of text what comparisons of attention have', async () => {
    const mask = tf.ones([2, 1]) as tf.Tensor2D;
    expect(await take(tidy(() => mapRows(mask, 5, false)))).toEqual([1, 1, 1, 1, 0, 1, 1, 1, 1, 0]);
    expect(await take(tidy(() => mapRows(mask, 3, true)))).toEqual([0, 1, 1, 0, 1, 1]);
    mask.dispose();
  });
});
