/** The table of token weights: how much each token counts in the loss. None lets a gradient through. */
import type { Source, WeightName } from '../../experiment/methods';
import { constant } from '../../ops/constant';
import { oneHot } from '../../ops/embedding';
import { withoutGradient } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { upload } from '../../ops/upload';
import { hardestTokens, hellinger } from '../loss/difficulty';
import { type LossInputs, required, scalarOf } from '../loss/inputs';
import { divergence } from '../loss/token-losses';
import { choose, judge } from '../sampler/draw';
import type { SampledBatch } from '../sampler/sources';

export interface WeightInputs extends LossInputs {
  /** Who wrote each row. */
  readonly sources: readonly Source[];
  /** Origin and verification of the rows' tokens. */
  readonly sampled: Pick<SampledBatch, 'verification' | 'verifiedMask' | 'teacherMask'>;
}

/** [batch, responseLength]; null where every token counts 1. */
type Weight = (inputs: WeightInputs) => tf.Tensor2D | null;

const ownText = (source: Source): boolean => source === 'student' || source === 'replay';

/**
 * The student's token at each position: the one it proposed where the teacher judged it, the one it wrote, or its most probable
 * one in text of other writers.
 */
function proposals({ responses, sources, sampled }: WeightInputs, studentLogits: tf.Tensor3D): tf.Tensor2D {
  if (sources.every(ownText)) return responses;
  const { verification, verifiedMask, teacherMask } = sampled;
  if (verification && !verifiedMask) return tf.cast(verification.proposed, 'int32');
  const rows = (are: (source: Source) => boolean): tf.Tensor2D =>
    upload(
      Float32Array.from(sources, (source) => Number(are(source))),
      [sources.length, 1],
    );
  const likeliest: tf.Tensor2D = tf.argMax(studentLogits, -1);
  if (!verification && !teacherMask && !sources.some(ownText)) return likeliest;
  const own = teacherMask
    ? tf.add<tf.Tensor2D>(
        rows(ownText),
        tf.sub(
          rows((source) => source === 'adaptive-switch'),
          teacherMask,
        ),
      )
    : rows(ownText);
  const asFloat = (ids: tf.Tensor2D): tf.Tensor2D => tf.cast(ids, 'float32');
  const tokens = choose(own, asFloat(responses), asFloat(likeliest));
  return tf.cast(
    verification && verifiedMask ? choose(verifiedMask, verification.proposed, tokens) : tokens,
    'int32',
  );
}

/**
 * SelecTKD (arXiv 2510.24021): 1 where the teacher accepts the student's token, β where it does not. The student's token
 * is its greedy one where it neither wrote nor proposed one (adapted).
 */
const maskRejected: Weight = (inputs) =>
  withoutGradient(inputs.studentLogits, (studentLogits) => {
    const [batch, length, vocabulary] = inputs.studentLogits.shape;
    const tokens = batch * length;
    const flat: tf.Tensor2D = tf.reshape(required(inputs.teacherOutputs.teacherLogits), [tokens, vocabulary]);
    const proposed = tf.reshape(proposals(inputs, studentLogits as tf.Tensor3D), [tokens]);
    const { accepted } = judge(flat, oneHot(proposed, vocabulary) as tf.Tensor2D, inputs.plan.acceptance);
    const { rejectedWeight } = inputs.experiment;
    const weight =
      rejectedWeight === 0
        ? accepted
        : tf.add(tf.mul(accepted, constant(1 - rejectedWeight)), constant(rejectedWeight));
    return tf.reshape(weight, [batch, length]) as tf.Tensor2D;
  });

/** AdaKD (arXiv 2510.11615): 1 on the hardest fraction of the response tokens of the batch, 0 on the others. */
const hardTokens: Weight = ({ plan, mask, studentLogits, teacherOutputs }) =>
  withoutGradient(studentLogits, (student) => {
    const difficulty = hellinger(required(teacherOutputs.teacherLogits), student as tf.Tensor3D);
    return hardestTokens(difficulty, mask, scalarOf(plan.keep));
  });

/** A model is sure of the text's token above this probability. */
const SURE = 0.7;

/**
 * Relative difficulty (arXiv 2407.03719, adapted from pixels to tokens). First stage: exp(−KL(p ‖ p_early)), less where
 * the teacher changes its mind between its early exit and its head. Second stage: 1 where exactly one of the two models
 * gives the text's token a probability of at most 0.7.
 */
const relativeDifficulty: Weight = ({ plan, responses, studentLogits, teacherOutputs }) => {
  const teacherLogits = required(teacherOutputs.teacherLogits);
  if (plan.stage === 1) {
    return tf.exp(
      tf.neg(divergence(teacherLogits, required(teacherOutputs.earlyExitLogits), { kind: 'forward-kl' })),
    );
  }
  return withoutGradient(studentLogits, (student) => {
    const target = oneHot(responses, studentLogits.shape[2]);
    const unsure = (logits: tf.Tensor): tf.Tensor =>
      tf.cast(tf.lessEqual(tf.sum(tf.mul(tf.softmax(logits), target), -1), constant(SURE)), 'float32');
    return tf.abs(tf.sub(unsure(teacherLogits), unsure(student))) as tf.Tensor2D;
  });
};

const WEIGHTS: Readonly<Record<WeightName, Weight>> = {
  none: () => null,
  'mask-rejected': maskRejected,
  'hard-tokens': hardTokens,
  'relative-difficulty': relativeDifficulty,
};

/**
 * Weights that select: the loss is the mean over the tokens that they keep, not over all of them (AdaKD, as in the authors'
 * code). Otherwise the loss would fall because fewer tokens count.
 */
export const isSelection = (weight: WeightName): boolean => weight === 'hard-tokens';

/** The plan's token weights. */
export const tokenWeights: Weight = (inputs) => WEIGHTS[inputs.plan.weight](inputs);
