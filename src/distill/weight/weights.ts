/** The table of token weights: how much each token counts in the loss. None lets a gradient through. */
import type { Source, WeightName } from '../../experiment/methods';
import { constant } from '../../ops/constant';
import { oneHot } from '../../ops/embedding';
import { withoutGradient } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { hardestTokens, hellinger } from '../loss/difficulty';
import { type LossInputs, ownText, required, rowsWhere, scalarOf } from '../loss/inputs';
import { entropyOf } from '../loss/policy-gradient';
import { crossEntropy, divergence } from '../loss/token-losses';
import { choose, judge } from '../sampler/draw';
import type { SampledBatch } from '../sampler/sources';
import type { Plan } from '../schedule/plan';

export interface WeightInputs extends LossInputs {
  /** Origin and verification of the rows' tokens. */
  readonly sampled: Pick<SampledBatch, 'verification' | 'verifiedMask' | 'teacherMask'>;
}

/** [batch, responseLength]; null where every token counts 1. */
type Weight = (inputs: WeightInputs) => tf.Tensor2D | null;

/**
 * The student's token at each position: the one it proposed where the teacher judged it, the one it wrote, or its most probable
 * one in text of other writers.
 */
function proposals({ responses, sources, sampled }: WeightInputs, studentLogits: tf.Tensor3D): tf.Tensor2D {
  if (sources.every(ownText)) return responses;
  const { verification, verifiedMask, teacherMask } = sampled;
  if (verification && !verifiedMask) return tf.cast(verification.proposed, 'int32');
  const rows = (are: (source: Source) => boolean): tf.Tensor2D => rowsWhere(sources, are);
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
const relativeDifficulty: Weight = (inputs) => {
  const { plan, labelled, teacherOutputs } = inputs;
  if (plan.stage === 1) {
    const { teacherLogits, earlyExitLogits } = teacherOutputs;
    return settled(required(teacherLogits), required(earlyExitLogits));
  }
  const disagree = missedByOne(inputs);
  // Without a label nobody is wrong: such rows all count.
  return labelled ? tf.add(tf.mul(disagree, labelled), tf.sub(constant(1), labelled)) : disagree;
};

/**
 * Relative difficulty of labels (arXiv 2407.03719): the same stages for a loss whose labels alone are weighed. First stage:
 * exp(−KL(p_early ‖ p)). Second stage: where exactly one model is sure of the label, among the rows that have one.
 */
const labelDifficulty: Weight = (inputs) => {
  const { plan, labelled, teacherOutputs } = inputs;
  if (plan.stage === 1) {
    const { teacherLogits, earlyExitLogits } = teacherOutputs;
    return settled(required(earlyExitLogits), required(teacherLogits));
  }
  const disagree = missedByOne(inputs);
  return labelled ? tf.mul(disagree, labelled) : disagree;
};

/** exp(−KL(a ‖ b)) of each token. */
const settled = (a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor2D =>
  tf.exp(tf.neg(divergence(a, b, { kind: 'forward-kl' })));

/** 1 where exactly one of the two models is sure of the text's token, else 0. */
const missedByOne = ({ responses, studentLogits, teacherOutputs }: WeightInputs): tf.Tensor2D =>
  withoutGradient(studentLogits, (student) => {
    const target = oneHot(responses, studentLogits.shape[2]);
    const unsure = (logits: tf.Tensor): tf.Tensor =>
      tf.cast(tf.lessEqual(tf.sum(tf.mul(tf.softmax(logits), target), -1), constant(SURE)), 'float32');
    return tf.abs(tf.sub(unsure(required(teacherOutputs.teacherLogits)), unsure(student))) as tf.Tensor2D;
  });

/**
 * IW-OPD (arXiv 2606.22600): 1 + γ·(1 − Σ_{s<t}|A_s| / Σ|A|), A = log p(y) − log q(y): the more of a sequence's disagreement lies
 * before a token, the less it counts.
 */
const earlyTokens: Weight = ({ experiment, responses, mask, studentLogits, teacherOutputs }) =>
  withoutGradient(studentLogits, (student) => {
    const ofTeacher = crossEntropy(responses, required(teacherOutputs.teacherLogits));
    const gaps = tf.mul(tf.abs(tf.sub(crossEntropy(responses, student as tf.Tensor3D), ofTeacher)), mask);
    const all = tf.maximum(tf.sum(gaps, -1, true), constant(1e-9));
    const left = tf.sub(constant(1), tf.div(tf.cumsum(gaps, 1, true), all));
    return tf.add(tf.mul(left, constant(experiment.earlyWeight)), constant(1)) as tf.Tensor2D;
  });

/** From 0 at the smallest of the values at response tokens to 1 at the largest; not negative. */
function scaled(values: tf.Tensor2D, mask: tf.Tensor2D): tf.Tensor2D {
  const most = tf.max(tf.mul(values, mask));
  const least = tf.min(tf.add(tf.mul(values, mask), tf.mul(tf.sub(constant(1), mask), most)));
  const share = tf.div(tf.sub(values, least), tf.add(tf.sub(most, least), constant(1e-6)));
  return tf.clipByValue(share, 0, 1) as tf.Tensor2D;
}

/**
 * TIP (arXiv 2604.14084): 1 on the tokens with the largest h + d − h·d, 0 elsewhere: h is the student's entropy and d KL(q‖p), both
 * scaled to 0 … 1 over the batch, so that a token counts where the student is unsure or wrong.
 */
const informativeTokens: Weight = ({ plan, mask, studentLogits, teacherOutputs }) =>
  withoutGradient(studentLogits, (logits) => {
    const student = logits as tf.Tensor3D;
    const unsure = scaled(entropyOf(student), mask);
    const gap = divergence(required(teacherOutputs.teacherLogits), student, { kind: 'reverse-kl' });
    const wrong = scaled(gap, mask);
    const score = tf.sub(tf.add(unsure, wrong), tf.mul(unsure, wrong)) as tf.Tensor2D;
    return hardestTokens(score, mask, scalarOf(plan.keep));
  });

const WEIGHTS: Readonly<Record<WeightName, Weight>> = {
  none: () => null,
  'mask-rejected': maskRejected,
  'hard-tokens': hardTokens,
  'relative-difficulty': relativeDifficulty,
  'label-difficulty': labelDifficulty,
  'early-tokens': earlyTokens,
  'informative-tokens': informativeTokens,
};

/**
 * Weights that select: the loss is the mean over the tokens that they keep, not over all of them (AdaKD, as in the authors'
 * code, TIP, and the second stage of relative difficulty of labels). Otherwise the loss would fall because fewer tokens count.
 */
export const isSelection = ({ weight, stage }: Pick<Plan, 'weight' | 'stage'>): boolean =>
  weight === 'hard-tokens' ||
  weight === 'informative-tokens' ||
  (weight === 'label-difficulty' && stage === 2);

/** The plan's token weights. */
export const tokenWeights: Weight = (inputs) => WEIGHTS[inputs.plan.weight](inputs);
