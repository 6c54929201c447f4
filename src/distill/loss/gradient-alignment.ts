import { constant } from '../../ops/constant';
import { withoutGradient } from '../../ops/scope';
import * as tf from '../../ops/tf';
import type { GradientGap } from '../adversarial/gradient-gap';
import { type LossInputs, required, type Term } from './inputs';
import { crossEntropy, meanOverLabels } from './token-losses';

/**
 * ‖∇_x CE(S(x), y) − ∇_x CE(T(x), y)‖₂ of each picture, without a second derivative: u = D/‖D‖ and the teacher are constants, so
 * ∇_θ‖D‖ = ∇_θ(u·∇_x CE(S(x), y)), and that product is a derivative along u, which a central difference gives.
 * @param logitsAt the student's logits [rows, 1, classes] for pictures [rows, side²]
 * @param classes int32 [batch, 1]
 * @returns nats per brightness [batch, 1]
 */
export function gapNorm(
  { norms, moved, step }: GradientGap,
  logitsAt: (pixels: tf.Tensor2D) => tf.Tensor3D,
  classes: tf.Tensor2D,
): tf.Tensor2D {
  const losses = crossEntropy(tf.concat2d([classes, classes], 0), logitsAt(moved));
  const [ahead, behind] = tf.split(losses, 2) as [tf.Tensor2D, tf.Tensor2D];
  const slope: tf.Tensor2D = tf.mul(tf.sub(ahead, behind), constant(1 / (2 * step)));
  // The value is the norm itself; the slope has its gradient.
  return tf.add(
    slope,
    withoutGradient(slope, (value): tf.Tensor2D => tf.sub(norms, value)),
  );
}

/** Input gradient alignment of KDIGA (Shao et al. 2021, arXiv 2110.12072), over the pictures with a label. */
export function gradientAlignmentTerms({
  plan,
  responses,
  labelled,
  gradientGap,
  inside,
}: LossInputs): readonly Term[] {
  const norms = gapNorm(required(gradientGap), required(inside).logitsAt, responses);
  return [
    {
      name: 'input-gradients',
      perToken: meanOverLabels(norms, labelled),
      coefficient: plan.auxiliaryWeight,
    },
  ];
}
