import { withoutGradient } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { rightOf } from '../adversarial/boundary';
import { type LossInputs, required, type Term } from './inputs';
import { divergence, maskedMean } from './token-losses';

/**
 * Soft targets at pictures just over the teacher's boundary (BSS, Heo et al. 2019, arXiv 1805.05532): T²·KL(p^T ‖ q^T) there, its mean
 * over the pictures with a label whose class both models know; 0 where there is none.
 */
export function boundaryTerms({
  plan,
  responses,
  studentLogits,
  labelled,
  boundary,
  inside,
}: LossInputs): readonly Term[] {
  if (!boundary) return [];
  const { pixels, teacherLogits, known } = boundary;
  const { lossTemperature, auxiliaryWeight } = plan;
  const takePart = withoutGradient(studentLogits, (own) => {
    const both = tf.mul(known, rightOf(own as tf.Tensor3D, responses)) as tf.Tensor2D;
    return labelled ? (tf.mul(both, labelled) as tf.Tensor2D) : both;
  });
  const perPicture = divergence(
    teacherLogits,
    required(inside).logitsAt(pixels),
    { kind: 'forward-kl' },
    lossTemperature,
  );
  return [
    {
      name: 'boundary',
      value: maskedMean(perPicture, takePart),
      coefficient: auxiliaryWeight * lossTemperature ** 2,
    },
  ];
}
