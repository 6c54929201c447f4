import { describe, expect, test } from 'vitest';
import type { Experiment } from '../../experiment/fields';
import { normalArray, STREAM } from '../../experiment/random';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { onEachBackend } from '../../test-support/backends';
import {
  at,
  expectClose,
  finiteDifferences,
  logSoftmax,
  normalised,
  product,
  randomNumbers,
  rowsOf,
  softmax,
  sum,
  take,
} from '../../test-support/numbers';
import { tinyExperiment } from '../../test-support/tiny';
import { planAt } from '../schedule/plan';
import { tokenTemperatures } from './adaptive-temperature';
import { comparativeDistance } from './comparative';
import { pearsonDistance, spearmanDistance } from './correlation';
import { hardestTokens, hellinger, medianOf, nthLargest } from './difficulty';
import type { LossInputs } from './inputs';
import { termsOf, totalOf } from './losses';
import { maskedMean } from './token-losses';

const [BATCH, LENGTH, SIZE, WIDTH] = [2, 3, 6, 4];
const TOKENS = BATCH * LENGTH;
const teacher = randomNumbers(TOKENS * SIZE, 1, 2);
const student = randomNumbers(TOKENS * SIZE, 2, 2);
const teacherStates = randomNumbers(TOKENS * WIDTH, 3);
const studentStates = randomNumbers(TOKENS * WIDTH, 4);
const words = [3, 0, 4, 1, 5, 2];
const mask = [1, 1, 1, 1, 1, 0];

const logitsOf = (values: readonly number[]): tf.Tensor3D => tf.tensor3d([...values], [BATCH, LENGTH, SIZE]);
const statesOf = (values: readonly number[], width = WIDTH): tf.Tensor3D =>
  tf.tensor3d([...values], [BATCH, LENGTH, width]);
const plane = (values: readonly number[]): tf.Tensor2D => tf.tensor2d([...values], [BATCH, LENGTH]);

const noPictures = (): never => {
  throw new Error('a decoder reads no pixels');
};

const inputsOf = (experiment: Experiment, step: number, q: tf.Tensor3D, states: tf.Tensor3D): LossInputs => ({
  plan: planAt(experiment, step),
  experiment,
  responses: tf.tensor2d(words, [BATCH, LENGTH], 'int32'),
  mask: plane(mask),
  studentLogits: q,
  scores: q,
  inside: { states, heads: 1, causal: true, blocks: [], projections: new Map(), logitsAt: noPictures },
  promptLength: 2,
  teacherOutputs: {
    teacherLogits: logitsOf(teacher),
    teacherStates: statesOf(teacherStates),
    earlyExitLogits: null,
    teacherLayers: null,
    subclassLogits: null,
  },
  gradientGap: null,
  boundary: null,
  sources: ['dataset', 'student'],
});

const lossOf = (inputs: LossInputs): tf.Scalar => totalOf(termsOf(inputs), inputs.mask);

const value = async (experiment: Experiment, step = 1): Promise<number> =>
  at(
    await take(tidy(() => lossOf(inputsOf(experiment, step, logitsOf(student), statesOf(studentStates))))),
    0,
  );

const slopeOfLogits = (experiment: Experiment, step = 1): Promise<number[]> =>
  take(
    tidy(() =>
      tf.grad((x) => lossOf(inputsOf(experiment, step, x as tf.Tensor3D, statesOf(studentStates))))(
        logitsOf(student),
      ),
    ),
  );

/** Σ m·l / Σ m of a per-token loss on logits, in double precision. */
const reference = (
  perToken: (p: readonly number[], q: readonly number[], word: number, index: number) => number,
  q: readonly number[],
): number => {
  const [ps, qs] = [rowsOf(teacher, SIZE), rowsOf(q, SIZE)];
  return sum(mask.map((m, i) => (m === 0 ? 0 : perToken(at(ps, i), at(qs, i), at(words, i), i)))) / sum(mask);
};

