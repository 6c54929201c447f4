import { customGradient, type Save } from './scope';
import * as tf from './tf';

/** log Σ exp over the last axis, which it takes away; the gradient is the softmax. */
export const logSumExp = customGradient((x: tf.Tensor, save: Save) => {
  save([x]);
  return {
    value: tf.logSumExp(x, -1),
    gradFunc: (dy: tf.Tensor, [kept]: tf.Tensor[]) => [
      tf.mul(tf.expandDims(dy, -1), tf.softmax(kept as tf.Tensor)),
    ],
  };
});
