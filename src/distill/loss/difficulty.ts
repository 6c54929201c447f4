/** How hard a token is: the distance of both distributions, and its order statistics over a batch. */
import { constant } from '../../ops/constant';
import * as tf from '../../ops/tf';

/**
 * Hellinger distance √(½·Σ(√p − √q)²) of each token, in [0, 1] (the difficulty of AdaKD, arXiv 2510.11615).
 * @param teacherLogits [batch, length, vocabulary]
 * @returns [batch, length]
 */
export function hellinger(teacherLogits: tf.Tensor3D, studentLogits: tf.Tensor3D): tf.Tensor2D {
  const root = (logits: tf.Tensor3D): tf.Tensor3D =>
    tf.exp(tf.mul(tf.logSoftmax(logits), constant(0.5))) as tf.Tensor3D;
  const gaps = tf.squaredDifference(root(teacherLogits), root(studentLogits));
  return tf.sqrt(tf.mul(tf.sum(gaps, -1), constant(0.5)));
}

/**
 * The value of which a fraction of the response tokens is at least as large: the ⌈fraction · count⌉-th largest.
 * @param values [batch, length], not negative
 * @param mask [batch, length] of 0 and 1; at least one 1
 * @param fraction in (0, 1]
 */
export function upperQuantile(values: tf.Tensor2D, mask: tf.Tensor2D, fraction: tf.Scalar): tf.Scalar {
  // Padding gets −1 and so comes after everything that counts; what counts must stay exactly what it was.
  const padded = tf.add(tf.mul(values, mask), tf.sub(mask, constant(1)));
  const sorted = tf.topk(tf.reshape(padded, [values.size]), values.size, true).values;
  // A little less before rounding up: 0.9 · 10 must not become the eleventh.
  const rank = tf.ceil(tf.sub(tf.mul(fraction, tf.sum(mask)), constant(1e-3)));
  const index = tf.maximum(tf.sub(rank, constant(1)), constant(0));
  const here = tf.cast(tf.equal(tf.range(0, values.size, 1, 'float32'), index), 'float32');
  return tf.sum(tf.mul(sorted, here));
}
