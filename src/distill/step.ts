/** One training step: the student's update on collected sequences, and what is told about it. */
import type { Experiment } from '../experiment/fields';
import { constant } from '../ops/constant';
import { tidy } from '../ops/scope';
import * as tf from '../ops/tf';
import type { Collected } from './collect';
import { crossEntropy, type Divergence, divergence, maskedMean } from './loss/divergence';
import type { Batch, Trainer, UpdateResult } from './trainer';

export interface StepMetrics {
  readonly loss: number;
  readonly gradientNorm: number;
  /** Mean Σ_v min(p, q) on response tokens; NaN without a teacher. */
  readonly overlap: number;
  /** Mean entropy of the student on response tokens (nats). */
  readonly entropy: number;
  readonly tokens: number;
  /** Counts by response position; empty when nothing was verified. */
  readonly acceptedAt: readonly number[];
  readonly replacedAt: readonly number[];
}

export function divergenceOf(experiment: Experiment): Divergence {
  return experiment.divergence === 'jsd'
    ? { kind: 'jsd', beta: experiment.jsdBeta }
    : { kind: experiment.divergence };
}

const SCALARS = 5;

/** Everything a report needs in one vector, so that one read-back serves it. */
function packMetrics(
  result: UpdateResult,
  mask: tf.Tensor2D,
  teacherLogits: tf.Tensor3D | null,
  accepted: tf.Tensor2D | null,
): tf.Tensor1D {
  return tidy(() => {
    const logQ = tf.logSoftmax(result.studentLogits);
    const q = tf.exp(logQ);
    const entropy = maskedMean(tf.neg(tf.sum(tf.mul(q, logQ), -1)), mask);
    const overlap = teacherLogits
      ? maskedMean(tf.sum(tf.minimum(q, tf.softmax(teacherLogits)), -1), mask)
      : constant(Number.NaN);
    const one = (x: tf.Tensor): tf.Tensor1D => tf.reshape(x, [1]);
    const parts = [one(result.loss), one(result.gradientNorm), one(overlap), one(entropy), one(tf.sum(mask))];
    if (accepted) {
      const kept: tf.Tensor1D = tf.sum(accepted, 0);
      parts.push(kept, tf.sub(tf.sum(mask, 0), kept));
    }
    return tf.concat1d(parts);
  });
}

/** The inverse of the packing. */
export function readMetrics(values: ArrayLike<number>): StepMetrics {
  const [loss = 0, gradientNorm = 0, overlap = 0, entropy = 0, tokens = 0] = Array.from(values);
  const counts = Array.from(values).slice(SCALARS);
  const positions = counts.length / 2;
  return {
    loss,
    gradientNorm,
    overlap,
    entropy,
    tokens,
    acceptedAt: counts.slice(0, positions),
    replacedAt: counts.slice(positions),
  };
}

export interface Step {
  /** Packed; read it with `data()` and `readMetrics`, then dispose it. */
  readonly metrics: tf.Tensor1D;
  /** The student's logits before the update [batch, responseLength, vocabulary]; the caller disposes them. */
  readonly studentLogits: tf.Tensor3D;
}

type Rate = { readonly learningRate: number; readonly weightDecay: number; readonly clipNorm: number };

/** Distillation on collected sequences: (1/|y|)·Σ D(p, q) over response tokens, no gradient through sampling. */
export function distilStep(
  trainer: Trainer,
  promptLength: number,
  collected: Collected,
  experiment: Experiment,
  rate: Rate,
): Step {
  const which = divergenceOf(experiment);
  const result = trainer.update(
    collected,
    promptLength,
    (studentLogits) =>
      maskedMean(
        divergence(collected.teacherLogits, studentLogits, which, experiment.lossTemperature),
        collected.mask,
      ),
    rate,
  );
  const metrics = packMetrics(
    result,
    collected.mask,
    collected.teacherLogits,
    collected.verified?.accepted ?? null,
  );
  tf.dispose([result.loss, result.gradientNorm]);
  return { metrics, studentLogits: result.studentLogits };
}

/** Supervised fine-tuning on data: cross-entropy of the response tokens. */
export function supervisedStep(
  trainer: Trainer,
  promptLength: number,
  batch: Batch & { readonly responses: tf.Tensor2D },
  rate: Rate,
): Step {
  const result = trainer.update(
    batch,
    promptLength,
    (studentLogits) => maskedMean(crossEntropy(batch.responses, studentLogits), batch.mask),
    rate,
  );
  const metrics = packMetrics(result, batch.mask, null, null);
  tf.dispose([result.loss, result.gradientNorm]);
  return { metrics, studentLogits: result.studentLogits };
}
