import * as tf from './tf';

const tensors = new Map<string, tf.Tensor>();

/** A tensor that is made once per backend and never disposed. `key` must be unique for what `make` returns. */
export function cachedTensor<T extends tf.Tensor>(key: string, make: () => T): T {
  const name = `${tf.getBackend()} ${key}`;
  let tensor = tensors.get(name);
  if (!tensor || tensor.isDisposed) {
    tensor = tf.keep(make());
    tensors.set(name, tensor);
  }
  return tensor as T;
}

/**
 * A kept scalar. A plain JavaScript number as an operand costs the webgpu backend a staging buffer, a copy and an ended
 * pass each time (tfjs-backend-webgpu `uploadToGPU`).
 */
export const constant = (value: number): tf.Scalar => cachedTensor(`scalar ${value}`, () => tf.scalar(value));
