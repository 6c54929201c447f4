import * as arrays from './arrays/gelu-arrays';
import { customGradient, type Save } from './scope';
import type * as tf from './tf';
import * as webgpu from './webgpu/gelu-kernel';
import { onWebGPU } from './webgpu/kernel';

const withGradient = customGradient((x: tf.Tensor, save: Save) => {
  const { geluForward, geluBackward } = onWebGPU() ? webgpu : arrays;
  save([x]);
  return {
    value: geluForward(x),
    gradFunc: (dy: tf.Tensor, [input]: tf.Tensor[]) => geluBackward(dy, input as tf.Tensor),
  };
});

/** Exact Gaussian error linear unit, x·Φ(x) (Hendrycks & Gimpel 2016, arXiv 1606.08415); not the tanh approximation. */
export function gelu<T extends tf.Tensor>(x: T): T {
  return withGradient(x) as T;
}
