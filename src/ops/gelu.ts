import { constant } from './constant';
import { customGradient, type Save } from './scope';
import * as tf from './tf';
import { geluBackward, geluForward } from './webgpu/gelu';
import { onWebGPU } from './webgpu/kernel';

const withGradient = customGradient((x: tf.Tensor, save: Save) => {
  if (onWebGPU()) {
    save([x]);
    return {
      value: geluForward(x),
      gradFunc: (dy: tf.Tensor, [input]: tf.Tensor[]) => geluBackward(dy, input as tf.Tensor),
    };
  }
  // Φ(x), the normal distribution function.
  const cdf = tf.mul(tf.add(tf.erf(tf.mul(x, constant(Math.SQRT1_2))), constant(1)), constant(0.5));
  save([x, cdf]);
  return {
    value: tf.mul(x, cdf),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [input, phi] = saved as [tf.Tensor, tf.Tensor];
      const density = tf.mul(
        tf.exp(tf.mul(tf.square(input), constant(-0.5))),
        constant(1 / Math.sqrt(2 * Math.PI)),
      );
      return tf.mul(dy, tf.add(phi, tf.mul(input, density)));
    },
  };
});

/** Exact Gaussian error linear unit, x·Φ(x) (Hendrycks & Gimpel 2016, arXiv 1606.08415); not the tanh approximation. */
export function gelu<T extends tf.Tensor>(x: T): T {
  return withGradient(x) as T;
}
