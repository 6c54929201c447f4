import { describe, expect, test } from 'vitest';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { onEachBackend } from '../../test-support/backends';
import {
  at,
  expectClose,
  finiteDifferences,
  logSoftmax,
  randomNumbers,
  rowsOf,
  softmax,
  sum,
  take,
} from '../../test-support/numbers';
import { crossEntropy, type Divergence, divergence, labelLoss, maskedMean } from './token-losses';

const [BATCH, LENGTH, SIZE] = [2, 3, 5];
const ALL: readonly Divergence[] = [
  { kind: 'forward-kl' },
  { kind: 'reverse-kl' },
  { kind: 'jsd', beta: 0.5 },
  { kind: 'jsd', beta: 0.1 },
  { kind: 'jsd', beta: 0.9 },
  { kind: 'tvd' },
  { kind: 'skew-forward-kl', alpha: 0.1 },
  { kind: 'skew-forward-kl', alpha: 0.7 },
  { kind: 'skew-reverse-kl', alpha: 0.1 },
  { kind: 'skew-reverse-kl', alpha: 0.7 },
];
const title = (which: Divergence): string =>
  Object.values(which)
    .map((part) => String(part))
    .join(' ');
const NAMED = ALL.map((which) => [title(which), which] as const);

const kl = (p: readonly number[], q: readonly number[]): number =>
  sum(p.map((x, i) => (x === 0 ? 0 : x * (Math.log(x) - Math.log(at(q, i))))));

/** One token's divergence by its definition. */
function reference(
  teacher: readonly number[],
  student: readonly number[],
  which: Divergence,
  temperature = 1,
): number {
  const p = softmax(teacher.map((x) => x / temperature));
  const q = softmax(student.map((x) => x / temperature));
  if (which.kind === 'forward-kl') return kl(p, q);
  if (which.kind === 'reverse-kl') return kl(q, p);
  if (which.kind === 'tvd') return 0.5 * sum(p.map((x, i) => Math.abs(x - at(q, i))));
  const mix = (a: readonly number[], b: readonly number[], share: number): number[] =>
    a.map((x, i) => share * x + (1 - share) * at(b, i));
  if (which.kind === 'skew-forward-kl') return kl(p, mix(p, q, which.alpha));
  if (which.kind === 'skew-reverse-kl') return kl(q, mix(q, p, which.alpha));
  if (which.kind !== 'jsd') throw new Error('composed kinds have references of their own');
  const { beta } = which;
  const mixture = p.map((x, i) => beta * x + (1 - beta) * at(q, i));
  return beta * kl(p, mixture) + (1 - beta) * kl(q, mixture);
}

const tensorOf = (values: readonly number[]): tf.Tensor3D => tf.tensor3d([...values], [BATCH, LENGTH, SIZE]);
const teacher = randomNumbers(BATCH * LENGTH * SIZE, 1, 2);
const student = randomNumbers(BATCH * LENGTH * SIZE, 2, 2);

const value = (
  p: readonly number[],
  q: readonly number[],
  which: Divergence,
  temperature = 1,
): Promise<number[]> => take(tidy(() => divergence(tensorOf(p), tensorOf(q), which, temperature)));

const gradient = (
  p: readonly number[],
  q: readonly number[],
  which: Divergence,
  temperature = 1,
): Promise<number[]> =>
  take(
    tidy(() =>
      tf.grad((x) => tf.sum(divergence(tensorOf(p), x as tf.Tensor3D, which, temperature)))(tensorOf(q)),
    ),
  );

