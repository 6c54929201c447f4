/** One training step: the student's update on collected sequences, and what is told about it. */
import type { Experiment } from '../experiment/fields';
import { summarise } from '../ops/summary';
import * as tf from '../ops/tf';
import type { Collected } from './collect';
import { crossEntropy, type Divergence, divergence, maskedMean } from './loss/divergence';
import type { Batch, Trainer } from './trainer';

export interface StepMetrics {
  readonly loss: number;
  readonly gradientNorm: number;
  /** Mean Σ_v min(p, q) on response tokens; null without a teacher. */
  readonly overlap: number | null;
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
const NO_TEACHER = -1;

/** Names the numbers of `summarise`. */
export function readMetrics(values: ArrayLike<number>): StepMetrics {
  const [loss = 0, gradientNorm = 0, overlap = 0, entropy = 0, tokens = 0] = Array.from(values);
  const counts = Array.from(values).slice(SCALARS);
  const positions = counts.length / 2;
  return {
    loss,
    gradientNorm,
    overlap: overlap === NO_TEACHER ? null : overlap,
    entropy,
    tokens,
    acceptedAt: counts.slice(0, positions),
    replacedAt: counts.slice(positions),
  };
}

export interface Step {
  /** See `summarise`; read it with `data()` and `readMetrics`, then dispose it. */
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
  const metrics = summarise({
    ...result,
    mask: collected.mask,
    teacherLogits: collected.teacherLogits,
    accepted: collected.verified?.accepted ?? null,
  });
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
  const metrics = summarise({ ...result, mask: batch.mask, teacherLogits: null, accepted: null });
  tf.dispose([result.loss, result.gradientNorm]);
  return { metrics, studentLogits: result.studentLogits };
}
