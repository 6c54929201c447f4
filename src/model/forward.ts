/** Training and scoring: whole sequences at once. The decoder in decode.ts computes the same function token by token. */
import { attention } from '../ops/attention';
import { embed } from '../ops/embedding';
import { gelu } from '../ops/gelu';
import { linear, linearTransposed } from '../ops/linear';
import { normalise } from '../ops/normalise';
import * as tf from '../ops/tf';
import type { Weights } from './parameters';
import type { ModelShape } from './shape';

/** Called with the packed projections [batch, length, 3·width] of each block, for a cache that is filled from them. */
export type OnBlock = (layer: number, qkv: tf.Tensor3D) => void;

/** Called with the residual stream after each block [batch, length, width], before any norm. */
export type OnOutput = (layer: number, output: tf.Tensor3D) => void;

/**
 * The residual stream after the last block, normalised and scaled: pre-norm blocks, learned positions.
 * @param ids int32 [batch, length], length ≤ context
 * @returns [batch, length, width]
 */
export function hidden(
  shape: ModelShape,
  weights: Weights,
  ids: tf.Tensor2D,
  onBlock?: OnBlock,
  onOutput?: OnOutput,
): tf.Tensor3D {
  const length = ids.shape[1];
  const positions =
    length === shape.context ? weights.positions : tf.slice(weights.positions, [0, 0], [length, shape.width]);
  let x: tf.Tensor3D = tf.add(embed(ids, weights.embedding), positions);
  weights.blocks.forEach((block, layer) => {
    const qkv = linear(normalise(x), block.attention) as tf.Tensor3D;
    onBlock?.(layer, qkv);
    x = linear(attention(qkv, shape.heads), block.attentionOut, x) as tf.Tensor3D;
    const expanded = gelu(linear(normalise(x), block.expand));
    x = linear(expanded, block.contract, x) as tf.Tensor3D;
    onOutput?.(layer, x);
  });
  return tf.mul(normalise(x), weights.gain);
}

/** Scores over the vocabulary: the output head is the token embedding (tied, Press & Wolf 2017, arXiv 1608.05859). */
export function logits(weights: Weights, states: tf.Tensor): tf.Tensor {
  return linearTransposed(states, weights.embedding);
}

/**
 * Selects the states that predict the response from those at all positions but the last: the token before it predicts its first.
 * @param states [batch, promptLength + responseLength − 1, width]
 * @returns [batch, responseLength, width]
 */
export function ofResponse(states: tf.Tensor3D, promptLength: number): tf.Tensor3D {
  const [batch, length, width] = states.shape;
  return tf.slice(states, [0, promptLength - 1, 0], [batch, length - promptLength + 1, width]);
}

/** Internals of a block for losses on inner states, at all positions but the last, which predicts nothing. */
export interface BlockStates {
  /** Packed projections [batch, length, 3·width]. */
  readonly qkv: tf.Tensor3D;
  /** The residual stream after the block [batch, length, width]. */
  readonly output: tf.Tensor3D;
}

/**
 * The states that predict the response: entry i is the one that response token i is scored from.
 * @param sequences int32 [batch, promptLength + responseLength]
 * @param blocks filled with what each block hands out, in the order of the layers
 * @returns [batch, responseLength, width]
 */
export function responseStates(
  shape: ModelShape,
  weights: Weights,
  sequences: tf.Tensor2D,
  promptLength: number,
  blocks?: BlockStates[],
): tf.Tensor3D {
  const [batch, total] = sequences.shape;
  const ids = tf.slice(sequences, [0, 0], [batch, total - 1]);
  if (!blocks) return ofResponse(hidden(shape, weights, ids), promptLength);
  const projections: tf.Tensor3D[] = [];
  const states = hidden(
    shape,
    weights,
    ids,
    (_, qkv) => projections.push(qkv),
    (layer, output) => blocks.push({ qkv: projections[layer] as tf.Tensor3D, output }),
  );
  return ofResponse(states, promptLength);
}

/**
 * Next-token logits for the response part of whole sequences: entry i scores response token i.
 * @param sequences int32 [batch, promptLength + responseLength]
 * @returns [batch, responseLength, vocabulary]
 */
export function responseLogits(
  shape: ModelShape,
  weights: Weights,
  sequences: tf.Tensor2D,
  promptLength: number,
): tf.Tensor3D {
  return logits(weights, responseStates(shape, weights, sequences, promptLength)) as tf.Tensor3D;
}
