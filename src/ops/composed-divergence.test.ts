import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../test-support/backends';
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
} from '../test-support/numbers';
import type { ComposedDivergence } from './composed-divergence';
import { type Divergence, divergence } from './divergence';
import { tidy } from './scope';
import * as tf from './tf';

beforeAll(() => selectBackend('cpu'));

const [TOKENS, SIZE] = [6, 5];
const teacher = randomNumbers(TOKENS * SIZE, 1, 2);
const student = randomNumbers(TOKENS * SIZE, 2, 2);

const KINDS: readonly ComposedDivergence[] = [
  { kind: 'todi' },
  { kind: 'alpha-beta', alpha: 0.2, beta: 0.7 },
  { kind: 'alpha-beta', alpha: 1.2, beta: 0.3 },
  { kind: 'alpha-beta', alpha: 0.5, beta: 0 },
  { kind: 'alpha-beta', alpha: 0, beta: 0.5 },
  { kind: 'alpha-beta', alpha: 0, beta: 0 },
  { kind: 'alpha-mixture', power: -1, share: 0.1 },
  { kind: 'alpha-mixture', power: 0, share: 0.4 },
  { kind: 'alpha-mixture', power: 1, share: 0.4 },
  { kind: 'alpha-mixture', power: 3, share: 0.4 },
  { kind: 'taid', share: 0.4 },
  { kind: 'veto', strength: 0.5 },
];

const kl = (p: readonly number[], q: readonly number[]): number =>
  sum(p.map((x, v) => x * Math.log(x / at(q, v))));
const scaled = (masses: readonly number[]): number[] => masses.map((mass) => mass / sum(masses));

/**
 * One token's divergence by its definition.
 * @param frozen the student's logits in all that no gradient flows through
 */
function reference(
  teacherLogits: readonly number[],
  logits: readonly number[],
  which: ComposedDivergence,
  frozen = logits,
): number {
  const [p, q, fixed] = [softmax(teacherLogits), softmax(logits), softmax(frozen)];
  switch (which.kind) {
    case 'todi':
      return sum(
        p.map((x, v) => {
          const [y, share] = [at(q, v), x / (x + at(fixed, v))];
          return share * x * Math.log(x / y) + (1 - share) * y * Math.log(y / x);
        }),
      );
    case 'alpha-beta': {
      const { alpha: a, beta: b } = which;
      return sum(
        p.map((x, v) => {
          const y = at(q, v);
          if (a === 0 && b === 0) return Math.log(x / y) ** 2 / 2;
          if (b === 0) return (x ** a * Math.log(x ** a / y ** a) - x ** a + y ** a) / a ** 2;
          if (a === 0) return (y ** b * Math.log(y ** b / x ** b) - y ** b + x ** b) / b ** 2;
          return -(x ** a * y ** b - (a * x ** (a + b) + b * y ** (a + b)) / (a + b)) / (a * b);
        }),
      );
    }
    case 'alpha-mixture': {
      const { power, share } = which;
      const g = (1 - power) / 2;
      const r = p.map((x, v) =>
        g === 0
          ? x ** share * at(q, v) ** (1 - share)
          : (share * x ** g + (1 - share) * at(q, v) ** g) ** (1 / g),
      );
      return kl(p, scaled(r));
    }
    case 'taid':
      return kl(scaled(p.map((x, v) => x ** which.share * at(fixed, v) ** (1 - which.share))), q);
    case 'veto':
      return kl(scaled(p.map((x, v) => x * at(fixed, v) ** which.strength)), q);
    default:
      return which satisfies never;
  }
}

const tensorOf = (values: readonly number[]): tf.Tensor3D => tf.tensor3d([...values], [1, TOKENS, SIZE]);
const value = (p: readonly number[], q: readonly number[], which: Divergence, temperature = 1) =>
  take(tidy(() => divergence(tensorOf(p), tensorOf(q), which, temperature)));
const gradient = (p: readonly number[], q: readonly number[], which: Divergence, temperature = 1) =>
  take(
    tidy(() =>
      tf.grad((x) => tf.sum(divergence(tensorOf(p), x as tf.Tensor3D, which, temperature)))(tensorOf(q)),
    ),
  );

describe.each(KINDS.map((which) => [JSON.stringify(which), which] as const))('%s', (_name, which) => {
  test.each([1, 2])('value and gradient at temperature %f', async (temperature) => {
    const over = (logits: readonly number[]): number[] => logits.map((x) => x / temperature);
    const rows = rowsOf(student, SIZE).map((q, i) => [at(rowsOf(teacher, SIZE), i), q] as const);
    const values = rows.map(([p, q]) => reference(over(p), over(q), which));
    expectClose(await value(teacher, student, which, temperature), values, 5e-5);
    const slopes = rows.flatMap(([p, q]) =>
      finiteDifferences((x) => reference(over(p), over(x), which, over(q)), q),
    );
    expectClose(await gradient(teacher, student, which, temperature), slopes, 1e-4);
  });

  test('is 0 with slope 0 between equals, but for a vetoed target', async () => {
    const [d, slopes] = [await value(student, student, which), await gradient(student, student, which)];
    if (which.kind === 'veto') return expect(Math.min(...d)).toBeGreaterThan(1e-3);
    expectClose(d, new Array(TOKENS).fill(0), 5e-6, 1);
    expectClose(slopes, new Array(TOKENS * SIZE).fill(0), 5e-6, 1);
  });

  test('logits far apart stay finite, and so do their gradients', async () => {
    const wild = teacher.map((_, i) => 100 * (((i * 7) % 5) - 2));
    for (const [p, q] of [
      [wild, wild.map((x) => -x)],
      [wild, student],
      [student, wild],
    ] as const) {
      expect((await value(p, q, which)).every(Number.isFinite)).toBe(true);
      expect((await gradient(p, q, which)).every(Number.isFinite)).toBe(true);
    }
  });
});

test.each([
  ['ABKD (1, 0)', { kind: 'alpha-beta', alpha: 1, beta: 0 }, { kind: 'forward-kl' }],
  ['ABKD (0, 1)', { kind: 'alpha-beta', alpha: 0, beta: 1 }, { kind: 'reverse-kl' }],
  ['AMiD, a = −1', { kind: 'alpha-mixture', power: -1, share: 0.1 }, { kind: 'skew-forward-kl', alpha: 0.1 }],
  ['TAID, t = 1', { kind: 'taid', share: 1 }, { kind: 'forward-kl' }],
  ['Veto, β = 0', { kind: 'veto', strength: 0 }, { kind: 'forward-kl' }],
] as const)('%s is a known divergence', async (_name, which, known) => {
  expectClose(await value(teacher, student, which), await value(teacher, student, known), 1e-5);
  expectClose(await gradient(teacher, student, which), await gradient(teacher, student, known), 1e-5);
});

test('ToDi is Σ(p − q)·log(p/q), without the gradient of its weights', async () => {
  const expected = rowsOf(teacher, SIZE).map((p, i) => {
    const q = at(rowsOf(student, SIZE), i);
    return sum(
      softmax(p).map((x, v) => (x - at(softmax(q), v)) * (at(logSoftmax(p), v) - at(logSoftmax(q), v))),
    );
  });
  expectClose(await value(teacher, student, { kind: 'todi' }), expected, 1e-5);
});

test('at t = 0 TAID’s target is the student: nothing moves', async () => {
  expectClose(
    await gradient(teacher, student, { kind: 'taid', share: 0 }),
    student.map(() => 0),
    5e-6,
    1,
  );
});
