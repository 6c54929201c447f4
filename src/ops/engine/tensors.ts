/** Tensors of the WebAssembly backend as arrays, so that numbers cross between its memory and the engine's in one copy. */
import * as tf from '../tf';

/** Private parts of tfjs-backend-wasm 4.22.0 used here (frozen upstream, pinned here). */
interface Wasm {
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  typedArrayFromHeap(info: tf.TensorInfo): Float32Array;
}

const backend = (): Wasm => tf.backend() as unknown as Wasm;

/** A view of a float32 tensor. It ends when a tensor is made: memory may grow. */
export const viewOf = (tensor: tf.Tensor): Float32Array => backend().typedArrayFromHeap(tensor);

/** A float32 tensor with a copy of these numbers. */
export function tensorOf<T extends tf.Tensor>(numbers: Float32Array, shape: number[]): T {
  const info = backend().makeOutput(shape, 'float32');
  backend().typedArrayFromHeap(info).set(numbers);
  return tf.engine().makeTensorFromTensorInfo(info) as T;
}
