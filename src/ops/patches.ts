import { constant } from './constant';
import * as tf from './tf';

/** The brightest grey level of a picture's pixels. */
const BRIGHTEST = 15;

/**
 * The pictures of sequences, as numbers that a gradient can be taken by.
 * @param sequences int32 [batch, promptLength + responseLength]
 * @returns [batch, promptLength], from 0 to 1
 */
export function pixelsOf(sequences: tf.Tensor2D, promptLength: number): tf.Tensor2D {
  const levels = tf.slice(sequences, [0, 0], [sequences.shape[0], promptLength]);
  return tf.mul(tf.cast(levels, 'float32'), constant(1 / BRIGHTEST)) as tf.Tensor2D;
}

/** The inverse of `pixelsOf`, without rounding to whole levels. */
export const levelsOf = (pixels: tf.Tensor2D): tf.Tensor2D => tf.mul(pixels, constant(BRIGHTEST));

/**
 * Cuts square pictures into square patches, row by row, and scales their grey levels to [0, 1].
 * @param levels [batch, side²], row-major, from 0 to 15
 * @param patch pixels along a side of a patch
 * @param count patches of a picture, a square number
 * @returns [batch, count, patch²]
 */
export function patchesOf(levels: tf.Tensor2D, patch: number, count: number): tf.Tensor3D {
  const [batch] = levels.shape;
  const across = Math.sqrt(count);
  // Scaled first: on WebGPU tfjs casts integers by name only, and its transposition then does not compile.
  const scaled = tf.mul(tf.cast(levels, 'float32'), constant(1 / BRIGHTEST));
  const rows = tf.reshape(scaled, [batch * across, patch, across, patch]);
  return tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [batch, count, patch ** 2]);
}