await onEachBackend('divergence', () => {
  describe.each(NAMED)('%s', (_name, which) => {
    test.each([1, 0.5, 3])('value and gradient at temperature %f', async (temperature) => {
      const expected = rowsOf(teacher, SIZE).map((p, i) =>
        reference(p, at(rowsOf(student, SIZE), i), which, temperature),
      );
      expectClose(await value(teacher, student, which, temperature), expected, 2e-5);
      const slopes = rowsOf(student, SIZE).flatMap((q, i) =>
        finiteDifferences((x) => reference(at(rowsOf(teacher, SIZE), i), x, which, temperature), q),
      );
      expectClose(await gradient(teacher, student, which, temperature), slopes, 5e-5);
    });

    test('is 0 with slope 0 between equals, also when the logits differ by a constant', async () => {
      const shifted = student.map((x) => x + 3);
      expectClose(await value(student, shifted, which), new Array(BATCH * LENGTH).fill(0), 2e-6, 1);
      expectClose(await gradient(student, student, which), new Array(student.length).fill(0), 2e-6, 1);
    });

    test('is not negative, and positive between different distributions', async () => {
      for (let seed = 0; seed < 5; seed++) {
        const [p, q] = [
          randomNumbers(teacher.length, 10 + seed, 4),
          randomNumbers(teacher.length, 20 + seed, 4),
        ];
        for (const d of await value(p, q, which)) expect(d).toBeGreaterThan(1e-3);
        const near = p.map((x, i) => x + 1e-3 * at(q, i));
        for (const d of await value(p, near, which)) expect(d).toBeGreaterThan(-1e-6);
      }
    });

    test('logits far apart stay finite, and so do their gradients', async () => {
      const wild = (scale: number): number[] => teacher.map((_, i) => scale * (((i * 7) % 5) - 2));
      for (const scale of [100, 1e4]) {
        for (const [p, q] of [
          [wild(scale), wild(-scale)],
          [wild(scale), student],
          [student, wild(scale)],
        ]) {
          expect((await value(p ?? [], q ?? [], which)).every((d) => Number.isFinite(d) && d > 0)).toBe(true);
          expect((await gradient(p ?? [], q ?? [], which)).every(Number.isFinite)).toBe(true);
        }
      }
    });
  });

  test('the gradient of the forward KL is q − p', async () => {
    const expected = rowsOf(student, SIZE).flatMap((logits, i) => {
      const p = softmax(at(rowsOf(teacher, SIZE), i));
      return softmax(logits).map((q, v) => q - at(p, v));
    });
    expectClose(await gradient(teacher, student, { kind: 'forward-kl' }), expected, 1e-5);
  });

  test('the gradient of the reverse KL is q·((log q − log p) − RKL)', async () => {
    const which: Divergence = { kind: 'reverse-kl' };
    const expected = rowsOf(student, SIZE).flatMap((logits, i) => {
      const p = at(rowsOf(teacher, SIZE), i);
      const [logP, logQ] = [logSoftmax(p), logSoftmax(logits)];
      const total = reference(p, logits, which);
      return logQ.map((q, v) => Math.exp(q) * (q - at(logP, v) - total));
    });
    expectClose(await gradient(teacher, student, which), expected, 1e-5);
  });

  test('a one-hot teacher makes the forward KL the cross-entropy', async () => {
    const tokens = [3, 0, 4, 1, 1, 2];
    const hot = tokens.flatMap((id) => Array.from({ length: SIZE }, (_, v) => (v === id ? 60 : 0)));
    const expected = tokens.map((id, i) => -at(logSoftmax(at(rowsOf(student, SIZE), i)), id));
    const entropies = await take(
      tidy(() => crossEntropy(tf.tensor2d(tokens, [BATCH, LENGTH], 'int32'), tensorOf(student))),
    );
    expectClose(entropies, expected, 2e-5);
    expectClose(await value(hot, student, { kind: 'forward-kl' }), expected, 2e-5);
  });

  test('jsd is symmetric at β = ½ and swaps its sides with β', async () => {
    expectClose(
      await value(teacher, student, { kind: 'jsd', beta: 0.5 }),
      await value(student, teacher, { kind: 'jsd', beta: 0.5 }),
      1e-5,
    );
    expectClose(
      await value(teacher, student, { kind: 'jsd', beta: 0.2 }),
      await value(student, teacher, { kind: 'jsd', beta: 0.8 }),
      1e-5,
    );
    const skewed = await value(teacher, student, { kind: 'jsd', beta: 0.2 });
    const other = await value(student, teacher, { kind: 'jsd', beta: 0.2 });
    expect(Math.abs(at(skewed, 0) - at(other, 0))).toBeGreaterThan(1e-3);
  });

  test('jsd / β tends to the forward KL as β → 0, jsd / (1 − β) to the reverse KL as β → 1', async () => {
    // Close distributions: the second-order term of the limit is then small at a β that float32 still resolves.
    const near = teacher.map((x, i) => x + 0.3 * at(student, i));
    const towards = async (beta: number, divisor: number, limit: Divergence): Promise<number> => {
      const limits = await value(teacher, near, limit);
      const ratios = (await value(teacher, near, { kind: 'jsd', beta })).map(
        (d, i) => d / divisor / at(limits, i),
      );
      return Math.max(...ratios.map((ratio) => Math.abs(ratio - 1)));
    };
    const forward: Divergence = { kind: 'forward-kl' };
    expect(await towards(0.01, 0.01, forward)).toBeLessThan(0.03);
    expect(await towards(0.01, 0.01, forward)).toBeLessThan(0.5 * (await towards(0.1, 0.1, forward)));
    const reverse: Divergence = { kind: 'reverse-kl' };
    expect(await towards(0.99, 0.01, reverse)).toBeLessThan(0.03);
    expect(await towards(0.99, 0.01, reverse)).toBeLessThan(0.5 * (await towards(0.9, 0.1, reverse)));
  });

  test('a skew divergence tends to the plain one as a → 0, and never exceeds −log a', async () => {
    for (const [skew, plain] of [
      ['skew-forward-kl', 'forward-kl'],
      ['skew-reverse-kl', 'reverse-kl'],
    ] as const) {
      const limits = await value(teacher, student, { kind: plain });
      const gap = async (alpha: number): Promise<number> =>
        Math.max(
          ...(await value(teacher, student, { kind: skew, alpha })).map((d, i) =>
            Math.abs(d - at(limits, i)),
          ),
        );
      expect(await gap(1e-5)).toBeLessThan(2e-3);
      expect(await gap(1e-5)).toBeLessThan(0.2 * (await gap(0.1)));
      const apart = teacher.map((_, i) => (i % SIZE === 0 ? 50 : 0));
      const other = teacher.map((_, i) => (i % SIZE === 1 ? 50 : 0));
      expectClose(
        await value(apart, other, { kind: skew, alpha: 0.1 }),
        new Array(BATCH * LENGTH).fill(-Math.log(0.1)),
        1e-5,
      );
    }
  });

  test('the total variation distance is symmetric, and 1 between distributions without a common token', async () => {
    expectClose(
      await value(teacher, student, { kind: 'tvd' }),
      await value(student, teacher, { kind: 'tvd' }),
      1e-6,
    );
    const one = teacher.map((_, i) => (i % SIZE === 0 ? 50 : 0));
    const other = teacher.map((_, i) => (i % SIZE === 1 ? 50 : 0));
    expectClose(await value(one, other, { kind: 'tvd' }), new Array(BATCH * LENGTH).fill(1), 1e-6);
  });

  test('the masked mean counts what the mask keeps, and only that gets a gradient', async () => {
    const losses = [1, 2, 4, 8, 16, 32];
    const mask = [1, 1, 0, 0, 1, 0];
    const shape: [number, number] = [BATCH, LENGTH];
    expectClose(
      await take(tidy(() => maskedMean(tf.tensor2d(losses, shape), tf.tensor2d(mask, shape)))),
      [19 / 3],
      1e-6,
    );
    const slope = await take(
      tidy(() =>
        tf.grad((x) => maskedMean(x as tf.Tensor2D, tf.tensor2d(mask, shape)))(tf.tensor2d(losses, shape)),
      ),
    );
    expectClose(
      slope,
      mask.map((m) => m / 3),
      1e-6,
    );
  });
});

