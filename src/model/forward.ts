/**
 * Training and scoring: whole sequences at once. The decoder in decode.ts computes the same function token by token. An encoder
 * reads the pixels of the prompt as patches, with the class token behind them, or in front where each patch is answered, so that
 * in every kind of model the last states are those that the response is scored from. An encoder of sentences has the mean of its
 * words' states behind them.
 */
import { attention } from '../ops/attention';
import { constant } from '../ops/constant';
import { embed, embedWords } from '../ops/embedding';
import { gelu } from '../ops/gelu';
import { linear, linearTransposed } from '../ops/linear';
import { logSumExp } from '../ops/log-sum-exp';
import { normalise } from '../ops/normalise';
import { patchesOf } from '../ops/patches';
import * as tf from '../ops/tf';
import type { Weights } from './parameters';
import { resizePositions } from './positions';
import { isEncoder, type ModelShape } from './shape';

/** The id of padding behind the words of a sentence. */
const PADDING = 0;

/** Called with the packed projections [batch, length, 3·width] of each block, for a cache that is filled from them. */
export type OnBlock = (layer: number, qkv: tf.Tensor3D) => void;

/** Called with the residual stream after each block [batch, length, width], before any norm. */
export type OnOutput = (layer: number, output: tf.Tensor3D) => void;

/** Patches that an encoder does not see. */
export interface MaskedPatches {
  /** Stands in place of a patch's embedding [width]. */
  readonly token: tf.Tensor1D;
  /** 1 where a patch is hidden, else 0 [batch, patches]. */
  readonly mask: tf.Tensor2D;
}

/** Patches of grey levels [batch, side²], embedded, with the class token and positions: [batch, patches + 1, width]. */
function embedPatches(
  { width, patch, perPatch }: ModelShape,
  { embedding, classifier, positions }: Weights,
  levels: tf.Tensor2D,
  masked?: MaskedPatches,
): tf.Tensor3D {
  if (patch === undefined || !classifier?.token) throw new Error('this model reads no patches');
  const [batch, pixels] = levels.shape;
  const count = pixels / patch ** 2;
  let patches = linear(patchesOf(levels, patch, count), embedding);
  if (masked) {
    const hidden = tf.expandDims(masked.mask, -1);
    patches = tf.add(patches, tf.mul(hidden, tf.sub(masked.token, patches)));
  }
  const token = tf.add(tf.zeros([batch, 1, width]), classifier.token);
  const ends = [patches, token] as [tf.Tensor3D, tf.Tensor3D];
  const tokens = tf.concat3d(perPatch ? ends.reverse() : ends, 1);
  return tf.add(tokens, resizePositions(positions, Math.sqrt(count)));
}

/** Embedded tokens with their positions, [batch, length, width]. */
function embedded(shape: ModelShape, weights: Weights, ids: tf.Tensor2D): tf.Tensor3D {
  if (shape.patch !== undefined) return embedPatches(shape, weights, ids);
  const length = ids.shape[1];
  const positions =
    length === shape.context ? weights.positions : tf.slice(weights.positions, [0, 0], [length, shape.width]);
  const read = shape.words === undefined ? embed : embedWords;
  return tf.add(read(ids, weights.embedding), positions);
}

/** 1 where a word is, 0 where padding is [batch, length]. @param ids int32 [batch, length] */
const wordsAt = (ids: tf.Tensor2D): tf.Tensor2D =>
  tf.cast<tf.Tensor2D>(tf.notEqual(ids, constant(PADDING)), 'float32');

/** The states [batch, length, width], and behind those of each row their mean over its words: [batch, length + 1, width]. */
function withMean(states: tf.Tensor3D, words: tf.Tensor2D): tf.Tensor3D {
  const [batch, length] = words.shape;
  // A row without words has the mean 0.
  const shares = tf.div(words, tf.maximum(tf.sum(words, -1, true), constant(1)));
  return tf.concat3d([states, tf.matMul(tf.reshape(shares, [batch, 1, length]), states) as tf.Tensor3D], 1);
}

/**
 * The residual stream after the last block, normalised and scaled: pre-norm blocks, learned positions.
 * @param ids int32 [batch, length], length ≤ context; of an encoder grey levels [batch, side²]
 * @returns [batch, length, width]; of an encoder [batch, context, width], of sentences [batch, context + 1, width]
 */
export function hidden(
  shape: ModelShape,
  weights: Weights,
  ids: tf.Tensor2D,
  onBlock?: OnBlock,
  onOutput?: OnOutput,
): tf.Tensor3D {
  const stream = throughBlocks(shape, weights.blocks, streamOf(shape, weights, ids), onBlock, onOutput);
  return normedStates(stream, weights.gain);
}

/**
 * The same states of an encoder for pictures of any size in whole patches, with patches hidden.
 * @param levels [batch, side²]
 * @returns [batch, patches + 1, width]
 */
export const viewStates = (
  shape: ModelShape,
  weights: Weights,
  levels: tf.Tensor2D,
  masked?: MaskedPatches,
): tf.Tensor3D =>
  normedStates(
    throughBlocks(shape, weights.blocks, { x: embedPatches(shape, weights, levels, masked), words: null }),
    weights.gain,
  );

/** The residual stream between two blocks. */
interface Stream {
  /** [batch, length, width] */
  readonly x: tf.Tensor3D;
  /** Of sentences 1 at the words, which alone are attended to [batch, length]; null for other models. */
  readonly words: tf.Tensor2D | null;
}

