/** Comparative KD (CKD, arXiv 2311.02253): differences between tokens instead of the tokens themselves. */
import { constant } from '../../ops/constant';
import * as tf from '../../ops/tf';
import { atWidth } from './fixed-projection';
import { type LossInputs, required, type Term } from './inputs';
import { crossEntropy } from './token-losses';

/**
 * A token's part of mean_ij ‖(h_S,i − h_S,j) − (h_T,i − h_T,j)‖² / width: twice the mean square of the difference
 * h_S − h_T after its mean over the batch's response tokens is taken away. Only differences between tokens count, so
 * that few teacher calls teach many comparisons.
 * @param teacherStates [batch, length, teacherWidth]
 * @param studentStates [batch, length, width]
 * @returns [batch, length]
 */
export function comparativeDistance(
  teacherStates: tf.Tensor3D,
  studentStates: tf.Tensor3D,
  mask: tf.Tensor2D,
): tf.Tensor2D {
  const width = studentStates.shape[2];
  const gaps = tf.sub(studentStates, atWidth(teacherStates, width)) as tf.Tensor3D;
  const shares = tf.expandDims(tf.div(mask, tf.sum(mask)), -1);
  const centre = tf.sum(tf.mul(gaps, shares), [0, 1], true);
  return tf.mul(tf.mean(tf.square(tf.sub(gaps, centre)), -1), constant(2));
}

/** CE + a·(comparison of features). */
export function comparative(inputs: LossInputs): readonly Term[] {
  const { plan, responses, mask, studentLogits, inside, teacherOutputs } = inputs;
  return [
    { name: 'cross-entropy', perToken: crossEntropy(responses, studentLogits), coefficient: 1 },
    {
      name: 'features',
      perToken: comparativeDistance(required(teacherOutputs.teacherStates), required(inside).states, mask),
      coefficient: plan.auxiliaryWeight,
    },
  ];
}
