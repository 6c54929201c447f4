import { expect, test } from 'vitest';
import { responseLogits } from '../model/forward';
import { Model } from '../model/model';
import { initialParameters } from '../model/parameters';
import { tidy } from '../ops/scope';
import * as tf from '../ops/tf';
import { onEachBackend } from '../test-support/backends';
import { at } from '../test-support/numbers';
import { shapeFor, sharpModel, TINY_TASK } from '../test-support/tiny';
import { Batches, dataBatch } from './batches';
import { divergence, maskedMean } from './loss/token-losses';
import { Trainer } from './trainer';

const STEPS = 50;

/** Losses and final parameters of distillation on data, which no rounding can send down another path. */
async function trajectory(): Promise<{ losses: number[]; parameters: Float32Array }> {
  const { promptLength } = TINY_TASK;
  const shape = shapeFor(TINY_TASK, { width: 16, layers: 2, heads: 2 });
  const teacher = sharpModel(shape, 7);
  const trainer = new Trainer(new Model(shape, initialParameters(shape, 3)));
  const batches = new Batches(TINY_TASK.split().train, 6, 11);
  const losses: number[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const batch = dataBatch(TINY_TASK, batches.at(step));
    const verifiedMask = tidy(() =>
      responseLogits(teacher.shape, teacher.weights, batch.sequences, promptLength),
    );
    const result = trainer.update(
      batch,
      promptLength,
      (logits) => maskedMean(divergence(verifiedMask, logits, { kind: 'forward-kl' }, 1), batch.mask),
      { learningRate: 3e-3, weightDecay: 0.01, clipNorm: 1 },
    );
    losses.push(at(Array.from(await result.loss.data()), 0));
    tf.dispose([verifiedMask, batch.sequences, batch.responses, batch.mask]);
    tf.dispose([result.loss, result.gradientNorm, result.studentLogits]);
  }
  const { parameters } = await trainer.save();
  trainer.dispose();
  teacher.dispose();
  return { losses, parameters };
}

/** Numbers of the cpu backend, where every operation is a composition of stock ones. */
let composed: Awaited<ReturnType<typeof trajectory>> | null = null;

await onEachBackend('a trajectory of 50 updates', (backend) => {
  test('stays with the composed one', async () => {
    const found = await trajectory();
    composed ??= found;
    const reference = composed;
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
