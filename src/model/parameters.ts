import { normalArray, STREAM } from '../experiment/random';
import { pack, unpack } from '../ops/pack';
import type * as tf from '../ops/tf';
import { type ModelShape, type ParameterSpec, parameterSize, parameterSpecs } from './shape';

/** Fresh parameters from a seed, flat; the same on every backend because they are drawn in TypeScript. */
export function initialParameters(shape: ModelShape, seed: number): Float32Array {
  const normal = normalArray(seed, STREAM.init, parameterSize(shape));
  for (const { offset, size, deviation } of parameterSpecs(shape)) {
    for (let i = offset; i < offset + size; i++)
      normal[i] = deviation === null ? 1 : (normal[i] ?? 0) * deviation;
  }
  return normal;
}

/** 1 where weight decay applies: every matrix, but not the gain. */
export function decayMask(shape: ModelShape): Float32Array {
  const mask = new Float32Array(parameterSize(shape));
  for (const { offset, size, shape: dims } of parameterSpecs(shape)) {
    if (dims.length === 2) mask.fill(1, offset, offset + size);
  }
  return mask;
}

/** Views by name of a flat parameter vector, as tensors that forward passes use. */
export interface Weights {
  readonly embedding: tf.Tensor2D;
  readonly positions: tf.Tensor2D;
  readonly blocks: readonly {
    readonly attention: tf.Tensor2D;
    readonly attentionOut: tf.Tensor2D;
    readonly expand: tf.Tensor2D;
    readonly contract: tf.Tensor2D;
  }[];
  readonly gain: tf.Tensor1D;
}

/** Cuts a flat vector into parameter tensors, in storage order. Called inside or outside a tidy; the caller disposes. */
export function cut(flat: tf.Tensor1D, specs: readonly ParameterSpec[]): tf.Tensor[] {
  return unpack(
    flat,
    specs.map(({ shape, offset }) => ({ shape: [...shape], offset })),
  );
}

/** The inverse of `cut`, for gradients. */
export function join(parts: readonly tf.Tensor[]): tf.Tensor1D {
  return pack(parts);
}

/** Names the tensors of `cut`. */
export function weightsOf(parts: readonly tf.Tensor[]): Weights {
  const matrix = (index: number): tf.Tensor2D => {
    const tensor = parts[index];
    if (!tensor) throw new Error(`parameter ${index} is missing`);
    return tensor as tf.Tensor2D;
  };
  const layers = (parts.length - 3) / 4;
  return {
    embedding: matrix(0),
    positions: matrix(1),
    blocks: Array.from({ length: layers }, (_, i) => ({
      attention: matrix(2 + 4 * i),
      attentionOut: matrix(3 + 4 * i),
      expand: matrix(4 + 4 * i),
      contract: matrix(5 + 4 * i),
    })),
    gain: parts[parts.length - 1] as tf.Tensor1D,
  };
}
