import { describe, expect, test } from 'vitest';
import { attention } from '../../ops/attention';
import { attentionMap } from '../../ops/attention-map';
import { cosineDistance } from '../../ops/cosine';
import { linear } from '../../ops/linear';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { onEachBackend } from '../../test-support/backends';
import {
  at,
  attended,
  expectClose,
  finiteDifferences,
  product,
  randomNumbers,
  rowsOf,
  softmax,
  sum,
  take,
} from '../../test-support/numbers';
import { attentionDivergence, comparedRows } from './layer-matching';
import { maskedMean, weightedSum } from './token-losses';

const [BATCH, LENGTH, WIDTH] = [2, 4, 4];
const QKV = BATCH * LENGTH * 3 * WIDTH;
const teacher = randomNumbers(QKV, 1, 1.5);
const student = randomNumbers(QKV, 2, 1.5);
const rows = [0, 1, 1, 1, 0, 1, 1, 0];
const qkvOf = (values: readonly number[]): tf.Tensor3D =>
  tf.tensor3d([...values], [BATCH, LENGTH, 3 * WIDTH]);
const plane = (values: readonly number[]): tf.Tensor2D =>
  tf.tensor2d([...values], [BATCH, values.length / BATCH]);

/** Attention rows [batch, heads, length, length] by their definition. */
function maps(qkv: readonly number[], heads: number): number[][] {
  const depth = WIDTH / heads;
  const entry = (b: number, i: number, part: number, h: number, d: number): number =>
    at(qkv, (b * LENGTH + i) * 3 * WIDTH + part * WIDTH + h * depth + d);
  const found: number[][] = [];
  for (let b = 0; b < BATCH; b++) {
    for (let h = 0; h < heads; h++) {
      for (let i = 0; i < LENGTH; i++) {
        const scores = Array.from({ length: i + 1 }, (_, j) =>
          sum(Array.from({ length: depth }, (_d, d) => entry(b, i, 0, h, d) * entry(b, j, 1, h, d))),
        );
        found.push(softmax(scores.map((score) => score / Math.sqrt(depth))));
      }
    }
  }
  return found;
}

/** The mean of the rows of both batch entries over heads. */
const overHeads = (all: readonly number[][], heads: number): number[][] =>
  Array.from({ length: BATCH * LENGTH }, (_, cell) => {
    const [b, i] = [Math.floor(cell / LENGTH), cell % LENGTH];
    const own = Array.from({ length: heads }, (_h, h) => at(all, (b * heads + h) * LENGTH + i));
    return at(own, 0).map((_x, j) => sum(own.map((row) => at(row, j))) / heads);
  });

function reference(p: readonly number[][], q: readonly number[][], heads: number): number {
  const total = p.map((row, cell) => {
    const [b, i] = [Math.floor(cell / (heads * LENGTH)), cell % LENGTH];
    return at(rows, b * LENGTH + i) * sum(row.map((x, j) => x * Math.log(x / at(at(q, cell), j))));
  });
  return sum(total) / (heads * sum(rows));
}

const divergenceOf = (qkv: tf.Tensor3D, own: number, other: number): tf.Scalar =>
  attentionDivergence(attentionMap(qkvOf(teacher), other), attentionMap(qkv, own), plane(rows));

