import { causalMask, splitHeads } from './attention';
import { constant } from './constant';
import * as tf from './tf';

/**
 * The attention rows themselves: softmax(q·kᵀ/√depth), under the causal mask where there is one. The forward pass never materialises them
 * (`attention`); this recomputes them, differentiably, for those who look at them or match them.
 * @param qkv [batch, length, 3·width], queries, keys and values side by side
 * @returns [batch, heads, length, length]; row i sums to 1, under the mask over entries 0 … i
 */
export function attentionMap(qkv: tf.Tensor3D, heads: number, causal = true): tf.Tensor4D {
  const [batch, length, triple] = qkv.shape;
  const [q, k] = splitHeads(qkv, heads);
  const scale = constant(1 / Math.sqrt(triple / 3 / heads));
  const products: tf.Tensor = tf.mul(tf.matMul(q, k, false, true), scale);
  const scores = causal ? tf.add(products, causalMask(length)) : products;
  return tf.reshape(tf.softmax(scores), [batch, heads, length, length]);
}
