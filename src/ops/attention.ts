import { cachedTensor, constant } from './constant';
import { customGradient, type Save } from './scope';
import * as tf from './tf';
import { attentionBackward, attentionFits, attentionForward } from './webgpu/attention-kernel';

/** Added to the scores of future positions; large enough that exp() is exactly 0 in float32. */
export const MASKED = -1e9;

/** Additive causal mask [length, length]: 0 on and below the diagonal, −1e9 above. */
export const causalMask = (length: number): tf.Tensor2D =>
  cachedTensor(`causal mask ${length}`, () => {
    const values = new Float32Array(length * length);
    for (let i = 0; i < length; i++) values.fill(MASKED, i * length + i + 1, (i + 1) * length);
    return tf.tensor2d(values, [length, length]);
  });

/** [batch, length, width] → [batch·heads, length, width/heads]. */
function apart(x: tf.Tensor3D, heads: number): tf.Tensor3D {
  const [batch, length, width] = x.shape;
  const depth = width / heads;
  const swapped = tf.transpose(tf.reshape(x, [batch, length, heads, depth]), [0, 2, 1, 3]);
  return tf.reshape(swapped, [batch * heads, length, depth]);
}

/**
 * [batch, length, 3·width] → q, k, v, each [batch·heads, length, width/heads]. Three slices and three transposes of
 * rank 4: the wasm backend's transpose of rank 5 is forty times slower.
 */
export function splitHeads(qkv: tf.Tensor3D, heads: number): [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D] {
  const [batch, length, triple] = qkv.shape;
  const width = triple / 3;
  const part = (index: number): tf.Tensor3D =>
    apart(tf.slice(qkv, [0, 0, index * width], [batch, length, width]), heads);
  return [part(0), part(1), part(2)];
}

/** [batch·heads, length, depth] → [batch, length, heads·depth]. */
export function mergeHeads(x: tf.Tensor3D, heads: number): tf.Tensor3D {
  const [rows, length, depth] = x.shape;
  const batch = rows / heads;
  const swapped = tf.transpose(tf.reshape(x, [batch, heads, length, depth]), [0, 2, 1, 3]);
  return tf.reshape(swapped, [batch, length, heads * depth]);
}

/** Scores [batch·heads, length, length] with −1e9 added where a position is not to be seen. @param seen of 0 and 1 [batch, length] */
function withoutUnseen(scores: tf.Tensor, seen: tf.Tensor2D, heads: number): tf.Tensor {
  const [batch, length] = seen.shape;
  const added = tf.mul(tf.sub(constant(1), seen), constant(MASKED));
  const byHead = tf.reshape(scores, [batch, heads, length, length]);
  return tf.reshape(tf.add(byHead, tf.reshape(added, [batch, 1, 1, length])), scores.shape);
}

const withGradient = (heads: number, causal: boolean, seen: tf.Tensor2D | null) =>
  customGradient((qkv: tf.Tensor3D, save: Save) => {
    if (!seen && attentionFits(qkv.shape[2] / 3 / heads)) {
      const [value, logSum] = attentionForward(qkv, heads, causal);
      save([qkv, value, logSum]);
      return {
        value,
        gradFunc: (dy: tf.Tensor3D, saved: tf.Tensor[]) => {
          const [input, out, low] = saved as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
          return attentionBackward(dy, input, out, low, heads, causal);
        },
      };
    }
    const [, length, triple] = qkv.shape;
    const scale = constant(1 / Math.sqrt(triple / 3 / heads));
    const [q, k, v] = splitHeads(qkv, heads);
    const products: tf.Tensor = tf.mul(tf.matMul(q, k, false, true), scale);
    const masked = causal ? tf.add(products, causalMask(length)) : products;
    const scores = seen ? withoutUnseen(masked, seen, heads) : masked;
    const weights = tf.softmax(scores) as tf.Tensor3D;
    save([q, k, v, weights]);
    return {
      value: mergeHeads(tf.matMul(weights, v), heads),
      gradFunc: (dy: tf.Tensor3D, saved: tf.Tensor[]) => {
        const [sq, sk, sv, p] = saved as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
        const dOut = apart(dy, heads);
        const dP = tf.matMul(dOut, sv, false, true);
        const dS = tf.mul(tf.mul(p, tf.sub(dP, tf.sum(tf.mul(dP, p), -1, true))), scale);
        const parts = [
          tf.matMul(dS, sk),
          tf.matMul(dS, sq, true, false),
          tf.matMul(p, dOut, true, false),
        ] as tf.Tensor3D[];
        return tf.concat3d(
          parts.map((part) => mergeHeads(part, heads)),
          2,
        );
      },
    };
  });

/**
 * Multi-head self-attention (Vaswani et al. 2017, arXiv 1706.03762) on packed projections.
 * @param qkv [batch, length, 3·width], queries, keys and values side by side
 * @param causal whether a position sees those before it and itself, or all
 * @param seen 1 at the positions that are seen at all, else 0 [batch, length]; null for all. By stock operations on every backend
 * @returns [batch, length, width], heads concatenated, before the output projection
 */
export function attention(
  qkv: tf.Tensor3D,
  heads: number,
  causal = true,
  seen: tf.Tensor2D | null = null,
): tf.Tensor3D {
  return withGradient(heads, causal, seen)(qkv) as tf.Tensor3D;
}
