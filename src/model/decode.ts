/**
 * Decoding with a key–value cache: a few new tokens a call, each row at its own positions. Shapes never change, so
 * nothing is compiled or allocated anew: the cache has one column for every position of the context.
 */
import { attendInPlace, type KeyValueCache } from '../ops/arrays/cached-attention';
import { onArrays } from '../ops/arrays/kernel';
import { causalMask, mergeHeads, splitHeads } from '../ops/attention';
import { constant } from '../ops/constant';
import { oneHot } from '../ops/embedding';
import { gelu } from '../ops/gelu';
import { linear } from '../ops/linear';
import { normalise } from '../ops/normalise';
import { tidy } from '../ops/scope';
import * as tf from '../ops/tf';
import { hidden } from './forward';
import type { Model } from './model';

/** Positions of the new tokens. Rows may differ (first dimension `batch`) or agree (first dimension 1). */
export interface Positions {
  /** [rows, new, context], 1 at the token's own position; all 0 for a token that is not to be stored. */
  readonly oneHot: tf.Tensor3D;
  /** [rows, 1, new, context], 0 at positions the token may attend to, −1e9 elsewhere; null where attention is in place. */
  readonly bias: tf.Tensor4D | null;
  /** True when no position is ever written twice, which saves clearing it first. */
  readonly fresh: boolean;
}

/** The position `at` for every row. */
export function uniformPosition(context: number, at: number): Positions {
  return tidy(() => ({
    oneHot: tf.reshape(oneHot(tf.tensor1d([at], 'int32'), context), [1, 1, context]),
    bias: onArrays()
      ? null
      : tf.reshape(tf.slice(causalMask(context), [at, 0], [1, context]), [1, 1, 1, context]),
    fresh: true,
  }));
}

/** Positions from a one-hot tensor [batch, new, context]; rows may be written again later. */
export function rowPositions(oneHot: tf.Tensor3D): Positions {
  if (onArrays()) return { oneHot, bias: null, fresh: false };
  const [batch, fresh, context] = oneHot.shape;
  const bias = tf.matMul(tf.reshape(oneHot, [batch * fresh, context]), causalMask(context));
  return { oneHot, bias: tf.reshape(bias, [batch, 1, fresh, context]), fresh: false };
}

/** One model's state while a batch of sequences grows. Dispose it after the batch. */
export class Decoder {
  readonly #model: Model;
  readonly #head: tf.Tensor2D;
  #cache: KeyValueCache[];

