import fc from 'fast-check';
import { expect, test } from 'vitest';
import { onEachBackend } from '../test-support/backends';
import {
  at,
  attended,
  expectClose,
  finiteDifferences,
  geluOf,
  normalised,
  product,
  randomNumbers,
  sizeOf,
  sum,
  take,
  transposed,
} from '../test-support/numbers';
import { attention, causalMask, mergeHeads, splitHeads } from './attention';
import { embed, oneHot } from './embedding';
import { gelu } from './gelu';
import { linear, linearTransposed } from './linear';
import { normalise } from './normalise';
import { productNT, productTN } from './products';
import { tidy } from './scope';
import * as tf from './tf';

interface Operation {
  readonly shapes: readonly (readonly number[])[];
  readonly op: (...inputs: tf.Tensor[]) => tf.Tensor;
  readonly reference: (...inputs: number[][]) => number[];
}

/**
 * Value against the reference; gradient of a random linear function of the value against its central differences.
 * Both within 5e-5 of one reference in double precision, so backends agree within 1e-4.
 */
async function check({ shapes, op, reference }: Operation, seed = 1): Promise<void> {
  const inputs = shapes.map((shape, i) => randomNumbers(sizeOf(shape), seed * 100 + i));
  const expected = reference(...inputs);
  const weights = randomNumbers(expected.length, seed * 100 + 50);
  const tensors = inputs.map((values, i) => tf.tensor(values, [...at(shapes, i)]));
  const value = tidy(() => op(...tensors));
  const gradients = tidy(() =>
    tf.grads((...x) => {
      const y = op(...x);
      return tf.sum(tf.mul(y, tf.tensor(weights, y.shape)));
    })(tensors),
  );
  expectClose(await take(value), expected);
  for (const [i, gradient] of gradients.entries()) {
    expect(gradient.shape).toEqual(at(shapes, i));
    const scalar = (x: number[]): number =>
      sum(reference(...inputs.with(i, x)).map((y, j) => y * at(weights, j)));
    // The floor: where everything cancels, float32 leaves a rest of 1e-7 of the terms.
    expectClose(await take(gradient), finiteDifferences(scalar, at(inputs, i)), 5e-5, 0.02);
  }
  tf.dispose(tensors);
}

const small = fc.integer({ min: 2, max: 7 });
/** A few shapes, always the same, with the smallest and an odd one in front. */
const sample = (first: readonly number[][], length: number): number[][] => [
  ...first,
  ...fc.sample(fc.array(small, { minLength: length, maxLength: length }), { seed: 7, numRuns: 2 }),
];

const as2d = (x: tf.Tensor): tf.Tensor2D => x as tf.Tensor2D;

