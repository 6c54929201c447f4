/** Losses per token, and their mean over response tokens. */
import { constant } from '../../ops/constant';
import { oneHot } from '../../ops/embedding';
import { customGradient, type Save } from '../../ops/scope';
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

/**
 * Values with labels that not every row has: their mean over the batch is the mean over the rows that have one, 0 where none has.
 * @param perToken [batch, responseLength]
 * @param labelled [batch, 1] of 0 and 1; absent where all rows have a label
 */
export const meanOverLabels = (perToken: tf.Tensor2D, labelled?: tf.Tensor2D): tf.Tensor2D =>
  labelled ? tf.div(tf.mul(perToken, labelled), tf.maximum(tf.mean(labelled), constant(1e-9))) : perToken;

/**
 * Cross-entropy over the rows that have a label; see `meanOverLabels`.
 * @returns [batch, responseLength]
 */
export function labelLoss({
  responses,
  studentLogits,
  labelled,
}: {
  readonly responses: tf.Tensor2D;
  readonly studentLogits: tf.Tensor3D;
  readonly labelled?: tf.Tensor2D;
}): tf.Tensor2D {
  return meanOverLabels(crossEntropy(responses, studentLogits), labelled);
}

/** Σ weights · values over all entries of two tensors of the same shape. No gradient flows into the weights. */
export const weightedSum = customGradient((values: tf.Tensor, weights: tf.Tensor, save: Save) => {
  save([weights]);
  return {
    value: tf.sum<tf.Scalar>(tf.mul(values, weights)),
    // One product; the stock gradient would spread dy over all entries first.
    gradFunc: (dy: tf.Scalar, [kept]: tf.Tensor[]) => [
      tf.mul(dy, kept as tf.Tensor),
      tf.zerosLike(kept as tf.Tensor),
    ],
  };
});

/** Less than any count of tokens, so that nothing selected is no division by 0. */
const LEAST_COUNT = 1e-9;

/** Σ m·l / Σ m: the mean over response tokens, or over those that were selected; 0 where there is none. */
export function maskedMean(perToken: tf.Tensor2D, mask: tf.Tensor2D): tf.Scalar {
  return weightedSum(perToken, tf.div(mask, tf.maximum(tf.sum(mask), constant(LEAST_COUNT))));
}
