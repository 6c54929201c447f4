/** Many tensors in one vector and back: parameters are kept and updated as one vector, but used one by one. */
import { tidy } from './scope';
import * as tf from './tf';
import { blank, copyNumbers, onWebGPU } from './webgpu/kernel';

export interface Piece {
  readonly shape: number[];
  /** First number of the piece in the vector. */
  readonly offset: number;
}

/** Copies of stretches of `flat`, one tensor a piece. The caller disposes them. */
export function unpack(flat: tf.Tensor1D, pieces: readonly Piece[]): tf.Tensor[] {
  if (onWebGPU()) {
    // Buffer copies: the stock slice is a dispatch each.
    const tensors = pieces.map(({ shape }) => blank([...shape]));
    copyNumbers(
      pieces.map(({ offset }, i) => {
        const to = tensors[i] as tf.Tensor;
        return { from: flat, fromOffset: offset, to, toOffset: 0, length: to.size };
      }),
    );
    return tensors;
  }
  return pieces.map(({ shape, offset }) => {
    const part = tf.slice(flat, [offset], [tf.util.sizeFromShape(shape)]);
    const shaped = tf.reshape(part, shape);
    part.dispose();
    return shaped;
  });
}

/** All numbers of the tensors one after the other. */
export function pack(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  if (onWebGPU()) {
    const flat = blank<tf.Tensor1D>([tensors.reduce((sum, { size }) => sum + size, 0)]);
    let offset = 0;
    copyNumbers(
      tensors.map((from) => {
        const toOffset = offset;
        offset += from.size;
        return { from, fromOffset: 0, to: flat, toOffset, length: from.size };
      }),
    );
    return flat;
  }
  return tidy(() => tf.concat1d(tensors.map((tensor) => tf.reshape(tensor, [tensor.size]) as tf.Tensor1D)));
}
