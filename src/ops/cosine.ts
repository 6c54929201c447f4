import { constant } from './constant';
import { customGradient, type Save } from './scope';
import * as tf from './tf';

/** Keeps a vector of zeros from being divided by 0. */
const EPSILON = 1e-12;

const withGradient = customGradient((x: tf.Tensor3D, target: tf.Tensor3D, save: Save) => {
  const shorten = (v: tf.Tensor3D): tf.Tensor3D =>
    tf.rsqrt(tf.add(tf.sum(tf.square(v), -1, true), constant(EPSILON)));
  const scale = shorten(x);
  const unit = tf.mul(x, scale);
  const goal = tf.mul(target, shorten(target));
  const cosine = tf.sum(tf.mul(unit, goal), -1, true);
  save([unit, goal, cosine, scale]);
  return {
    value: tf.squeeze<tf.Tensor2D>(tf.sub(constant(1), cosine), [2]),
    gradFunc: (dy: tf.Tensor2D, saved: tf.Tensor[]) => {
      const [u, g, c, s] = saved as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
      // d(1 − cos)/dx = (cos·x/|x| − target/|target|) / |x|
      const along = tf.mul(tf.sub(tf.mul(c, u), g), s);
      return [tf.mul(tf.expandDims(dy, 2), along), tf.zerosLike(g)];
    },
  };
});

/**
 * 1 − cos(x, target) over the last axis: 0 where both point the same way, 2 where they are opposed.
 * @param x [batch, length, width]
 * @param target the same shape; takes no gradient
 * @returns [batch, length]
 */
export function cosineDistance(x: tf.Tensor3D, target: tf.Tensor3D): tf.Tensor2D {
  return withGradient(x, target);
}
