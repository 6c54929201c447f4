import { expect, test } from 'vitest';
import { STREAM, uniformArray } from '../experiment/random';
import { responseLogits } from '../model/forward';
import { Model } from '../model/model';
import { initialParameters } from '../model/parameters';
import type { ModelShape } from '../model/shape';
import { tidy } from '../ops/scope';
import * as tf from '../ops/tf';
import { onEachBackend } from '../test-support/backends';
import { at } from '../test-support/numbers';
import { shapeFor, sharpModel, TINY_TASK } from '../test-support/tiny';
import { Batches, dataBatch } from './batches';
import { divergence, maskedMean } from './loss/token-losses';
import { type Batch, Trainer } from './trainer';

const STEPS = 50;

interface Lesson {
  readonly shape: ModelShape;
  readonly promptLength: number;
  readonly batchAt: (step: number) => Batch;
}

const TEXTS: Lesson = (() => {
  const batches = new Batches(TINY_TASK.split().train, 6, 11);
  return {
    shape: shapeFor(TINY_TASK, { width: 16, layers: 2, heads: 2 }),
    promptLength: TINY_TASK.promptLength,
    batchAt: (step) => {
      const { sequences, mask, responses } = dataBatch(TINY_TASK, batches.at(step));
      responses.dispose();
      return { sequences, mask };
    },
  };
})();

/** Noise in pictures of 6 × 6 pixels; the last number of a sequence is a class, which is not read. */
const PICTURES: Lesson = {
  shape: { vocabulary: 5, context: 5, width: 16, layers: 2, heads: 2, patch: 3 },
  promptLength: 36,
  batchAt: (step) => ({
    sequences: tf.tensor2d(
      uniformArray(7, STREAM.studentToken, step, 12, 37).map((x) => Math.floor(16 * x)),
      [12, 37],
      'int32',
    ),
    mask: tf.ones([12, 1]),
  }),
};

/** Losses and final parameters of distillation on data, which no rounding can send down another path. */
async function trajectory(lesson: Lesson): Promise<{ losses: number[]; parameters: Float32Array }> {
  const { shape, promptLength, batchAt } = lesson;
  const teacher = sharpModel(shape, 7);
  const trainer = new Trainer(new Model(shape, initialParameters(shape, 3)));
  const losses: number[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const batch = batchAt(step);
    const teacherLogits = tidy(() =>
      responseLogits(teacher.shape, teacher.weights, batch.sequences, promptLength),
    );
    const result = trainer.update(
      batch,
      promptLength,
      (logits) => maskedMean(divergence(teacherLogits, logits, { kind: 'forward-kl' }, 1), batch.mask),
      { learningRate: 3e-3, weightDecay: 0.01, clipNorm: 1 },
    );
    losses.push(at(Array.from(await result.loss.data()), 0));
    tf.dispose([teacherLogits, batch.sequences, batch.mask]);
    tf.dispose([result.loss, result.gradientNorm, result.studentLogits]);
  }
  const { parameters } = await trainer.save();
  trainer.dispose();
  teacher.dispose();
  return { losses, parameters };
}

/** Numbers of the cpu backend, where every operation is a composition of stock ones. */
const composed = new Map<Lesson, Awaited<ReturnType<typeof trajectory>>>();

await onEachBackend('a trajectory of 50 updates', (backend) => {
  test.each([
    ['texts', TEXTS],
    ['pictures', PICTURES],
  ])('on %s stays with the composed one', async (_, lesson) => {
    const found = await trajectory(lesson);
    const reference = composed.get(lesson) ?? found;
    composed.set(lesson, reference);
    const first = at(reference.losses, 0);
    expect(at(reference.losses, STEPS - 1)).toBeLessThan(0.6 * first);
    found.losses.forEach((loss, i) => {
      expect(Math.abs(loss - at(reference.losses, i)), `${backend}, step ${i + 1}`).toBeLessThan(
        1e-3 * first,
      );
    });
    // Adam divides by √v̂: where a gradient is nearly zero, rounding decides its direction. So the mean is compared.
    const gap = found.parameters.reduce(
      (sum, x, i) => sum + Math.abs(x - (reference.parameters[i] ?? Number.NaN)),
      0,
    );
    const size = reference.parameters.reduce((sum, x) => sum + Math.abs(x), 0);
    expect(gap / size).toBeLessThan(2e-3);
  });
});
