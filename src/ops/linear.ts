import { productNT, productTN } from './products';
import { customGradient, type Save } from './scope';
import * as tf from './tf';

type Two = [tf.Tensor2D, tf.Tensor2D];

const withGradient = customGradient((x: tf.Tensor2D, w: tf.Tensor2D, save: Save) => {
  save([x, w]);
  return {
    value: tf.matMul<tf.Tensor2D>(x, w),
    gradFunc: (dy: tf.Tensor2D, saved: tf.Tensor[]) => {
      const [a, b] = saved as Two;
      return [productNT(dy, b), productTN(a, dy)];
    },
  };
});

const withGradientTransposed = customGradient((x: tf.Tensor2D, w: tf.Tensor2D, save: Save) => {
  save([x, w]);
  return {
    value: productNT(x, w),
    gradFunc: (dy: tf.Tensor2D, saved: tf.Tensor[]) => {
      const [a, b] = saved as Two;
      return [tf.matMul(dy, b), productTN(dy, a)];
    },
  };
});

/** x[…, in] · w[in, out] → […, out]. */
export function linear(x: tf.Tensor, w: tf.Tensor2D): tf.Tensor {
  const [inputs, outputs] = w.shape;
  const rows: tf.Tensor2D = tf.reshape(x, [x.size / inputs, inputs]);
  return tf.reshape(withGradient(rows, w), [...x.shape.slice(0, -1), outputs]);
}

/** x[…, in] · w[out, in]ᵀ → […, out]: the tied output head. */
export function linearTransposed(x: tf.Tensor, w: tf.Tensor2D): tf.Tensor {
  const [outputs, inputs] = w.shape;
  const rows: tf.Tensor2D = tf.reshape(x, [x.size / inputs, inputs]);
  return tf.reshape(withGradientTransposed(rows, w), [...x.shape.slice(0, -1), outputs]);
}
