import { constant } from './constant';
import { customGradient, type Save } from './scope';
import * as tf from './tf';
import { onWebGPU } from './webgpu/kernel';
import { normaliseBackward, normaliseForward } from './webgpu/normalise';

const EPSILON = 1e-5;

const withGradient = customGradient((x: tf.Tensor, save: Save) => {
  if (onWebGPU()) {
    const [value, scale] = normaliseForward(x, EPSILON);
    save([value, scale]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, [y, s]: tf.Tensor[]) => normaliseBackward(dy, y as tf.Tensor, s as tf.Tensor),
    };
  }
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), constant(EPSILON)));
  const value = tf.mul(centred, scale);
  save([value, scale]);
  return {
    value,
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [y, s] = saved as [tf.Tensor, tf.Tensor];
      const along = tf.mul(y, tf.mean(tf.mul(dy, y), -1, true));
      return tf.mul(s, tf.sub(tf.sub(dy, tf.mean(dy, -1, true)), along));
    },
  };
});

/**
 * Layer normalisation over the last axis without gain or bias (Ba et al. 2016, arXiv 1607.06450), ε = 1e-5:
 * (x − mean) / √(var + ε).
 */
export function normalise<T extends tf.Tensor>(x: T): T {
  return withGradient(x) as T;
}
