/** Losses per token, and their mean over response tokens. */
import { oneHot } from '../../ops/embedding';
import * as tf from '../../ops/tf';

export { type Divergence, divergence } from '../../ops/divergence';

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