await onEachBackend('cross-entropy of rows that have a label', () => {
  const logits = randomNumbers(4 * SIZE, 8);
  const ids = [1, 4, 0, 2];
  const lossOf = (labels: readonly number[]): Promise<number[]> =>
    take(
      tidy(() => {
        const responses = tf.tensor2d(ids, [4, 1], 'int32');
        const labelled = tf.tensor2d([...labels], [4, 1]);
        const { value, grad } = tf.valueAndGrad((z) =>
          maskedMean(labelLoss({ responses, studentLogits: z as tf.Tensor3D, labelled }), tf.ones([4, 1])),
        )(tf.tensor3d(logits, [4, 1, SIZE]));
        return tf.concat([tf.reshape(value, [1]), tf.reshape(grad, [-1])]);
      }),
    );

  test('is their mean, and no gradient reaches the others', async () => {
    const [loss, ...slope] = await lossOf([1, 0, 1, 0]);
    const of = (row: number): number =>
      -at(logSoftmax(logits.slice(row * SIZE, (row + 1) * SIZE)), at(ids, row));
    expectClose([loss ?? Number.NaN], [(of(0) + of(2)) / 2]);
    const rows = rowsOf(slope, SIZE);
    expect(rows.map((row) => row.some((x) => x !== 0))).toEqual([true, false, true, false]);
  });

  test('is 0 where no row has one', async () => {
    expect(await lossOf([0, 0, 0, 0])).toEqual(new Array(1 + 4 * SIZE).fill(0));
  });
});
