import * as tf from '../tf';
import { arrayKernel, NONE } from './kernel';

/**
 * Both passes of layer normalisation over the last axis.
 * @param epsilon added to the variance
 */
export function normaliseKernels(epsilon: number): {
  /** y = (x − mean)·s with s = 1/√(var + ε); returns y and s [rows]. */
  readonly normaliseForward: (x: tf.Tensor) => [tf.Tensor, tf.Tensor];
  /** dx = s·(dy − mean(dy) − y·mean(dy·y)). */
  readonly normaliseBackward: (dy: tf.Tensor, y: tf.Tensor, scale: tf.Tensor) => tf.Tensor;
} {
  const forward = arrayKernel({
    name: 'NormaliseForward',
    results: ([shape = []]) => [shape, [tf.util.sizeFromShape(shape.slice(0, -1))]],
    compute: ([x = NONE], [y = NONE, scale = NONE]) => {
      const width = x.length / scale.length;
      for (let row = 0, from = 0; row < scale.length; row++, from += width) {
        let sum = 0;
        for (let i = from; i < from + width; i++) sum += x[i] as number;
        const mean = sum / width;
        let squares = 0;
        for (let i = from; i < from + width; i++) squares += ((x[i] as number) - mean) ** 2;
        const s = 1 / Math.sqrt(squares / width + epsilon);
        for (let i = from; i < from + width; i++) y[i] = s * ((x[i] as number) - mean);
        scale[row] = s;
      }
    },
  });
  const backward = arrayKernel({
    name: 'NormaliseBackward',
    results: ([shape = []]) => [shape],
    compute: ([dy = NONE, y = NONE, scale = NONE], [dx = NONE]) => {
      const width = y.length / scale.length;
      for (let row = 0, from = 0; row < scale.length; row++, from += width) {
        let sum = 0;
        let along = 0;
        for (let i = from; i < from + width; i++) {
          sum += dy[i] as number;
          along += (dy[i] as number) * (y[i] as number);
        }
        const mean = sum / width;
        const share = along / width;
        const s = scale[row] as number;
        for (let i = from; i < from + width; i++) {
          dx[i] = s * ((dy[i] as number) - mean - (y[i] as number) * share);
        }
      }
    },
  });
  return {
    normaliseForward: (x) => forward(x) as [tf.Tensor, tf.Tensor],
    normaliseBackward: (dy, y, scale) => backward(dy, y, scale)[0] as tf.Tensor,
  };
}
