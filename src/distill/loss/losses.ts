/** The table of losses: each gives the summands of what is minimised at a token. */
import type { LossName } from '../../experiment/methods';
import * as tf from '../../ops/tf';
import { adaptiveTemperature } from './adaptive-temperature';
import { comparative } from './comparative';
import { correlation } from './correlation';
import { crossEntropy, type Divergence, divergence } from './divergence';
import { asked, type LossInputs, scalarOf, type Term } from './inputs';

export type Loss = (inputs: LossInputs) => readonly Term[];

/** D(p, q) at the loss temperature of the plan. */
function atTemperature({ plan, studentLogits, opinion }: LossInputs, which: Divergence): tf.Tensor2D {
  const teacherLogits = asked(opinion.teacherLogits);
  const { lossTemperature, temperatureMoves } = plan;
  if (!temperatureMoves) return divergence(teacherLogits, studentLogits, which, lossTemperature);
  const cooled = (logits: tf.Tensor3D): tf.Tensor3D => tf.mul(logits, scalarOf(1 / lossTemperature));
  return divergence(cooled(teacherLogits), cooled(studentLogits), which);
}

const plainDivergence: Loss = (inputs) => [
  { name: 'divergence', perToken: atTemperature(inputs, inputs.plan.divergence), coefficient: 1 },
];

const plainCrossEntropy: Loss = ({ responses, studentLogits }) => [
  { name: 'cross-entropy', perToken: crossEntropy(responses, studentLogits), coefficient: 1 },
];

/**
 * (1 − a)·CE + a·T²·KL(p^T ‖ q^T), p^T = softmax(z/T) (Hinton, Vinyals & Dean 2015, arXiv 1503.02531). T² makes up for
 * the gradients of the soft targets, which shrink with 1/T².
 */
const hinton: Loss = (inputs) => {
  const { experiment, plan, responses, studentLogits } = inputs;
  const soft = experiment.softTargetWeight;
  return [
    { name: 'cross-entropy', perToken: crossEntropy(responses, studentLogits), coefficient: 1 - soft },
    {
      name: 'divergence',
      perToken: atTemperature(inputs, { kind: 'forward-kl' }),
      coefficient: soft * plan.lossTemperature ** 2,
    },
  ];
};

const LOSSES: Readonly<Record<LossName, Loss>> = {
  divergence: plainDivergence,
  'cross-entropy': plainCrossEntropy,
  hinton,
  'adaptive-temperature': adaptiveTemperature,
  correlation,
  comparative,
};

/** The summands of the plan's loss. */
export const lossTerms: Loss = (inputs) => LOSSES[inputs.plan.loss](inputs);

/** Σ coefficient · term, per token. */
export function totalOf(terms: readonly Term[]): tf.Tensor2D {
  const scaled = terms.map(({ coefficient, perToken }): tf.Tensor2D => {
    if (coefficient === 1) return perToken;
    return tf.mul(perToken, typeof coefficient === 'number' ? scalarOf(coefficient) : coefficient);
  });
  return scaled.reduce((sum, term): tf.Tensor2D => tf.add(sum, term));
}
