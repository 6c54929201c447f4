/**
 * Divergences between teacher p and student q, per token, over the full vocabulary and in log space
 * (Agarwal et al. 2023, arXiv 2306.13649, for the generalised Jensen–Shannon divergence). Stock tfjs operations only,
 * so each runs, and has a gradient, on every backend.
 */
import { constant } from '../../ops/constant';
import { oneHot } from '../../ops/embedding';
import * as tf from '../../ops/tf';

export type Divergence =
  | { readonly kind: 'forward-kl' }
  | { readonly kind: 'reverse-kl' }
  /** β → 0 tends to β·KL(p‖q); β = ½ is the symmetric Jensen–Shannon divergence. */
  | { readonly kind: 'jsd'; readonly beta: number };

/** Σ_v exp(logA)·(logA − logB), over the last axis. */
function kl(logA: tf.Tensor, logB: tf.Tensor): tf.Tensor2D {
  return tf.sum(tf.mul(tf.exp(logA), tf.sub(logA, logB)), -1);
}

/** log(β·exp(a) + (1 − β)·exp(b)) without underflow where both are small. */
function logMixture(a: tf.Tensor, b: tf.Tensor, beta: number): tf.Tensor {
  const left = tf.add(a, constant(Math.log(beta)));
  const right = tf.add(b, constant(Math.log1p(-beta)));
  const high = tf.maximum(left, right);
  const gap = tf.neg(tf.abs(tf.sub(left, right)));
  return tf.add(high, tf.log1p(tf.exp(gap)));
}

/**
 * @param teacherLogits [batch, length, vocabulary]; no gradient flows into it
 * @param studentLogits same shape
 * @param temperature divides both logits
 * @returns nats per token [batch, length]
 */
export function divergence(
  teacherLogits: tf.Tensor3D,
  studentLogits: tf.Tensor3D,
  which: Divergence,
  temperature = 1,
): tf.Tensor2D {
  const scale = (x: tf.Tensor3D): tf.Tensor3D => (temperature === 1 ? x : tf.mul(x, constant(1 / temperature)));
  const p = tf.logSoftmax(scale(teacherLogits));
  const q = tf.logSoftmax(scale(studentLogits));
  switch (which.kind) {
    case 'forward-kl':
      return kl(p, q);
    case 'reverse-kl':
      return kl(q, p);
    case 'jsd': {
      const mixture = logMixture(p, q, which.beta);
      return tf.add(
        tf.mul(kl(p, mixture), constant(which.beta)),
        tf.mul(kl(q, mixture), constant(1 - which.beta)),
      );
    }
    default:
      return which satisfies never;
  }
}

/**
 * −log q(token): nats per token [batch, length].
 * @param tokens int32 [batch, length]
 */
export function crossEntropy(tokens: tf.Tensor2D, studentLogits: tf.Tensor3D): tf.Tensor2D {
  const target = oneHot(tokens, studentLogits.shape[2]);
  return tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(studentLogits)), -1));
}

/** Σ m·l / Σ m: the mean over response tokens. The mask must not be all 0. */
export function maskedMean(perToken: tf.Tensor2D, mask: tf.Tensor2D): tf.Scalar {
  return tf.div(tf.sum(tf.mul(perToken, mask)), tf.sum(mask));
}
