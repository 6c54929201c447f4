/** One training step: the student's update on collected sequences, and its report. */
import type { Experiment } from '../experiment/fields';
import type { LossTermName } from '../experiment/methods';
import { atOnce, type Pieces } from '../ops/pieces';
import { tidy } from '../ops/scope';
import { summarise } from '../ops/summary';
import * as tf from '../ops/tf';
import type { Collected } from './collect';
import { readsInside } from './loss/inputs';
import { meanOf, termsOf, totalOf } from './loss/losses';
import { crossEntropy, maskedMean } from './loss/token-losses';
import type { Batch, LossFunction, Trainer, UpdateResult } from './trainer';
import { isSelection, tokenWeights } from './weight/weights';

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
  /** Terms of the loss by name, where it has several or tokens have weights; see `Step.terms`. */
  readonly lossTerms: Readonly<Record<string, number>>;
}

const SCALARS = 5;
const NO_TEACHER = -1;

/**
 * Names the numbers of a step.
 * @param termsOf what the last numbers are, in order
 */
export function readMetrics(metrics: ArrayLike<number>, lossTerms: readonly string[] = []): StepMetrics {
  const all = Array.from(metrics);
  const [loss = 0, gradientNorm = 0, overlap = 0, entropy = 0, tokens = 0] = all;
  const counts = all.slice(SCALARS, all.length - lossTerms.length);
  const positions = counts.length / 2;
  const values = all.slice(all.length - lossTerms.length);
  return {
    loss,
    gradientNorm,
    overlap: overlap === NO_TEACHER ? null : overlap,
    entropy,
    tokens,
    acceptedAt: counts.slice(0, positions),
    replacedAt: counts.slice(positions),
    lossTerms: Object.fromEntries(lossTerms.map((name, i) => [name, values[i] ?? Number.NaN])),
  };
}

export interface Step {
  /** See `summarise`, followed by one number for each of `termsOf`; read it with `data()` and `readMetrics`, then dispose it. */
  readonly metrics: tf.Tensor1D;
  /**
   * The mean over response tokens of each part of the loss, before coefficients and weights, and as `meanTokenWeight` the mean token
   * weight. Empty where the loss is one part, always the same, and every token counts 1.
   */
  readonly lossTerms: readonly string[];
  /** The student's logits before the update [batch, responseLength, vocabulary]; the caller disposes them. */
  readonly studentLogits: tf.Tensor3D;
}

export type Rate = { readonly learningRate: number; readonly weightDecay: number; readonly clipNorm: number };

export interface LossTerm {
  readonly name: LossTermName;
  readonly value: tf.Scalar;
}

/**
 * A term that a step reports, on the device.
 * @throws Error when the step does not report it
 */
export function termOfStep({ metrics, lossTerms }: Step, name: LossTermName): tf.Scalar {
  const at = lossTerms.indexOf(name);
  if (at < 0) throw new Error(`the step does not report ${name}`);
  return tidy(() => tf.reshape(tf.slice(metrics, [metrics.size - lossTerms.length + at], [1]), []));
}

/** The same step with more numbers to report. Takes all of them over. */
export function withLossTerms(step: Step, more: readonly LossTerm[]): Step {
  if (more.length === 0) return step;
  const values = more.map(({ value }) => value);
  const metrics = tidy(() =>
    tf.concat1d([step.metrics, ...values.map((value): tf.Tensor1D => tf.reshape(value, [1]))]),
  );
  tf.dispose([step.metrics, ...values]);
  return { ...step, metrics, lossTerms: [...step.lossTerms, ...more.map(({ name }) => name)] };
}

/**
 * Distillation on collected sequences: Σ w·l over the response tokens of the batch, divided by their number or, where the
 * weights select tokens, by the number of the selected ones, with the loss and the weights of their plan; no gradient through
 * sampling.
 */
export const distilStep = (
  trainer: Trainer,
  promptLength: number,
  collected: Collected,
  experiment: Experiment,
  rate: Rate,
): Step => atOnce(distilStepInPieces(trainer, promptLength, collected, experiment, rate));

