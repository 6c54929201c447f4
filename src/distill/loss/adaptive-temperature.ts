import { constant } from '../../ops/constant';
import { withoutGradient } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { hardestTokens, hellinger, medianOf } from './difficulty';
import { type LossInputs, required, scalarOf, type Term } from './inputs';
import { divergence } from './token-losses';

/** How far a temperature may move: between T₀·e⁻ᶜ for the hardest and T₀·eᶜ for the easiest token. */
const RANGE = 0.6;

/**
 * Temperatures of AdaKD (arXiv 2510.11615): T_t = T₀·exp(−c·tanh(log(s_t / median s))), c = 0.6, with the Hellinger
 * distance as difficulty s and the median over the tokens that the loss keeps, as in the authors' code. Hard tokens get low
 * temperatures, easy ones high.
 * @param keep fraction of the response tokens, the hardest ones, that the loss keeps
 * @returns [batch, length], without gradient
 */
export function tokenTemperatures(
  teacherLogits: tf.Tensor3D,
  studentLogits: tf.Tensor3D,
  mask: tf.Tensor2D,
  base: number,
  keep = 1,
): tf.Tensor2D {
  return withoutGradient(studentLogits, (student) => {
    const distances = hellinger(teacherLogits, student as tf.Tensor3D);
    const kept = hardestTokens(distances, mask, scalarOf(keep));
    // If both models agree, all distances are 0, and all temperatures T₀.
    const difficulty = tf.maximum<tf.Tensor2D>(distances, constant(1e-6));
    const median = medianOf(difficulty, kept);
    const exponent = tf.mul(tf.tanh(tf.log(tf.div(difficulty, median))), constant(-RANGE));
    return tf.mul(tf.exp(exponent), scalarOf(base)) as tf.Tensor2D;
  });
}

/** T_t²·D(p^{T_t}, q^{T_t}) at the token's own temperature; T² keeps the size of the gradient (arXiv 1503.02531). */
export function adaptiveTemperature({
  plan,
  mask,
  studentLogits,
  teacherOutputs,
}: LossInputs): readonly Term[] {
  const teacherLogits = required(teacherOutputs.teacherLogits);
  const keep = plan.weight === 'hard-tokens' ? plan.keep : 1;
  const temperatures = tokenTemperatures(teacherLogits, studentLogits, mask, plan.lossTemperature, keep);
  const over = (logits: tf.Tensor3D): tf.Tensor3D => tf.div(logits, tf.expandDims(temperatures, -1));
  return [
    {
      name: 'divergence',
      perToken: divergence(over(teacherLogits), over(studentLogits), plan.divergence),
      coefficient: tf.square(temperatures),
    },
  ];
}