const crossEntropy = (q: readonly number[], word: number): number => -at(logSoftmax(q), word);
const kl = (p: readonly number[], q: readonly number[], temperature = 1): number => {
  const over = (logits: readonly number[]): number[] => logSoftmax(logits.map((x) => x / temperature));
  const [logP, logQ] = [over(p), over(q)];
  return sum(logP.map((l, v) => Math.exp(l) * (l - at(logQ, v))));
};
const distance = (p: readonly number[], q: readonly number[]): number => {
  const [a, b] = [softmax(p), softmax(q)];
  return Math.sqrt(sum(a.map((x, v) => (Math.sqrt(x) - Math.sqrt(at(b, v))) ** 2)) / 2);
};
const mean = (values: readonly number[]): number => sum(values) / values.length;
const pearson = (a: readonly number[], b: readonly number[]): number => {
  const [x, y] = [normalised(a, a.length), normalised(b, b.length)];
  return mean(x.map((one, i) => one * at(y, i)));
};
const softRanks = (z: readonly number[]): number[] =>
  z.map((own) => 1 + sum(z.map((other) => 1 / (1 + Math.exp(-(other - own) / 0.2)))));
const spearman = (p: readonly number[], q: readonly number[], top: number): number => {
  const [zp, zq] = [normalised(p, SIZE), normalised(q, SIZE)];
  const best = [...p.keys()].sort((a, b) => at(p, b) - at(p, a)).slice(0, top);
  return pearson(softRanks(best.map((v) => at(zp, v))), softRanks(best.map((v) => at(zq, v))));
};

async function holds(
  experiment: Experiment,
  expected: (q: readonly number[]) => number,
  step = 1,
): Promise<void> {
  expectClose([await value(experiment, step)], [expected(student)], 5e-5);
  expectClose(await slopeOfLogits(experiment, step), finiteDifferences(expected, student), 2e-4);
}

