import { normaliseKernels } from './arrays/normalise-arrays';
import { customGradient, type Save } from './scope';
import type * as tf from './tf';
import { onWebGPU } from './webgpu/kernel';
import * as webgpu from './webgpu/normalise-kernel';

const EPSILON = 1e-5;

const arrays = normaliseKernels(EPSILON);

const withGradient = customGradient((x: tf.Tensor, save: Save) => {
  const { normaliseForward, normaliseBackward } = onWebGPU() ? webgpu : arrays;
  const [value, scale] = normaliseForward(x, EPSILON);
  save([value, scale]);
  return {
    value,
    gradFunc: (dy: tf.Tensor, [y, s]: tf.Tensor[]) => normaliseBackward(dy, y as tf.Tensor, s as tf.Tensor),
  };
});

/**
 * Layer normalisation over the last axis without gain or bias (Ba et al. 2016, arXiv 1607.06450), ε = 1e-5:
 * (x − mean) / √(var + ε).
 */
export function normalise<T extends tf.Tensor>(x: T): T {
  return withGradient(x) as T;
}
