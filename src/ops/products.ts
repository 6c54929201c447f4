/**
 * Matrix products for forward and backward passes: on WebGPU our own kernel, where its vec4 loads are aligned.
 */
import * as tf from './tf';
import { productFits, productKernel } from './webgpu/product-kernel';

/** a[m,k] · b[k,n] → [m,n], plus `residual` [m,n] where given. */
export function productNN(a: tf.Tensor2D, b: tf.Tensor2D, residual: tf.Tensor2D | null = null): tf.Tensor2D {
  if (productFits(a, b, 'nn')) return productKernel(a, b, 'nn', residual);
  const product: tf.Tensor2D = tf.matMul(a, b);
  if (!residual) return product;
  const sum: tf.Tensor2D = tf.add(product, residual);
  product.dispose();
  return sum;
}

/** a[m,k] · b[n,k]ᵀ → [m,n]. */
export function productNT(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  if (productFits(a, b, 'nt')) return productKernel(a, b, 'nt');
  return tf.matMul(a, b, false, true);
}

/** a[k,m]ᵀ · b[k,n] → [m,n]. */
export function productTN(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  if (productFits(a, b, 'tn')) return productKernel(a, b, 'tn');
  return tf.matMul(a, b, true, false);
}
