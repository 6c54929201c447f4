import { describe, expect, test } from 'vitest';
import { pixelLogits } from '../../model/input-gradient';
import { Model } from '../../model/model';
import { join, weightsOf } from '../../model/parameters';
import { constant } from '../../ops/constant';
import { tidy, valueAndGradients } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { onEachBackend } from '../../test-support/backends';
import { classLogitsByDefinition } from '../../test-support/definition';
import {
  at,
  expectClose,
  finiteDifferences,
  logSoftmax,
  randomNumbers,
  sum,
  take,
} from '../../test-support/numbers';
import { shapeFor, sharpParameters, TINY_PICTURES, tinyExperiment } from '../../test-support/tiny';
import { gradientGap } from '../adversarial/gradient-gap';
import { dataBatch } from '../batches';
import { collect, disposeCollected } from '../collect';
import { distilStep, readMetrics } from '../step';
import { Trainer } from '../trainer';
import { gapNorm } from './gradient-alignment';

const { promptLength: PIXELS, tokenizer } = TINY_PICTURES;
const SHAPE = shapeFor(TINY_PICTURES, { layers: 1 });
const EXAMPLES = TINY_PICTURES.split().train.filter((_, i) => i % 31 === 0);
const [student, teacher] = [
  Array.from(sharpParameters(SHAPE, 1, 2)),
  Array.from(sharpParameters(SHAPE, 2, 2)),
];

const RATE = { learningRate: 0.01, weightDecay: 0, clipNorm: 1 };

/** Mean of the norms over the batch, and its gradient with respect to the student's parameters. */
function aligned(
  own: readonly number[],
  other: readonly number[],
): { value: tf.Scalar; gradient: tf.Tensor1D } {
  return tidy(() => {
    const [model, taught] = [own, other].map((flat) => new Model(SHAPE, Float32Array.from(flat)));
    if (!model || !taught) throw new Error('two models');
    const { sequences, responses } = dataBatch(TINY_PICTURES, EXAMPLES);
    // Four pixels bear less of a step than a patch of 49.
    const gap = gradientGap(model, taught, sequences, PIXELS, responses, 0.02);
    const { value, gradients } = valueAndGradients(model.parts, constant(1), () =>
      tf.mean(gapNorm(gap, (pixels) => pixelLogits(SHAPE, weightsOf(SHAPE, model.parts), pixels), responses)),
    );
    const gradient = join(gradients.map((one, i) => one ?? tf.zerosLike(at(model.parts, i))));
    return { value, gradient };
  });
}

/** The same value by its definition, in double precision. */
function reference(own: readonly number[]): number {
  const norms = EXAMPLES.map(({ prompt, response }) => {
    const pixels = Array.from(prompt, (digit) => Number.parseInt(digit, 16) / 15);
    const id = at(tokenizer.encode(response), 0);
    const slopes = [own, teacher].map((flat) =>
      finiteDifferences((x) => -at(logSoftmax(classLogitsByDefinition(SHAPE, flat, x)), id), pixels, 1e-4),
    );
    const [ofStudent = [], ofTeacher = []] = slopes;
    return Math.hypot(...ofStudent.map((slope, i) => slope - at(ofTeacher, i)));
  });
  return sum(norms) / norms.length;
}

await onEachBackend('the norm of the gap between input gradients', (backend) => {
  // A software adapter compiles for minutes.
  const unlessSlow = test.skipIf(backend === 'webgpu');

  unlessSlow(
    'has the value and, along any direction of the parameters, the slope of its definition',
    async () => {
      const { value, gradient } = aligned(student, teacher);
      expectClose(await take(value), [reference(student)], 1e-3);
      const found = await take(gradient);
      for (const seed of [11, 12]) {
        const direction = randomNumbers(student.length, seed, 0.1);
        const moved = (by: number): number => reference(student.map((x, i) => x + by * at(direction, i)));
        const [slope = 0] = finiteDifferences(([by = 0]) => moved(by), [0], 1e-3);
        const along = sum(found.map((x, i) => x * at(direction, i)));
        // Beside the slope that a random direction has on average.
        expect(Math.abs(along - slope)).toBeLessThan(0.01 * 0.1 * Math.hypot(...found));
      }
    },
  );
});

test('a run lowers the gap', async () => {
  const experiment = tinyExperiment({ method: 'kdiga', steps: 30, auxiliaryWeight: 2 });
  const [own, taught] = [student, teacher].map((flat) => new Model(SHAPE, Float32Array.from(flat)));
  if (!own || !taught) throw new Error('two models');
  const trainer = new Trainer(own);
  const gaps: number[] = [];
  for (let step = 1; step <= 30; step++) {
    const drawn = await collect(TINY_PICTURES, experiment, own, taught, EXAMPLES, step);
    const made = distilStep(trainer, PIXELS, drawn, experiment, RATE);
    gaps.push(
      readMetrics(await take(made.metrics), made.lossTerms).lossTerms['input-gradients'] ?? Number.NaN,
    );
    made.studentLogits.dispose();
    disposeCollected(drawn);
  }
  trainer.dispose();
  taught.dispose();
  expect(at(gaps, 29)).toBeLessThan(0.7 * at(gaps, 0));
});

test('with weight 0 is Hinton’s KD', async () => {
  const trained = async (method: 'kdiga' | 'hinton-kd'): Promise<Float32Array> => {
    const experiment = tinyExperiment({ method, auxiliaryWeight: 0, steps: 3 });
    const [own, taught] = [student, teacher].map((flat) => new Model(SHAPE, Float32Array.from(flat)));
    if (!own || !taught) throw new Error('two models');
    const trainer = new Trainer(own);
    for (let step = 1; step <= 3; step++) {
      const drawn = await collect(TINY_PICTURES, experiment, own, taught, EXAMPLES, step);
      const made = distilStep(trainer, PIXELS, drawn, experiment, RATE);
      tf.dispose([made.metrics, made.studentLogits]);
      disposeCollected(drawn);
    }
    const { parameters } = await trainer.save();
    trainer.dispose();
    taught.dispose();
    return parameters;
  };
  expectClose(await trained('kdiga'), await trained('hinton-kd'), 1e-5);
});

describe('between equal models', () => {
  test('is 0, and so is its gradient', async () => {
    const { value, gradient } = aligned(student, student);
    expect(await take(value)).toEqual([0]);
    expect(Math.max(...(await take(gradient)).map(Math.abs))).toBeLessThan(1e-5);
  });
});
