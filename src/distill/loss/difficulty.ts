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
 * The n-th largest of the values at response tokens.
 * @param values [batch, length], not negative
 * @param mask [batch, length] of 0 and 1
 * @param rank n, a whole number from 1 to the number of ones in the mask
 */
export function nthLargest(values: tf.Tensor2D, mask: tf.Tensor2D, rank: tf.Tensor): tf.Scalar {
  // Padding gets −1 and so comes after everything that counts; what counts must stay exactly what it was.
  const padded = tf.add(tf.mul(values, mask), tf.sub(mask, constant(1)));
  const sorted = tf.topk(tf.reshape(padded, [values.size]), values.size, true).values;
  const here = tf.cast(tf.equal(tf.range(1, values.size + 1, 1, 'float32'), rank), 'float32');
  return tf.sum(tf.mul(sorted, here));
}

/**
 * 1 on the hardest fraction of the response tokens of a batch, ⌊fraction · count⌋ of them and one at least; tokens as hard as
 * the last of them as well. 0 elsewhere, on padding too.
 * @param difficulty [batch, length], not negative
 * @param mask [batch, length] of 0 and 1; at least one 1
 * @param fraction in (0, 1]
 */
export function hardestTokens(difficulty: tf.Tensor2D, mask: tf.Tensor2D, fraction: tf.Scalar): tf.Tensor2D {
  // A little more before rounding down: 0.9 · 10 must not become the eighth.
  const count = tf.floor(tf.add(tf.mul(fraction, tf.sum(mask)), constant(1e-3)));
  const threshold = nthLargest(difficulty, mask, tf.maximum(count, constant(1)));
  return tf.mul(mask, tf.cast(tf.greaterEqual(difficulty, threshold), 'float32'));
}

/** The median of the values where the mask is 1; of an even number of them the lower of the two in the middle. */
export function medianOf(values: tf.Tensor2D, mask: tf.Tensor2D): tf.Scalar {
  return nthLargest(values, mask, tf.add(tf.floor(tf.mul(tf.sum(mask), constant(0.5))), constant(1)));
}