/** The same in pieces, where it takes long. Given up, it has changed nothing. */
export function* distilStepInPieces(
  trainer: Trainer,
  promptLength: number,
  collected: Collected,
  experiment: Experiment,
  rate: Rate,
): Pieces<Step> {
  const lossTerms: LossTerm[] = [];
  const loss = planLoss(promptLength, collected, experiment, lossTerms);
  let result: UpdateResult | null = null;
  try {
    result = yield* trainer.updateInPieces(collected, promptLength, loss, rate, readsInside(collected.plan));
  } finally {
    if (!result) tf.dispose(lossTerms.map(({ value }) => value));
  }
  return reportedStep(result, collected, lossTerms);
}

/**
 * The loss of `distilStep`, of any model's logits.
 * @param lossTerms filled with its parts, where it has several or tokens have weights
 */
export const planLoss =
  (
    promptLength: number,
    collected: Collected,
    experiment: Experiment,
    lossTerms: LossTerm[] | null,
  ): LossFunction =>
  (studentLogits, inside, scores) => {
    const { boundary, discriminator, gradientGap, labelled, mask, plan, responses, sources } = collected;
    const student = { studentLogits, inside, scores };
    const inputs = {
      ...{ plan, experiment, responses, mask, promptLength, sources, gradientGap, boundary, ...student },
      teacherOutputs: collected,
      ...(labelled ? { labelled } : {}),
      ...(discriminator ? { discriminator } : {}),
    };
    const summands = termsOf(inputs);
    const weights = tokenWeights({ ...inputs, sampled: collected });
    const tell = (name: LossTermName, value: tf.Scalar): void => {
      lossTerms?.push(keptTerm(name, value));
    };
    if (weights || summands.length > 1 || plan.layerMatching)
      for (const term of summands) tell(term.name, meanOf(term, mask));
    if (weights) tell('meanTokenWeight', maskedMean(weights, mask));
    return weights && isSelection(plan) ? totalOf(summands, weights) : totalOf(summands, mask, weights);
  };

/** A part of a loss that outlives its computation: a clone, because a part may be all of the loss, and the two are freed apart. */
export const keptTerm = (name: LossTermName, value: tf.Scalar): LossTerm => ({
  name,
  value: tf.keep(tf.clone(value)),
});

/** The report of an update on collected sequences. Takes the result's loss and norm over, and the terms. */
export function reportedStep(
  result: UpdateResult,
  collected: Collected,
  lossTerms: readonly LossTerm[],
): Step {
  const { mask, teacherLogits, verification, verifiedMask } = collected;
  const accepted = verification?.accepted ?? null;
  const metrics = summarise({ ...result, mask, teacherLogits, accepted, verifiedMask });
  tf.dispose([result.loss, result.gradientNorm]);
  return withLossTerms({ metrics, lossTerms: [], studentLogits: result.studentLogits }, lossTerms);
}

/** Supervised fine-tuning on data: cross-entropy of the response tokens. */
export const supervisedStep = (
  trainer: Trainer,
  promptLength: number,
  batch: Batch & { readonly responses: tf.Tensor2D },
  rate: Rate,
): Step => atOnce(supervisedStepInPieces(trainer, promptLength, batch, rate));

/** The same in pieces; see `distilStepInPieces`. */
export function* supervisedStepInPieces(
  trainer: Trainer,
  promptLength: number,
  batch: Batch & { readonly responses: tf.Tensor2D },
  rate: Rate,
): Pieces<Step> {
  const result = yield* trainer.updateInPieces(
    batch,
    promptLength,
    (studentLogits) => maskedMean(crossEntropy(batch.responses, studentLogits), batch.mask),
    rate,
  );
  const metrics = summarise({ ...result, mask: batch.mask, teacherLogits: null, accepted: null });
  tf.dispose([result.loss, result.gradientNorm]);
  return { metrics, lossTerms: [], studentLogits: result.studentLogits };
}
