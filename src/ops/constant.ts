import * as tf from './tf';

const constants = new Map<string, tf.Tensor>();

/**
 * A scalar tensor that is made once per backend and never disposed. A plain JavaScript number as an operand costs
 * the webgpu backend a staging buffer, a copy and an ended pass each time (tfjs-backend-webgpu `uploadToGPU`).
 */
export function constant(value: number): tf.Scalar {
  const key = `${tf.getBackend()} ${value}`;
  let tensor = constants.get(key);
  if (!tensor || tensor.isDisposed) {
    tensor = tf.keep(tf.scalar(value));
    constants.set(key, tensor);
  }
  return tensor as tf.Scalar;
}