/** The stream before the first block. */
const streamOf = (shape: ModelShape, weights: Weights, ids: tf.Tensor2D): Stream => ({
  x: embedded(shape, weights, ids),
  words: shape.words === undefined ? null : wordsAt(ids),
});

function throughBlocks(
  shape: ModelShape,
  blocks: Weights['blocks'],
  { x: start, words }: Stream,
  onBlock?: OnBlock,
  onOutput?: OnOutput,
): Stream {
  const causal = !isEncoder(shape);
  let x = start;
  blocks.forEach((block, layer) => {
    const qkv = linear(normalise(x), block.attention) as tf.Tensor3D;
    onBlock?.(layer, qkv);
    x = linear(attention(qkv, shape.heads, causal, words), block.attentionOut, x) as tf.Tensor3D;
    const expanded = gelu(linear(normalise(x), block.expand));
    x = linear(expanded, block.contract, x) as tf.Tensor3D;
    onOutput?.(layer, x);
  });
  return { x, words };
}

/** The stream normalised and, with a gain, scaled; of sentences with the mean behind it. */
function normedStates({ x, words }: Stream, gain?: tf.Tensor1D): tf.Tensor3D {
  const states: tf.Tensor3D = gain ? tf.mul(normalise(x), gain) : normalise(x);
  return words ? withMean(states, words) : states;
}

/**
 * Scores of the output head: the token embedding (tied, Press & Wolf 2017, arXiv 1608.05859), or that of the encoder.
 * @returns [..., vocabulary], with subclasses [..., vocabulary · subclasses]
 */
export function headScores({ embedding, classifier }: Weights, states: tf.Tensor): tf.Tensor {
  return classifier ? linear(states, classifier.head) : linearTransposed(states, embedding);
}

/**
 * Scores of classes: of each the logarithm of the summed exponentials of its subclasses.
 * @param scores of the head [..., classes · subclasses]
 * @returns [..., classes]; `scores` itself where each class has one subclass
 */
export function sumSubclasses(scores: tf.Tensor, subclasses = 1): tf.Tensor {
  if (subclasses === 1) return scores;
  const columns = scores.shape[scores.rank - 1] ?? 0;
  return logSumExp(tf.reshape(scores, [...scores.shape.slice(0, -1), columns / subclasses, subclasses]));
}

/** Scores over the vocabulary. */
export const logits = (weights: Weights, states: tf.Tensor): tf.Tensor =>
  sumSubclasses(headScores(weights, states), weights.classifier?.subclasses);

/**
 * Selects the states that the response is scored from, the last ones: in a decoder the token before the response predicts its
 * first, in an encoder the class token, the patches or the mean of the words stand last.
 * @param states [batch, length, width]
 * @returns [batch, responseLength, width]
 */
export function ofResponse(states: tf.Tensor3D, responseLength: number): tf.Tensor3D {
  const [batch, length, width] = states.shape;
  return tf.slice(states, [0, length - responseLength, 0], [batch, responseLength, width]);
}

/** Internals of a block for losses on inner states; of a decoder at all positions but the last, which predicts nothing. */
export interface BlockStates {
  /** Packed projections [batch, length, 3·width]. */
  readonly qkv: tf.Tensor3D;
  /** The residual stream after the block [batch, length, width]. */
  readonly output: tf.Tensor3D;
}

/** What a model reads of whole sequences: all but the last token; of an encoder the prompt. */
function readOf(shape: ModelShape, sequences: tf.Tensor2D, promptLength: number): tf.Tensor2D {
  const [batch, total] = sequences.shape;
  return tf.slice(sequences, [0, 0], [batch, isEncoder(shape) ? promptLength : total - 1]);
}

/** A model's first blocks, from which several upper parts go on; states are [batch, responseLength, width]. */
export interface LowerPart {
  /** The states that predict the response, as if the model ended here, normalised without a gain. */
  readonly states: tf.Tensor3D;
  /** The states that predict the response, from here on through the upper blocks of the weights. */
  readonly goOn: (weights: Weights) => tf.Tensor3D;
}

/**
 * @param sequences int32 [batch, promptLength + responseLength]
 * @param count of the blocks
 */
export function lowerPart(
  shape: ModelShape,
  weights: Weights,
  sequences: tf.Tensor2D,
  promptLength: number,
  count: number,
): LowerPart {
  const responseLength = sequences.shape[1] - promptLength;
  const start = streamOf(shape, weights, readOf(shape, sequences, promptLength));
  const stream = throughBlocks(shape, weights.blocks.slice(0, count), start);
  return {
    states: ofResponse(normedStates(stream), responseLength),
    goOn: ({ blocks, gain }) =>
      ofResponse(normedStates(throughBlocks(shape, blocks.slice(count), stream), gain), responseLength),
  };
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
  const responseLength = sequences.shape[1] - promptLength;
  const ids = readOf(shape, sequences, promptLength);
  if (!blocks) return ofResponse(hidden(shape, weights, ids), responseLength);
  const projections: tf.Tensor3D[] = [];
  const states = hidden(
    shape,
    weights,
    ids,
    (_, qkv) => projections.push(qkv),
    (layer, output) => blocks.push({ qkv: projections[layer] as tf.Tensor3D, output }),
  );
  return ofResponse(states, responseLength);
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