await onEachBackend('the attention term', () => {
  test.each([1, 2])('with %i heads is the mean KL divergence of the rows that count', async (heads) => {
    const [value] = await take(tidy(() => divergenceOf(qkvOf(student), heads, heads)));
    expectClose([value ?? Number.NaN], [reference(maps(teacher, heads), maps(student, heads), heads)], 1e-4);
    expect(value).toBeGreaterThan(0);
  });

  test('compares maps averaged over heads where the models have different numbers of them', async () => {
    const averaged = (qkv: readonly number[], heads: number): number[][] =>
      overHeads(maps(qkv, heads), heads);
    const expected = (x: readonly number[]): number => reference(averaged(teacher, 2), averaged(x, 4), 1);
    expectClose(await take(tidy(() => divergenceOf(qkvOf(student), 4, 2))), [expected(student)], 1e-4);
    const slope = await take(
      tidy(() => tf.grad((x) => divergenceOf(x as tf.Tensor3D, 4, 2))(qkvOf(student))),
    );
    expectClose(slope, finiteDifferences(expected, student), 5e-4);
  });

  test('is 0 for the same map', async () => {
    expect(await take(tidy(() => divergenceOf(qkvOf(teacher), 2, 2)))).toEqual([0]);
  });

  test('its gradient joins that of the attention which the same projections go into', async () => {
    const weights = randomNumbers(BATCH * LENGTH * WIDTH, 3);
    const both = (qkv: tf.Tensor3D): tf.Scalar =>
      tf.add(
        weightedSum(attention(qkv, 2), tf.tensor3d(weights, [BATCH, LENGTH, WIDTH])),
        divergenceOf(qkv, 2, 2),
      );
    const expected = (x: readonly number[]): number =>
      sum(attended(x, [BATCH, LENGTH, WIDTH], 2).map((y, i) => y * at(weights, i))) +
      reference(maps(teacher, 2), maps(x, 2), 2);
    const slope = await take(tidy(() => tf.grad((x) => both(x as tf.Tensor3D))(qkvOf(student))));
    expectClose(slope, finiteDifferences(expected, student), 5e-4);
  });

  test('stays finite where a model looks at one place only', async () => {
    const sharp = student.map((x) => 40 * x);
    const values = await take(
      tidy(() => {
        const { value, grad } = tf.valueAndGrad((x) => divergenceOf(x as tf.Tensor3D, 2, 2))(qkvOf(sharp));
        return tf.concat([tf.reshape(value, [1]), tf.reshape(grad, [-1])]);
      }),
    );
    expect(values.every(Number.isFinite)).toBe(true);
  });

  test('rows count from the second on, to the end of the response', async () => {
    const mask = plane([1, 1, 1, 1, 1, 0]);
    const found = await take(tidy(() => comparedRows(mask, 6, true)));
    expect(rowsOf(found, 6)).toEqual([
      [0, 1, 1, 1, 1, 1],
      [0, 1, 1, 1, 1, 0],
    ]);
    const whole = await take(tidy(() => comparedRows(mask, 6, false)));
    expect(rowsOf(whole, 6)[0]).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

await onEachBackend('the term of hidden states', () => {
  const TOKENS = BATCH * LENGTH;
  const NARROW = 3;
  const mask = [1, 1, 1, 0, 1, 1, 0, 0];
  const target = randomNumbers(TOKENS * WIDTH, 5);
  const states = randomNumbers(TOKENS * NARROW, 6);
  const map = randomNumbers(NARROW * WIDTH, 7);
  const wide = (values: readonly number[], width: number): tf.Tensor3D =>
    tf.tensor3d([...values], [BATCH, LENGTH, width]);
  const distances = (x: readonly number[]): number[] =>
    rowsOf(x, WIDTH).map((a, i) => {
      const b = at(rowsOf(target, WIDTH), i);
      return 1 - sum(a.map((y, d) => y * at(b, d))) / (Math.hypot(...a) * Math.hypot(...b));
    });
  const mean = (x: readonly number[], w: readonly number[]): number => {
    const all = distances(product(x, w, TOKENS, NARROW, WIDTH));
    return sum(all.map((distance, i) => distance * at(mask, i))) / sum(mask);
  };
  const lossOf = (x: tf.Tensor3D, w: tf.Tensor2D): tf.Scalar =>
    maskedMean(cosineDistance(linear(x, w) as tf.Tensor3D, wide(target, WIDTH)), plane(mask));

  test('is 1 − cos(W·h_S, h_T), and so are its gradients for states and map', async () => {
    const [x, w] = [
      (): tf.Tensor3D => wide(states, NARROW),
      (): tf.Tensor2D => tf.tensor2d(map, [NARROW, WIDTH]),
    ];
    expectClose(await take(tidy(() => lossOf(x(), w()))), [mean(states, map)], 1e-5);
    const [forStates, forMap] = tidy(() =>
      tf.grads((a, b) => lossOf(a as tf.Tensor3D, b as tf.Tensor2D))([x(), w()]),
    );
    if (!forStates || !forMap) throw new Error('no gradients');
    expectClose(
      await take(forStates),
      finiteDifferences((values) => mean(values, map), states),
      2e-4,
    );
    expectClose(
      await take(forMap),
      finiteDifferences((values) => mean(states, values), map),
      2e-4,
    );
  });

  test('does not see how long a vector is, and is 2 where both are opposed', async () => {
    const found = (factor: number): Promise<number[]> =>
      take(
        tidy(() =>
          cosineDistance(
            wide(
              target.map((x) => factor * x),
              WIDTH,
            ),
            wide(target, WIDTH),
          ),
        ),
      );
    expectClose(await found(3), new Array(TOKENS).fill(0), 1e-6, 1);
    expectClose(await found(-0.1), new Array(TOKENS).fill(2), 1e-6, 1);
  });
});

describe('a vector of zeros', () => {
  test('is at distance 1 from every other, and its gradient is finite', async () => {
    const zeros = (): tf.Tensor3D => tf.zeros([1, 1, 3]);
    const other = (): tf.Tensor3D => tf.ones([1, 1, 3]);
    expect(await take(tidy(() => cosineDistance(zeros(), other())))).toEqual([1]);
    const slope = await take(
      tidy(() => tf.grad((x) => tf.sum(cosineDistance(x as tf.Tensor3D, other())))(zeros())),
    );
    expect(slope.every(Number.isFinite)).toBe(true);
  });
});
