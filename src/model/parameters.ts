import { normalArray, STREAM } from '../experiment/random';
import { pack, unpack } from '../ops/pack';
import type * as tf from '../ops/tf';
import { isEncoder, type ModelShape, type ParameterSpec, parameterSpecs, sizeOf } from './shape';

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

/** What only an encoder has. */
export interface Classifier {
  /** [width]; null where words are read. */
  readonly token: tf.Tensor1D | null;
  /** [width, vocabulary · subclasses]. */
  readonly head: tf.Tensor2D;
  /** Of an earlier block's states [width, vocabulary]; null where there is none. */
  readonly auxiliary: tf.Tensor2D | null;
  /** Of each class; 1 where the head scores classes. */
  readonly subclasses: number;
}

/** Views by name of a flat parameter vector, as tensors that forward passes use. */
export interface Weights {
  /** Of tokens [vocabulary, width]; of an encoder of patches [patch², width], or of words [words, width]. */
  readonly embedding: tf.Tensor2D;
  readonly positions: tf.Tensor2D;
  readonly blocks: readonly {
    readonly attention: tf.Tensor2D;
    readonly attentionOut: tf.Tensor2D;
    readonly expand: tf.Tensor2D;
    readonly contract: tf.Tensor2D;
  }[];
  readonly gain: tf.Tensor1D;
  readonly classifier: Classifier | null;
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
export function weightsOf(shape: ModelShape, parts: readonly tf.Tensor[]): Weights {
  const { layers, patch, auxiliary, subclasses = 1 } = shape;
  const tensor = <T extends tf.Tensor>(index: number): T => {
    const part = parts[index];
    if (!part) throw new Error(`parameter ${index} is missing`);
    return part as T;
  };
  const end = 2 + 4 * layers;
  const head = patch === undefined ? end + 1 : end + 2;
  return {
    embedding: tensor<tf.Tensor2D>(0),
    positions: tensor<tf.Tensor2D>(1),
    blocks: Array.from({ length: layers }, (_, i) => ({
      attention: tensor<tf.Tensor2D>(2 + 4 * i),
      attentionOut: tensor<tf.Tensor2D>(3 + 4 * i),
      expand: tensor<tf.Tensor2D>(4 + 4 * i),
      contract: tensor<tf.Tensor2D>(5 + 4 * i),
    })),
    gain: tensor<tf.Tensor1D>(end),
    classifier: isEncoder(shape)
      ? {
          token: patch === undefined ? null : tensor<tf.Tensor1D>(end + 1),
          head: tensor<tf.Tensor2D>(head),
          auxiliary: auxiliary === undefined ? null : tensor<tf.Tensor2D>(head + 1),
          subclasses,
        }
      : null,
  };
}
