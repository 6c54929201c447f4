/** LELP as a method: its targets, its student, and what it comes to in the limit. */
import { describe, expect, test } from 'vitest';
import type { Experiment } from '../../experiment/fields';
import { headScores, responseLogits, responseStates } from '../../model/forward';
import { Model } from '../../model/model';
import { initialParameters } from '../../model/parameters';
import { withSubclasses } from '../../model/subclasses';
import { logSumExp } from '../../ops/log-sum-exp';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { onEachBackend } from '../../test-support/backends';
import {
  at,
  expectClose,
  finiteDifferences,
  randomNumbers,
  rowsOf,
  softmax,
  sum,
  take,
} from '../../test-support/numbers';
import { sharpModel, TINY_PICTURES, tinyExperiment } from '../../test-support/tiny';
import { Batches, dataBatch } from '../batches';
import { collect, disposeCollected } from '../collect';
import { shapeFor } from '../model-shape';
import { distilStep, readMetrics } from '../step';
import { Trainer } from '../trainer';
import { findSubclasses, TeacherSubclasses } from './teacher-subclasses';

const { promptLength, tokenizer } = TINY_PICTURES;
const SIZES = { width: 8, layers: 1, heads: 2 };
const TEACHER = shapeFor(TINY_PICTURES, { ...SIZES, width: 12 });
const [CLASSES, S] = [tokenizer.size, 3];
const { train } = TINY_PICTURES.split();
const RATE = { learningRate: 0.01, weightDecay: 0, clipNorm: 1 };

const found = async (teacher: Model, experiment: Experiment): Promise<TeacherSubclasses> => {
  const goesOn = async (): Promise<boolean> => true;
  const subclasses = await findSubclasses(TINY_PICTURES, teacher, experiment, S, train, () => {}, goesOn);
  if (!subclasses) throw new Error('given up');
  return subclasses;
};

/** Losses of some steps, and the parameters after them. */
async function trained(changes: Partial<Experiment>, steps: number, student: Model) {
  const experiment = tinyExperiment({ task: 'parity', batchSize: 16, steps, ...changes });
  const teacher = sharpModel(TEACHER, 5);
  const subclasses = student.shape.subclasses ? await found(teacher, experiment) : null;
  const trainer = new Trainer(student);
  const batches = new Batches(train, experiment.batchSize, 1);
  const losses: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const examples = batches.at(step);
    const given = { subclasses };
    const collected = await collect(TINY_PICTURES, experiment, student, teacher, examples, step, given);
    const made = distilStep(trainer, promptLength, collected, experiment, RATE);
    expect(made.studentLogits.shape).toEqual([16, 1, CLASSES]);
    losses.push(readMetrics(await take(made.metrics), made.lossTerms).loss);
    made.studentLogits.dispose();
    disposeCollected(collected);
  }
  const { parameters } = await trainer.save();
  for (const one of [trainer, teacher, subclasses]) one?.dispose();
  return { losses, parameters };
}

const newStudent = (subclasses = 1): Model => {
  const shape = shapeFor(TINY_PICTURES, { ...SIZES, subclasses });
  return new Model(shape, initialParameters(shape, 3));
};

