/** Comparative KD (CKD, arXiv 2311.02253): differences between tokens instead of the tokens themselves. */
import { normalArray, STREAM } from '../../experiment/random';
import { cachedTensor, constant } from '../../ops/constant';
import { linear } from '../../ops/linear';
import * as tf from '../../ops/tf';
import { type LossInputs, required, type Term } from './inputs';
import { crossEntropy } from './token-losses';

/** One projection for every run, so that runs can be compared. */
const PROJECTION_SEED = 0;

/**
 * The teacher's features at the student's width: a fixed random projection, which keeps distances on average (Johnson &
 * Lindenstrauss) and needs no parameters of its own (ours; a learned map would be trained beside the student).
 */
function atWidth(states: tf.Tensor3D, width: number): tf.Tensor3D {
  const own = states.shape[2];
  if (own === width) return states;
  const projection = cachedTensor(`projection ${own} ${width}`, () => {
    const numbers = normalArray(PROJECTION_SEED, STREAM.projection, own * width);
    return tf.tensor2d(
      numbers.map((x) => x / Math.sqrt(width)),
      [own, width],
    );
  });
  return linear(states, projection) as tf.Tensor3D;
}

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
  const { experiment, responses, mask, studentLogits, inside, teacherOutputs } = inputs;
  return [
    { name: 'cross-entropy', perToken: crossEntropy(responses, studentLogits), coefficient: 1 },
    {
      name: 'features',
      perToken: comparativeDistance(required(teacherOutputs.teacherStates), required(inside).states, mask),
      coefficient: experiment.auxiliaryWeight,
    },
  ];
}