await onEachBackend('operations', () => {
  test.each(
    sample(
      [
        [1, 1, 1],
        [3, 5, 7],
        [9, 17, 33],
      ],
      3,
    ),
  )('linear of %i rows, %i → %i', (rows, inputs, outputs) =>
    check({
      shapes: [
        [1, rows, inputs],
        [inputs, outputs],
      ],
      op: (x, w) => linear(x ?? tf.scalar(0), as2d(w ?? tf.scalar(0))),
      reference: (x = [], w = []) => product(x, w, rows, inputs, outputs),
    }),
  );

  test.each(
    sample(
      [
        [1, 1, 1],
        [3, 5, 7],
      ],
      3,
    ),
  )('linearTransposed of %i rows, %i → %i', (rows, inputs, outputs) =>
    check({
      shapes: [
        [rows, 1, inputs],
        [outputs, inputs],
      ],
      op: (x, w) => linearTransposed(x ?? tf.scalar(0), as2d(w ?? tf.scalar(0))),
      reference: (x = [], w = []) => product(x, transposed(w, outputs, inputs), rows, inputs, outputs),
    }),
  );

  test.each(
    sample(
      [
        [1, 1, 1],
        [3, 5, 7],
        [9, 17, 33],
      ],
      3,
    ),
  )('products of sizes %i, %i, %i', async (m, k, n) => {
    const a = randomNumbers(m * k, 1);
    const b = randomNumbers(k * n, 2);
    const expected = product(a, b, m, k, n);
    const [left, right] = [tf.tensor2d(a, [m, k]), tf.tensor2d(b, [k, n])];
    const [leftT, rightT] = [
      tf.tensor2d(transposed(a, m, k), [k, m]),
      tf.tensor2d(transposed(b, k, n), [n, k]),
    ];
    const before = tf.memory().numTensors;
    const results = [productNT(left, rightT), productTN(leftT, right)];
    expect(tf.memory().numTensors).toBe(before + 2);
    for (const result of results) {
      expect(result.shape).toEqual([m, n]);
      expectClose(await take(result), expected);
    }
    tf.dispose([left, right, leftT, rightT]);
  });

  test.each(
    sample(
      [
        [2, 1],
        [1, 2],
        [3, 5],
        [2, 33],
      ],
      2,
    ),
  )('normalise of %i rows of %i', (rows, width) =>
    check({
      shapes: [[rows, width]],
      op: (x) => normalise(x ?? tf.scalar(0)),
      reference: (x = []) => normalised(x, width),
    }),
  );

  test('normalise of a constant row is 0, not NaN', async () => {
    expect(await take(normalise(tf.fill([2, 5], 3)))).toEqual(new Array(10).fill(0));
  });

  test.each([[[1]], [[3, 5]], [[2, 3, 7]]])('gelu of %j', (shape) =>
    check({
      shapes: [shape],
      op: (x) => gelu(x ?? tf.scalar(0)),
      reference: (x = []) => x.map(geluOf),
    }),
  );

  test('gelu far out is 0 or the identity', async () => {
    expectClose(await take(gelu(tf.tensor1d([-30, -8, 0, 8, 30]))), [0, 0, 0, 8, 30], 1e-6);
  });

  test.each([
    [1, 1, 1, 1],
    [1, 1, 6, 2],
    [2, 5, 6, 3],
    [3, 7, 4, 1],
    [1, 9, 10, 2],
  ])('attention of %i sequences of %i tokens, width %i, %i heads', (batch, length, width, heads) =>
    check({
      shapes: [[batch, length, 3 * width]],
      op: (x) => attention((x ?? tf.scalar(0)) as tf.Tensor3D, heads),
      reference: (x = []) => attended(x, [batch, length, width], heads),
    }),
  );

  test.each([
    [1, 1, 4, 1],
    [2, 5, 6, 3],
    [2, 9, 8, 2],
  ])(
    'attention without a mask of %i sequences of %i tokens, width %i, %i heads',
    (batch, length, width, heads) =>
      check({
        shapes: [[batch, length, 3 * width]],
        op: (x) => attention((x ?? tf.scalar(0)) as tf.Tensor3D, heads, false),
        reference: (x = []) => attended(x, [batch, length, width], heads, false),
      }),
  );

  test('attention without a mask sees the last of more tokens than a workgroup has', async () => {
    const [length, width] = [70, 4];
    const values = randomNumbers(length * 3 * width, 6);
    const found = await take(tidy(() => attention(tf.tensor3d(values, [1, length, 3 * width]), 1, false)));
    expectClose(found, attended(values, [1, length, width], 1, false), 1e-4);
    const slope = await take(
      tidy(() =>
        tf.grad((x) => tf.sum(tf.square(attention(x as tf.Tensor3D, 1, false))))(
          tf.tensor3d(values, [1, length, 3 * width]),
        ),
      ),
    );
    // Of the first query, the last key and the last value.
    const loss = (x: readonly number[]): number =>
      attended(x, [1, length, width], 1, false).reduce((total, y) => total + y * y, 0);
    for (const at of [0, (length - 1) * 3 * width + width, (length - 1) * 3 * width + 2 * width]) {
      const moved = (by: number): number => loss(values.with(at, (values[at] ?? 0) + by));
      expectClose([slope[at] ?? Number.NaN], [(moved(1e-5) - moved(-1e-5)) / 2e-5], 2e-3, 1e-2);
    }
  });

  test('attention is causal even where later scores are huge', async () => {
    const [length, width] = [4, 2];
    const values = randomNumbers(length * 3 * width, 5);
    const loud = values.map((value, i) => (i >= 3 * 3 * width ? 1e4 * value : value));
    const run = (x: number[]): Promise<number[]> =>
      take(tidy(() => attention(tf.tensor3d(x, [1, length, 3 * width]), 1)));
    const [quietly, loudly] = [await run(values), await run(loud)];
    expect(loudly.slice(0, 3 * width)).toEqual(quietly.slice(0, 3 * width));
    expect(loudly.slice(3 * width)).not.toEqual(quietly.slice(3 * width));
    expect(loudly.every(Number.isFinite)).toBe(true);
  });

  test('heads are cut apart and put together again', async () => {
    const [batch, length, width, heads] = [2, 3, 4, 2];
    const values = Array.from({ length: batch * length * 3 * width }, (_, i) => i);
    const [q, k, v] = splitHeads(tf.tensor3d(values, [batch, length, 3 * width]), heads);
    expect(k.shape).toEqual([batch * heads, length, width / heads]);
    // Row 1, head 0, token 2 of the keys: ((1·3 + 2)·3 + 1)·4.
    const keys = await take(k);
    expect(keys.slice((2 * length + 2) * 2, (2 * length + 2) * 2 + 2)).toEqual([64, 65]);
    const merged = await take(mergeHeads(v, heads));
    expect(merged).toEqual(values.filter((_, i) => i % 12 >= 8));
    q.dispose();
  });

  test('the causal mask is kept, and made again once disposed', async () => {
    const mask = causalMask(3);
    expect(causalMask(3)).toBe(mask);
    expect(Array.from(await mask.data(), (x) => (x === 0 ? 0 : 1))).toEqual([0, 1, 1, 0, 0, 1, 0, 0, 0]);
    mask.dispose();
    expect(causalMask(3).isDisposed).toBe(false);
  });

  test.each(
    sample(
      [
        [1, 1, 2, 1],
        [2, 3, 5, 7],
      ],
      4,
    ),
  )('embed [%i, %i] from %i × %i', async (batch, length, vocabulary, width) => {
    const ids = randomNumbers(batch * length, 3, 10).map((x) => Math.abs(Math.round(x)) % vocabulary);
    const indices = tf.tensor2d(ids, [batch, length], 'int32');
    await check({
      shapes: [[vocabulary, width]],
      op: (table) => embed(indices, as2d(table ?? tf.scalar(0))),
      reference: (table = []) => ids.flatMap((id) => table.slice(id * width, (id + 1) * width)),
    });
    indices.dispose();
  });

  test('numbers that were truth values or integers a moment ago count as what they are', async () => {
    const w = randomNumbers(4 * 8, 70);
    const rows = [2, -1, 0, 3, 1, 1, -2, 5];
    const truths = rows.map((x) => (x > 0 ? 1 : 0));
    const weights = tf.tensor2d(w, [4, 8]);
    const integers = tf.tensor2d(rows, [2, 4], 'int32');
    const before = tf.memory().numTensors;
    const [fromBool, fromInt, normal] = tidy(() => [
      linear(tf.cast(tf.greater(integers, tf.zerosLike(integers)), 'float32'), weights),
      linear(tf.cast(tf.add(integers, tf.onesLike(integers)), 'float32'), weights),
      normalise(tf.cast(tf.add(integers, tf.onesLike(integers)), 'float32')),
    ]) as [tf.Tensor, tf.Tensor, tf.Tensor];
    expect(tf.memory().numTensors).toBe(before + 3);
    expectClose(await take(fromBool), product(truths, w, 2, 4, 8));
    const raised = rows.map((x) => x + 1);
    expectClose(await take(fromInt), product(raised, w, 2, 4, 8));
    expectClose(await take(normal), normalised(raised, 4));
    tf.dispose([weights, integers]);
  });

  test('oneHot is float32 and usable in arithmetic', async () => {
    const hot = oneHot(tf.tensor2d([2, 0], [1, 2], 'int32'), 3);
    expect(hot.dtype).toBe('float32');
    expect(hot.shape).toEqual([1, 2, 3]);
    expect(await take(tf.mul(hot, tf.scalar(0.5)))).toEqual([0, 0, 0.5, 0.5, 0, 0]);
    expect(await take(hot)).toEqual([0, 0, 1, 1, 0, 0]);
  });
});