await onEachBackend('losses', () => {
  test('cross-entropy', () =>
    holds(tinyExperiment({ method: 'sft' }), (x) => reference((_p, q, word) => crossEntropy(q, word), x)));

  test.each([
    [0.3, 2],
    [0, 3],
    [1, 1],
  ])('Hinton’s loss, a = %f, T = %f', (soft, temperature) =>
    holds(
      tinyExperiment({ method: 'hinton-kd', softTargetWeight: soft, lossTemperature: temperature }),
      (x) =>
        reference(
          (p, q, word) =>
            (1 - soft) * crossEntropy(q, word) + soft * temperature ** 2 * kl(p, q, temperature),
          x,
        ),
    ),
  );

  test('an annealed temperature is that of the step', () => {
    const annealed = tinyExperiment({
      method: 'custom',
      methodSchedule: 'anneal-temperature',
      lossTemperature: 4,
      lossTemperatureFinal: 2,
      steps: 5,
    });
    return holds(annealed, (x) => reference((p, q) => kl(p, q, 3), x), 3);
  });

  test('DistiLLM-2: skew KL from the teacher on the data, from the student on its own text', () => {
    const skew = (a: readonly number[], b: readonly number[], alpha: number): number => {
      const [p, q] = [softmax(a), softmax(b)];
      return sum(p.map((x, v) => x * Math.log(x / (alpha * x + (1 - alpha) * at(q, v)))));
    };
    return holds(tinyExperiment({ method: 'distillm-2', skewAlpha: 0.2 }), (x) =>
      reference((p, q, _word, i) => (i < LENGTH ? skew(p, q, 0.2) : skew(q, p, 0.2)), x),
    );
  });

  describe('AdaKD', () => {
    const kept = mask.flatMap((m, i) => (m === 1 ? [i] : []));
    const distances = rowsOf(teacher, SIZE).map((p, i) => distance(p, at(rowsOf(student, SIZE), i)));
    const median = at(
      kept.map((i) => at(distances, i)).sort((a, b) => a - b),
      2,
    );
    const temperatures = (base: number): number[] =>
      distances.map((s) => base * Math.exp(-0.6 * Math.tanh(Math.log(s / median))));

    test('temperatures are low for hard tokens and high for easy ones', async () => {
      const found = await take(
        tidy(() => tokenTemperatures(logitsOf(teacher), logitsOf(student), plane(mask), 1.5)),
      );
      expectClose(found, temperatures(1.5), 1e-4);
      const hardest = distances.indexOf(Math.max(...kept.map((i) => at(distances, i))));
      expect(at(found, hardest)).toBeLessThan(1.5);
      for (const t of found) {
        expect(t).toBeGreaterThanOrEqual(1.5 * Math.exp(-0.6) - 1e-4);
        expect(t).toBeLessThanOrEqual(1.5 * Math.exp(0.6) + 1e-4);
      }
    });

    test('the median is that of the tokens that are kept, so that half of them get high temperatures', async () => {
      for (const keep of [0.6, 0.4]) {
        const hardest = kept
          .map((i) => at(distances, i))
          .sort((a, b) => b - a)
          .slice(0, Math.floor(keep * kept.length));
        const middle = at([...hardest].reverse(), Math.ceil(hardest.length / 2) - 1);
        const found = await take(
          tidy(() => tokenTemperatures(logitsOf(teacher), logitsOf(student), plane(mask), 1, keep)),
        );
        const expected = distances.map((s) => Math.exp(-0.6 * Math.tanh(Math.log(s / middle))));
        expectClose(found, expected, 1e-4);
        const easiest = distances.indexOf(Math.min(...hardest));
        expect(at(found, easiest)).toBeGreaterThanOrEqual(1 - 1e-6);
      }
    });

    test('T²·KL at the token’s temperature, which takes no gradient', () => {
      const frozen = temperatures(1);
      return holds(tinyExperiment({ method: 'adakd' }), (x) =>
        reference((p, q, _word, i) => at(frozen, i) ** 2 * kl(p, q, at(frozen, i)), x),
      );
    });
  });

  test('ranks count the response tokens only; the median is the lower of two in the middle', async () => {
    const values = [0.5, 0.1, 0.9, 0.3, 0.7, 1];
    const count = sum(mask);
    expect(count).toBe(5);
    const ranked = async (rank: number): Promise<number> =>
      at(await take(tidy(() => nthLargest(plane(values), plane(mask), tf.scalar(rank)))), 0);
    expectClose([await ranked(1), await ranked(3), await ranked(5)], [0.9, 0.5, 0.1], 1e-6);
    const middle = async (of: readonly number[]): Promise<number> =>
      at(await take(tidy(() => medianOf(plane(values), plane(of)))), 0);
    expectClose([await middle(mask)], [0.5], 1e-6);
    const four = mask.map((m, i) => (i === 2 ? 0 : m));
    expectClose([await middle(four)], [0.3], 1e-6);
  });

  test('the hardest tokens are ⌊fraction · count⌋, at least one, and none of the padding', async () => {
    const values = [0.5, 0.1, 0.9, 0.3, 0.7, 1];
    const hardest = async (fraction: number): Promise<number[]> =>
      take(tidy(() => hardestTokens(plane(values), plane(mask), tf.scalar(fraction))));
    expect(await hardest(1)).toEqual(mask);
    for (const [fraction, count] of [
      [0.8, 4],
      [0.79, 3],
      [0.4, 2],
      [0.01, 1],
    ] as const) {
      expect(sum(await hardest(fraction))).toBe(count);
    }
    expect(await hardest(0.2)).toEqual(values.map((value) => (value === 0.9 ? 1 : 0)));
    expect(
      await take(tidy(() => hardestTokens(plane(values.map(() => 0)), plane(mask), tf.scalar(0.2)))),
    ).toEqual(mask);
  });

  test('the Hellinger distance is 0 between equals and 1 between distributions without a common token', async () => {
    const one = teacher.map((_, i) => (i % SIZE === 0 ? 80 : 0));
    const other = teacher.map((_, i) => (i % SIZE === 1 ? 80 : 0));
    const between = (p: readonly number[], q: readonly number[]): Promise<number[]> =>
      take(tidy(() => hellinger(logitsOf(p), logitsOf(q))));
    expectClose(await between(student, student), new Array(TOKENS).fill(0), 1e-6, 1);
    expectClose(await between(one, other), new Array(TOKENS).fill(1), 1e-5);
  });

  describe('CMKD', () => {
    test.each([4, 64])('value and gradient with M = %i', (top) =>
      holds(tinyExperiment({ method: 'cmkd', correlationTop: top, auxiliaryWeight: 0.7 }), (x) =>
        reference((p, q, word) => {
          const share = -sum(logSoftmax(p).map((l) => Math.exp(l) * l)) / Math.log(SIZE);
          return (
            crossEntropy(q, word) +
            0.7 * 2 * ((1 - share) * (1 - pearson(p, q)) + share * (1 - spearman(p, q, Math.min(top, SIZE))))
          );
        }, x),
      ),
    );

    test('both distances vanish for scores that differ in scale and offset only, and are 2 for reversed ones', async () => {
      const scaled = teacher.map((x) => 3 * x + 5);
      const reversed = teacher.map((x) => -x);
      const both = async (q: readonly number[]): Promise<number[]> => [
        ...(await take(tidy(() => pearsonDistance(logitsOf(teacher), logitsOf(q))))),
        ...(await take(tidy(() => spearmanDistance(logitsOf(teacher), logitsOf(q), SIZE)))),
      ];
      expectClose(await both(scaled), new Array(2 * TOKENS).fill(0), 1e-4, 1);
      expectClose(await both(reversed), new Array(2 * TOKENS).fill(2), 1e-3, 1);
    });
  });

  describe('CKD', () => {
    const kept = mask.flatMap((m, i) => (m === 1 ? [i] : []));
    /** The mean over all pairs of tokens, by its definition. */
    const pairs = (q: readonly number[], p: readonly number[]): number => {
      const [hs, ht] = [rowsOf(q, WIDTH), rowsOf(p, WIDTH)];
      const squares = kept.flatMap((i) =>
        kept.map((j) =>
          sum(at(hs, i).map((x, d) => (x - at(at(hs, j), d) - (at(at(ht, i), d) - at(at(ht, j), d))) ** 2)),
        ),
      );
      return mean(squares) / WIDTH;
    };
    const distanceOf = (states: tf.Tensor3D, own: tf.Tensor3D): tf.Scalar =>
      maskedMean(comparativeDistance(own, states, plane(mask)), plane(mask));

    test('is the mean over all pairs, and so is its gradient', async () => {
      const found = await take(tidy(() => distanceOf(statesOf(studentStates), statesOf(teacherStates))));
      expectClose(found, [pairs(studentStates, teacherStates)], 1e-5);
      const slope = await take(
        tidy(() =>
          tf.grad((x) => distanceOf(x as tf.Tensor3D, statesOf(teacherStates)))(statesOf(studentStates)),
        ),
      );
      expectClose(
        slope,
        finiteDifferences((x) => pairs(x, teacherStates), studentStates),
        1e-4,
      );
    });

    test('is 0 where the features differ by the same vector at every token', async () => {
      const moved = teacherStates.map((x, i) => x + (i % WIDTH));
      expectClose(await take(tidy(() => distanceOf(statesOf(moved), statesOf(teacherStates)))), [0], 1e-6, 1);
    });

    test('another width is projected, the same way every time', async () => {
      const wide = randomNumbers(TOKENS * 7, 9);
      const projection = Array.from(
        normalArray(0, STREAM.projection, 7 * WIDTH),
        (x) => x / Math.sqrt(WIDTH),
      );
      const narrow = product(wide, projection, TOKENS, 7, WIDTH);
      const found = await take(tidy(() => distanceOf(statesOf(studentStates), statesOf(wide, 7))));
      expectClose(found, [pairs(studentStates, narrow)], 1e-4);
    });

    test('its term is added to the cross-entropy', async () => {
      const experiment = tinyExperiment({ method: 'ckd', auxiliaryWeight: 2.5 });
      const expected =
        reference((_p, q, word) => crossEntropy(q, word), student) +
        2.5 * pairs(studentStates, teacherStates);
      expectClose([await value(experiment)], [expected], 2e-5);
    });
  });
});
