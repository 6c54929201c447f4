import { productNN, productNT, productTN } from './products';
import { customGradient, type Save } from './scope';
import * as tf from './tf';

type Two = [tf.Tensor2D, tf.Tensor2D];

const plain = customGradient((x: tf.Tensor2D, w: tf.Tensor2D, save: Save) => {
  save([x, w]);
  return {
    value: productNN(x, w),
    gradFunc: (dy: tf.Tensor2D, saved: tf.Tensor[]) => {
      const [a, b] = saved as Two;
      return [productNT(dy, b), productTN(a, dy)];
    },
  };
});

const withResidual = customGradient((x: tf.Tensor2D, w: tf.Tensor2D, residual: tf.Tensor2D, save: Save) => {
  save([x, w]);
  return {
    value: productNN(x, w, residual),
    gradFunc: (dy: tf.Tensor2D, saved: tf.Tensor[]) => {
      const [a, b] = saved as Two;
      // A copy of the reference, not of the numbers: the engine disposes each gradient on its own.
      return [productNT(dy, b), productTN(a, dy), dy.clone()];
    },
  };
});

const transposed = customGradient((x: tf.Tensor2D, w: tf.Tensor2D, save: Save) => {
  save([x, w]);
  return {
    value: productNT(x, w),
    gradFunc: (dy: tf.Tensor2D, saved: tf.Tensor[]) => {
      const [a, b] = saved as Two;
      return [productNN(dy, b), productTN(dy, a)];
    },
  };
});

const asRows = (x: tf.Tensor, width: number): tf.Tensor2D => tf.reshape(x, [x.size / width, width]);

/** x[…, in] · w[in, out] → […, out], plus `residual` […, out] where given. */
export function linear(x: tf.Tensor, w: tf.Tensor2D, residual: tf.Tensor | null = null): tf.Tensor {
  const [inputs, outputs] = w.shape;
  const rows = asRows(x, inputs);
  const y = residual ? withResidual(rows, w, asRows(residual, outputs)) : plain(rows, w);
  return tf.reshape(y, [...x.shape.slice(0, -1), outputs]);
}

/** x[…, in] · w[out, in]ᵀ → […, out]: the tied output head. */
export function linearTransposed(x: tf.Tensor, w: tf.Tensor2D): tf.Tensor {
  const [outputs, inputs] = w.shape;
  return tf.reshape(transposed(asRows(x, inputs), w), [...x.shape.slice(0, -1), outputs]);
}
