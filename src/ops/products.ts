/**
 * Matrix products for forward and backward passes. The wasm backend multiplies with XNNPACK only when neither side is
 * transposed (20 against 1.4 GFLOP/s on one core of the development machine), so it gets an explicit transpose.
 */
import * as tf from './tf';

const transposesFirst = (): boolean => tf.getBackend() === 'wasm';

/** a[m,k] · b[n,k]ᵀ → [m,n]. */
export function productNT(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return transposesFirst()
    ? tf.tidy(() => tf.matMul(a, tf.transpose<tf.Tensor2D>(b)))
    : tf.matMul(a, b, false, true);
}

/** a[k,m]ᵀ · b[k,n] → [m,n]. */
export function productTN(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return transposesFirst()
    ? tf.tidy(() => tf.matMul(tf.transpose<tf.Tensor2D>(a), b))
    : tf.matMul(a, b, true, false);
}
