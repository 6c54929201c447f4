import { beforeAll, expect, test } from 'vitest';
import type { Experiment } from '../../experiment/fields';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { selectBackend } from '../../test-support/backends';
import {
  at,
  expectClose,
  logSoftmax,
  randomNumbers,
  rowsOf,
  softmax,
  sum,
  take,
} from '../../test-support/numbers';
import { tinyExperiment } from '../../test-support/tiny';
import { planAt } from '../schedule/plan';
import { termsOf, totalOf } from './losses';
import { entropyOf } from './policy-gradient';

beforeAll(() => selectBackend('cpu'));

const SIZE = 6;
const teacher = randomNumbers(SIZE, 1, 2);
const student = randomNumbers(SIZE, 2, 1);
const p = softmax(teacher);
const q = softmax(student);

/**
 * Value and gradient at every token that could have been drawn in one place: rows are tokens, all with the same logits.
 */
async function atEveryToken(experiment: Experiment): Promise<{ values: number[]; slopes: number[][] }> {
  const spread = (logits: readonly number[]): tf.Tensor3D =>
    tf.tensor3d(Array.from({ length: SIZE }, () => [...logits]).flat(), [SIZE, 1, SIZE]);
  const terms = (studentLogits: tf.Tensor3D) =>
    termsOf({
      plan: planAt(experiment, 1),
      experiment,
      responses: tf.range(0, SIZE, 1, 'int32').reshape([SIZE, 1]) as tf.Tensor2D,
      mask: tf.ones([SIZE, 1]),
      ...{ studentLogits, scores: studentLogits },
      inside: null,
      promptLength: 1,
      teacherOutputs: {
        teacherLogits: spread(teacher),
        teacherStates: null,
        earlyExitLogits: null,
        teacherLayers: null,
        subclassLogits: null,
      },
      gradientGap: null,
      boundary: null,
      sources: Array.from({ length: SIZE }, () => 'student' as const),
    });
  const each = await take(
    tidy(() =>
      tf.concat(
        terms(spread(student)).map((term) => ('value' in term ? term.value : term.perToken)),
        1,
      ),
    ),
  );
  // The mean over rows divides by their number.
  const slopes = await take(
    tidy(() =>
      tf.mul(tf.grad((x) => totalOf(terms(x as tf.Tensor3D), tf.ones([SIZE, 1])))(spread(student)), SIZE),
    ),
  );
  return { values: each, slopes: rowsOf(slopes, SIZE) };
}

/** Σ_y q(y)·g(y): the mean over what the student may draw. */
const expected = (slopes: readonly number[][]): number[] =>
  student.map((_, v) => sum(slopes.map((slope, y) => at(q, y) * at(slope, v))));

const reverseKl = sum(q.map((x, v) => x * Math.log(x / at(p, v))));
const slopeOfReverseKl = q.map((x, v) => x * (Math.log(x / at(p, v)) - reverseKl));

test('the policy gradient is that of KL(q‖p) on average, and its value is that divergence', async () => {
  const { values, slopes } = await atEveryToken(tinyExperiment({ method: 'opd-gradient' }));
  expect(sum(values.map((value, y) => at(q, y) * value))).toBeCloseTo(reverseKl, 5);
  expectClose(expected(slopes), slopeOfReverseKl, 1e-5);
});

test('at one token it is −A·∇log q(y)', async () => {
  const { slopes } = await atEveryToken(tinyExperiment({ method: 'opd-gradient' }));
  const [logP, logQ] = [logSoftmax(teacher), logSoftmax(student)];
  slopes.forEach((slope, y) => {
    const advantage = at(logP, y) - at(logQ, y);
    expectClose(
      slope,
      q.map((x, v) => -advantage * (Number(v === y) - x)),
      1e-5,
    );
  });
});

test('a constant advantage teaches nothing on average, and something at each token', async () => {
  const { slopes } = await atEveryToken(tinyExperiment({ method: 'fixed-advantage' }));
  expectClose(
    expected(slopes),
    student.map(() => 0),
    1e-6,
    1,
  );
  // −1 is the gradient of log q(y): what was written becomes less probable.
  slopes.forEach((slope, y) => {
    expectClose(
      slope,
      q.map((x, v) => Number(v === y) - x),
      1e-5,
    );
  });
});

test('EOPD adds KL(p‖q) where the teacher’s entropy is above h, and only there', async () => {
  const entropy = -sum(p.map((x) => x * Math.log(x)));
  const [found = Number.NaN] = await take(tidy(() => entropyOf(tf.tensor3d(teacher, [1, 1, SIZE]))));
  expect(found).toBeCloseTo(entropy, 5);
  const of = (forkEntropy: number) => atEveryToken(tinyExperiment({ method: 'eopd', forkEntropy }));
  const above = await of(entropy - 0.01);
  expectClose(
    expected(above.slopes),
    slopeOfReverseKl.map((slope, v) => slope + at(q, v) - at(p, v)),
    1e-5,
  );
  const below = await of(entropy + 0.01);
  expectClose(expected(below.slopes), slopeOfReverseKl, 1e-5);
});
