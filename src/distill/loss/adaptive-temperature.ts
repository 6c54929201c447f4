import { constant } from '../../ops/constant';
import { withoutGradient } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { hellinger, upperQuantile } from './difficulty';
import { divergence } from './divergence';
import { asked, type LossInputs, scalarOf, type Term } from './inputs';

/** How far a temperature may move: between T₀·e⁻ᶜ for the hardest and T₀·eᶜ for the easiest token. */
const RANGE = 0.6;

/**
 * Temperatures of AdaKD (arXiv 2510.11615): T_t = T₀·exp(−c·tanh(log(s_t / median s))), c = 0.6, with the Hellinger
 * distance as difficulty s. Hard tokens get low temperatures, easy ones high.
 * @returns [batch, length], without gradient
 */
export function tokenTemperatures(
  teacherLogits: tf.Tensor3D,
  studentLogits: tf.Tensor3D,
  mask: tf.Tensor2D,
  base: number,
): tf.Tensor2D {
  return withoutGradient(studentLogits, (student) => {
    const difficulty = tf.maximum(hellinger(teacherLogits, student as tf.Tensor3D), constant(1e-6));
    const median = tf.maximum(upperQuantile(difficulty as tf.Tensor2D, mask, constant(0.5)), constant(1e-6));
    const exponent = tf.mul(tf.tanh(tf.log(tf.div(difficulty, median))), constant(-RANGE));
    return tf.mul(tf.exp(exponent), scalarOf(base)) as tf.Tensor2D;
  });
}

/** T_t²·D(p^{T_t}, q^{T_t}) at the token's own temperature; T² keeps the size of the gradient (arXiv 1503.02531). */
export function adaptiveTemperature({ plan, mask, studentLogits, opinion }: LossInputs): readonly Term[] {
  const teacherLogits = asked(opinion.teacherLogits);
  const temperatures = tokenTemperatures(teacherLogits, studentLogits, mask, plan.lossTemperature);
  const over = (logits: tf.Tensor3D): tf.Tensor3D => tf.div(logits, tf.expandDims(temperatures, -1));
  return [
    {
      name: 'divergence',
      perToken: divergence(over(teacherLogits), over(studentLogits), plan.divergence),
      coefficient: tf.square(temperatures),
    },
  ];
}