await onEachBackend('LELP', () => {
  test('the targets of a class sum to the teacher’s probability of it', async () => {
    const [rows, width] = [5, 4];
    const directions = Float32Array.from(randomNumbers(width * CLASSES * S, 1));
    const offsets = Float32Array.from(randomNumbers(CLASSES * S, 2));
    const subclasses = new TeacherSubclasses({ directions, offsets }, S, 2);
    const logits = randomNumbers(rows * CLASSES, 3, 2);
    const states = randomNumbers(rows * width, 4);
    const targets = await take(
      tidy(() =>
        subclasses.targets(tf.tensor3d(logits, [rows, 1, CLASSES]), tf.tensor3d(states, [rows, 1, width])),
      ),
    );
    subclasses.dispose();
    rowsOf(targets, CLASSES * S).forEach((row, r) => {
      const sums = rowsOf(softmax(row), S).map(sum);
      expectClose(sums, softmax(at(rowsOf(logits, CLASSES), r)), 1e-5);
      // Within a class, softmax of β times the scores.
      const [state = []] = rowsOf(states.slice(r * width), width);
      const scores = Array.from(
        { length: S },
        (_, s) => 2 * (at(offsets, s) + sum(state.map((x, i) => x * at(directions, i * CLASSES * S + s)))),
      );
      expectClose(softmax(row.slice(0, S)), softmax(scores), 1e-5);
    });
  });

  test('a class scores the log-sum of its subclasses, with the softmax for its gradient', async () => {
    const values = randomNumbers(12, 5, 3);
    const of = (x: readonly number[]): number[] =>
      rowsOf(x, 4).map((row) => Math.log(sum(row.map((value) => Math.exp(value)))));
    expectClose(await take(tidy(() => logSumExp(tf.tensor2d(values, [3, 4])))), of(values), 1e-5);
    const weights = [0.5, -1, 2];
    const slopes = await take(
      tidy(() =>
        tf.grad((x) => tf.sum(tf.mul(logSumExp(x), tf.tensor1d(weights))))(tf.tensor2d(values, [3, 4])),
      ),
    );
    const loss = (x: number[]): number => sum(of(x).map((value, i) => value * at(weights, i)));
    expectClose(slopes, finiteDifferences(loss, values), 1e-4);

    const student = newStudent(S);
    const { sequences } = dataBatch(TINY_PICTURES, train.slice(0, 4));
    const [classes, scores] = tidy(() => {
      const states = responseStates(student.shape, student.weights, sequences, promptLength);
      return [
        responseLogits(student.shape, student.weights, sequences, promptLength),
        headScores(student.weights, states),
      ] as const;
    });
    expect(scores.shape).toEqual([4, 1, CLASSES * S]);
    expectClose(
      await take(classes),
      rowsOf(await take(scores), S).map((row) => Math.log(sum(row.map(Math.exp)))),
      1e-5,
    );
    student.dispose();
  });
});

await onEachBackend('a student of LELP', (backend) => {
  // The same graphs run there in the test of losses; a software adapter compiles them for long.
  const unlessSlow = test.skipIf(backend === 'webgpu');

  unlessSlow('takes the steps of plain KD where each class has one subclass', async () => {
    const one = await trained({ method: 'lelp', subclasses: 1 }, 4, newStudent());
    const plain = await trained({ method: 'supervised-kd', divergence: 'forward-kl' }, 4, newStudent());
    expect(one).toEqual(plain);
  });

  unlessSlow('lowers its own loss, and takes the same steps again', async () => {
    const changes = { method: 'lelp', subclasses: S } as const;
    const { losses, parameters } = await trained(changes, 40, newStudent(S));
    expect(sum(losses.slice(-5))).toBeLessThan(0.6 * sum(losses.slice(0, 5)));
    const again = await trained(changes, 40, newStudent(S));
    expect(again.parameters).toEqual(parameters);
  });
});

describe('a model whose classes get subclasses', () => {
  test('answers as before, and keeps those that it has', async () => {
    const plain = newStudent();
    const parameters = initialParameters(plain.shape, 3);
    const split = withSubclasses({ shape: plain.shape, parameters }, S);
    expect(split.shape).toEqual({ ...plain.shape, subclasses: S });
    expect(withSubclasses(split, 5)).toEqual(split);
    expect(withSubclasses({ shape: plain.shape, parameters }, 1)).toEqual({ shape: plain.shape, parameters });
    const { sequences } = dataBatch(TINY_PICTURES, train.slice(0, 4));
    const model = new Model(split.shape, split.parameters);
    const probabilities = (of: Model): Promise<number[]> =>
      take(tidy(() => tf.softmax(responseLogits(of.shape, of.weights, sequences, promptLength))));
    expectClose(await probabilities(model), await probabilities(plain), 1e-5);
    plain.dispose();
    model.dispose();
  });
});
