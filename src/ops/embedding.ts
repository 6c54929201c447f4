import { linear } from './linear';
import { productTN } from './products';
import { customGradient, type Save } from './scope';
import * as tf from './tf';

/**
 * Token ids as one-hot rows. Embedding is a product with these, not a gather: the wasm backend has no
 * UnsortedSegmentSum, which the gradient of gather needs, and our vocabularies are small.
 * @param ids int32, any shape
 * @returns float32 [...ids.shape, vocabulary]
 */
export function oneHot(ids: tf.Tensor, vocabulary: number): tf.Tensor {
  // tfjs-backend-wasm 4.22 writes integer ones into a tensor that it calls float32.
  return tf.getBackend() === 'wasm'
    ? tf.cast(tf.oneHot(ids, vocabulary, 1, 0, 'int32'), 'float32')
    : tf.oneHot(ids, vocabulary, 1, 0, 'float32');
}

/** Rows of `table` [vocabulary, width] for `ids` [batch, length] → [batch, length, width]. */
export function embed(ids: tf.Tensor2D, table: tf.Tensor2D): tf.Tensor3D {
  return linear(oneHot(ids, table.shape[0]), table) as tf.Tensor3D;
}

const gathered = customGradient((table: tf.Tensor2D, ids: tf.Tensor2D, save: Save) => {
  save([ids]);
  return {
    value: tf.gather<tf.Tensor>(table, ids) as tf.Tensor3D,
    gradFunc: (dy: tf.Tensor3D, saved: tf.Tensor[]) => {
      const [read] = saved as [tf.Tensor2D];
      const [words, width] = table.shape;
      const rows = tf.reshape(oneHot(read, words), [read.size, words]) as tf.Tensor2D;
      return [productTN(rows, tf.reshape(dy, [read.size, width])), tf.zeros(read.shape)];
    },
  };
});

/**
 * The same of a large table: rows are gathered, and only the gradient is a product with one-hot rows. No gradient flows to the ids.
 * @param ids int32 [batch, length]
 */
export const embedWords = (ids: tf.Tensor2D, table: tf.Tensor2D): tf.Tensor3D => gathered(table, ids);
