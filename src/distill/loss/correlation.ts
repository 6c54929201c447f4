/** Correlation matching (CMKD, arXiv 2410.06561): the shape of the teacher's logits instead of their values. */
import { constant } from '../../ops/constant';
import { oneHot } from '../../ops/embedding';
import { normalise } from '../../ops/normalise';
import * as tf from '../../ops/tf';
import { type LossInputs, required, scalarOf, type Term } from './inputs';
import { labelLoss } from './token-losses';

/** Temperature of the soft ranks, in standard deviations of the logits (ours). */
const RANK_TEMPERATURE = 0.2;

/** Pearson's correlation over the last axis of two normalised tensors. */
const correlationOf = (a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor2D => tf.mean(tf.mul(a, b), -1);

/** 1 − Pearson's correlation of the two logit vectors of each token [batch, length], in [0, 2]. */
export function pearsonDistance(teacherLogits: tf.Tensor3D, studentLogits: tf.Tensor3D): tf.Tensor2D {
  return tf.sub(constant(1), correlationOf(normalise(teacherLogits), normalise(studentLogits)));
}

/** R_i = 1 + Σ_j σ((z_j − z_i)/τ): about the rank of each entry of the last axis, 1 the largest, differentiable (ours). */
function softRanks(z: tf.Tensor3D): tf.Tensor3D {
  const gaps = tf.sub(tf.expandDims(z, -2), tf.expandDims(z, -1));
  return tf.add(tf.sum(tf.sigmoid(tf.mul(gaps, constant(1 / RANK_TEMPERATURE))), -1), constant(1));
}

/**
 * 1 − Spearman's correlation [batch, length] of the soft ranks among the teacher's `top` most probable tokens: whether
 * the student orders them as the teacher does.
 */
export function spearmanDistance(
  teacherLogits: tf.Tensor3D,
  studentLogits: tf.Tensor3D,
  top: number,
): tf.Tensor2D {
  const [batch, length, vocabulary] = teacherLogits.shape;
  const count = Math.min(top, vocabulary);
  const best = tf.topk(normalise(teacherLogits), count, true);
  // A product with one-hot rows, because gather has no gradient on the wasm backend.
  const chosen = oneHot(best.indices, vocabulary);
  const column = tf.reshape(normalise(studentLogits), [batch, length, vocabulary, 1]);
  const student = tf.reshape(tf.matMul(chosen, column), [batch, length, count]) as tf.Tensor3D;
  const ranksOf = (z: tf.Tensor): tf.Tensor3D => normalise(softRanks(z as tf.Tensor3D)) as tf.Tensor3D;
  return tf.sub(constant(1), correlationOf(ranksOf(best.values), ranksOf(student)));
}

/**
 * CE + a·(2·(1 − w)·(1 − Pearson) + 2·w·(1 − Spearman)), w = H(p)/log V: where the teacher is sure, the values count,
 * where it wavers, the order does. The weights sum to 2, so w = ½ is the plain sum of the paper (soft rank and weights: ours).
 */
export function correlation(inputs: LossInputs): readonly Term[] {
  const { experiment, plan, studentLogits, teacherOutputs } = inputs;
  const teacherLogits = required(teacherOutputs.teacherLogits);
  const logP = tf.logSoftmax(teacherLogits);
  const entropy = tf.neg(tf.sum(tf.mul(tf.exp(logP), logP), -1));
  const share = tf.mul(entropy, constant(1 / Math.log(teacherLogits.shape[2])));
  const twice = scalarOf(2 * plan.auxiliaryWeight);
  return [
    { name: 'cross-entropy', perToken: labelLoss(inputs), coefficient: 1 },
    {
      name: 'pearson',
      perToken: pearsonDistance(teacherLogits, studentLogits),
      coefficient: tf.mul(twice, tf.sub(constant(1), share)),
    },
    {
      name: 'spearman',
      perToken: spearmanDistance(teacherLogits, studentLogits, experiment.correlationTop),
      coefficient: tf.mul(twice, share),
    },
  ];
}
