import { normalArray, STREAM } from '../experiment/random';
import { pack, unpack } from '../ops/pack';
import type * as tf from '../ops/tf';
import { type ModelShape, type ParameterSpec, parameterSpecs, sizeOf } from './shape';

/**
 * Fresh parameters, flat; the same on every backend because they are drawn in TypeScript.
 * @param stream which of the seed's random numbers
 */
export function drawParameters(specs: readonly ParameterSpec[], seed: number, stream: number): Float32Array {
  const normal = normalArray(seed, stream, sizeOf(specs));
  for (const { offset, size, deviation } of specs) {
    for (let i = offset; i < offset + size; i++)
      normal[i] = deviation === null ? 1 : (normal[i] ?? 0) * deviation;
  }
  return normal;
}

/** Fresh parameters of a model. */
export const initialParameters = (shape: ModelShape, seed: number): Float32Array =>
  drawParameters(parameterSpecs(shape), seed, STREAM.init);

/** 1 where weight decay applies: every matrix, but not the gain. */
export function decayMask(specs: readonly ParameterSpec[]): Float32Array {
  const mask = new Float32Array(sizeOf(specs));
  for (const { offset, size, shape: dims } of specs) {
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
