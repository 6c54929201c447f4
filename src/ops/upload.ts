import * as tf from './tf';
import { onWebGPU, write } from './webgpu/kernel';

/** A tensor of given values, float32 or int32 as the array is. For what is sent to the device in every step. */
export function upload<T extends tf.Tensor>(values: Float32Array | Int32Array, shape: number[]): T {
  return onWebGPU()
    ? write<T>(values, shape)
    : (tf.tensor(values, shape, values instanceof Int32Array ? 'int32' : 'float32') as T);
}
