/** How the two models' gradients with respect to the pixels differ. */
import { inputGradient } from '../../model/input-gradient';
import type { Model } from '../../model/model';
import { constant } from '../../ops/constant';
import { pixelsOf } from '../../ops/patches';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { crossEntropy } from '../loss/token-losses';

/** Step of the central difference along the gap, in brightness (Euclidean norm over a picture); 0.1 suits float32. */
const STEP = 0.1;

/** Norms below this count as this when a gap is divided by its own. */
const LEAST_NORM = 1e-6;

/** Belongs to the caller. */
export interface GradientGap {
  /** ‖D_i‖₂ with D_i = ∇_x CE(S(x_i), y_i) − ∇_x CE(T(x_i), y_i) [batch, 1]. */
  readonly norms: tf.Tensor2D;
  /** x_i + ε·u_i of all pictures, then x_i − ε·u_i, with u_i = D_i/‖D_i‖ [2·batch, side²]. */
  readonly moved: tf.Tensor2D;
  /** ε. */
  readonly step: number;
}

/**
 * @param sequences int32 [batch, promptLength + 1]
 * @param classes int32 [batch, 1]
 * @param step ε
 */
export function gradientGap(
  student: Model,
  teacher: Model,
  sequences: tf.Tensor2D,
  promptLength: number,
  classes: tf.Tensor2D,
  step = STEP,
): GradientGap {
  const loss = (logits: tf.Tensor3D): tf.Tensor2D => crossEntropy(classes, logits);
  return tidy(() => {
    const pixels = pixelsOf(sequences, promptLength);
    const gap = tf.sub(inputGradient(student, pixels, loss), inputGradient(teacher, pixels, loss));
    const norms = tf.norm(gap, 'euclidean', 1, true) as tf.Tensor2D;
    const move = tf.mul(tf.div(gap, tf.maximum(norms, constant(LEAST_NORM))), constant(step));
    return { norms, moved: tf.concat2d([tf.add(pixels, move), tf.sub(pixels, move)], 0), step };
  });
}
