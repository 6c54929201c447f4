/**
 * The gradients of `sum` and `mean`, without an upload. tfjs 4.22 multiplies by a tensor of ones that it makes on the CPU,
 * so that each step would send it to the device anew, in a buffer made for it.
 */
import { constant } from './constant';
import * as tf from './tf';

interface Reduction {
  readonly axis: number | number[] | undefined;
}

/** dy, spread over the entries that were reduced. */
function spread(dy: tf.Tensor, x: tf.Tensor, axis: Reduction['axis']): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis ?? x.shape.map((_, i) => i), x.shape);
  const kept = x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
  return tf.add(tf.zerosLike(x), tf.reshape(dy, kept));
}

function register(kernelName: 'Sum' | 'Mean', scaleOf: (x: tf.Tensor, dy: tf.Tensor) => number): void {
  if (tf.getGradient(kernelName)) tf.unregisterGradient(kernelName);
  tf.registerGradient({
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => ({
      x: () => {
        if (Array.isArray(dy) || !x)
          throw new Error(`The gradient of ${kernelName} needs one tensor and its input.`);
        const scale = scaleOf(x, dy);
        const { axis } = attributes as unknown as Reduction;
        return spread(scale === 1 ? dy : tf.mul(dy, constant(scale)), x, axis);
      },
    }),
  });
}

register('Sum', () => 1);
register('Mean', (x, dy) => dy.size / x.size);