  /**
   * Reads the prompts but for their last token, which is the first input of `next`.
   * @param prompts int32 [batch, promptLength]
   */
  constructor(model: Model, prompts: tf.Tensor2D) {
    this.#model = model;
    const { heads, context, width, layers } = model.shape;
    const [batch, promptLength] = prompts.shape;
    const depth = width / heads;
    // Once per batch: products with a transposed matrix are slow on wasm.
    this.#head = tf.keep(tf.transpose<tf.Tensor2D>(model.weights.embedding));
    if (promptLength < 2) {
      this.#cache = Array.from({ length: layers }, () => ({
        keys: tf.keep(tf.zeros([batch, heads, context, depth])),
        values: tf.keep(tf.zeros([batch, heads, context, depth])),
      }));
      return;
    }
    this.#cache = tidy(() => {
      const cache: KeyValueCache[] = [];
      const grow = (x: tf.Tensor3D): tf.Tensor4D => {
        const apart = tf.reshape(x, [batch, heads, promptLength - 1, depth]) as tf.Tensor4D;
        return tf.keep(
          tf.pad(apart, [
            [0, 0],
            [0, 0],
            [0, context - promptLength + 1],
            [0, 0],
          ]),
        );
      };
      hidden(model.shape, model.weights, tf.slice(prompts, [0, 0], [batch, promptLength - 1]), (_, qkv) => {
        const [, keys, values] = splitHeads(qkv, heads);
        cache.push({ keys: grow(keys), values: grow(values) });
      });
      return cache;
    });
  }

  /**
   * Takes new tokens in and returns the logits of what follows each of them.
   * @param tokens one-hot [batch, new, vocabulary]
   * @returns [batch, new, vocabulary]
   */
  next(tokens: tf.Tensor3D, at: Positions): tf.Tensor3D {
    return tidy(() => {
      const { weights, shape } = this.#model;
      const [rows, fresh, context] = at.oneHot.shape;
      const position = linear(tf.reshape(at.oneHot, [rows * fresh, context]), weights.positions);
      let x = tf.add(
        linear(tokens, weights.embedding),
        tf.reshape(position, [rows, fresh, shape.width]),
      ) as tf.Tensor3D;
      weights.blocks.forEach((block, layer) => {
        const qkv = linear(normalise(x), block.attention) as tf.Tensor3D;
        x = tf.add(x, linear(this.#attend(layer, qkv, at), block.attentionOut));
        x = tf.add(x, linear(gelu(linear(normalise(x), block.expand)), block.contract));
      });
      return linear(tf.mul(normalise(x), weights.gain), this.#head) as tf.Tensor3D;
    });
  }

  dispose(): void {
    tf.dispose(this.#head);
    for (const { keys, values } of this.#cache) tf.dispose([keys, values]);
    this.#cache = [];
  }

  #attend(layer: number, qkv: tf.Tensor3D, at: Positions): tf.Tensor3D {
    const { heads, width } = this.#model.shape;
    const depth = width / heads;
    const [batch, fresh] = qkv.shape;
    const block = this.#cache[layer];
    if (!block) throw new Error(`no cache for block ${layer}`);
    if (at.bias === null) return attendInPlace(qkv, block, at.oneHot);
    const [q, k, v] = splitNew(qkv, heads);
    const write = writer(at, batch, heads);
    const keys = tf.keep(write(block.keys, k));
    const values = tf.keep(write(block.values, v));
    tf.dispose([block.keys, block.values]);
    block.keys = keys;
    block.values = values;
    const scores = tf.mul(tf.matMul(q, keys, false, true), constant(1 / Math.sqrt(depth)));
    const weights = tf.softmax(tf.add(scores, at.bias));
    const out = tf.matMul(weights, values) as tf.Tensor4D;
    return fresh === 1
      ? tf.reshape(out, [batch, 1, width])
      : mergeHeads(tf.reshape(out, [batch * heads, fresh, depth]), heads);
  }
}

/** q, k, v as [batch, heads, new, depth]; one new token needs no transpose. */
function splitNew(qkv: tf.Tensor3D, heads: number): [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D] {
  const [batch, fresh, triple] = qkv.shape;
  const width = triple / 3;
  const to4d = (x: tf.Tensor): tf.Tensor4D => tf.reshape(x, [batch, heads, fresh, width / heads]);
  if (fresh === 1) {
    const flat = tf.reshape(qkv, [batch, triple]);
    const part = (index: number): tf.Tensor4D => to4d(tf.slice(flat, [0, index * width], [batch, width]));
    return [part(0), part(1), part(2)];
  }
  const [q, k, v] = splitHeads(qkv, heads);
  return [to4d(q), to4d(k), to4d(v)];
}

/** A function that stores new keys or values [batch, heads, new, depth] in a cache. */
function writer(
  at: Positions,
  batch: number,
  heads: number,
): (cache: tf.Tensor4D, x: tf.Tensor4D) => tf.Tensor4D {
  const [rows, fresh, context] = at.oneHot.shape;
  if (fresh === 1) {
    const mask = tf.reshape(at.oneHot, [rows, 1, context, 1]);
    if (at.fresh) return (cache, x) => tf.add(cache, tf.mul(x, mask));
    const rest = tf.sub(constant(1), mask);
    return (cache, x) => tf.add(tf.mul(cache, rest), tf.mul(x, mask));
  }
  // [batch, heads, context, new]: which new token lands in which column.
  const scatter = tf.tile(tf.reshape(tf.transpose(at.oneHot, [0, 2, 1]), [rows, 1, context, fresh]), [
    batch / rows,
    heads,
    1,
    1,
  ]);
  const rest = tf.sub(constant(1), tf.sum(scatter, -1, true));
  return (cache, x) => tf.add(tf.mul(cache, rest), tf.matMul(scatter, x));
}
