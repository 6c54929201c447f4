import { constant } from './constant';
import * as tf from './tf';

/** The brightest grey level of a picture's pixels. */
const BRIGHTEST = 15;

/**
 * Cuts square pictures into square patches, row by row, and scales their grey levels to [0, 1].
 * @param levels int32 [batch, side²], row-major, from 0 to 15
 * @param patch pixels along a side of a patch
 * @param count patches of a picture, a square number
 * @returns [batch, count, patch²]
 */
export function patchesOf(levels: tf.Tensor2D, patch: number, count: number): tf.Tensor3D {
  const [batch] = levels.shape;
  const across = Math.sqrt(count);
  const rows = tf.reshape(tf.cast(levels, 'float32'), [batch * across, patch, across, patch]);
  const patches = tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [batch, count, patch ** 2]);
  return tf.mul(patches, constant(1 / BRIGHTEST)) as tf.Tensor3D;
}
