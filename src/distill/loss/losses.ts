/** The table of losses: each gives the summands of what is minimised at a token. */
import type { LossName } from '../../experiment/methods';
import * as tf from '../../ops/tf';
import { adaptiveTemperature } from './adaptive-temperature';
import { boundaryTerms } from './boundary';
import { comparative } from './comparative';
import { correlation } from './correlation';
import { adversarialTerms } from './discriminator';
import { attentionTransferTerms, flowTerms, hintTerms } from './feature-matching';
import { gradientAlignmentTerms } from './gradient-alignment';
import { type LossInputs, ownText, required, rowsWhere, scalarOf, type Term } from './inputs';
import { layerMatchingTerms } from './layer-matching';
import { entropyAware, policyGradient } from './policy-gradient';
import { relationalTerms, similarityTerms } from './relations';
import { crossEntropy, type Divergence, divergence, labelLoss, maskedMean } from './token-losses';

export type Loss = (inputs: LossInputs) => readonly Term[];

/** D(p, q) at the loss temperature of the plan. */
function atTemperature({ plan, studentLogits, teacherOutputs }: LossInputs, which: Divergence): tf.Tensor2D {
  const teacherLogits = required(teacherOutputs.teacherLogits);
  const { lossTemperature, temperatureMoves } = plan;
  if (!temperatureMoves) return divergence(teacherLogits, studentLogits, which, lossTemperature);
  const cooled = (logits: tf.Tensor3D): tf.Tensor3D => tf.mul(logits, scalarOf(1 / lossTemperature));
  return divergence(cooled(teacherLogits), cooled(studentLogits), which);
}

const plainDivergence: Loss = (inputs) => [
  { name: 'divergence', perToken: atTemperature(inputs, inputs.plan.divergence), coefficient: 1 },
];

const plainCrossEntropy: Loss = (inputs) => [
  { name: 'cross-entropy', perToken: labelLoss(inputs), coefficient: 1 },
];

/**
 * (1 − a)·CE + a·T²·KL(p^T ‖ q^T), p^T = softmax(z/T) (Hinton, Vinyals & Dean 2015, arXiv 1503.02531). T² makes up for
 * the gradients of the soft targets, which shrink with 1/T².
 */
const hinton: Loss = (inputs) => {
  const { lossTemperature, softTargetWeight } = inputs.plan;
  return [
    { name: 'cross-entropy', perToken: labelLoss(inputs), coefficient: 1 - softTargetWeight },
    {
      name: 'divergence',
      perToken: atTemperature(inputs, { kind: 'forward-kl' }),
      coefficient: softTargetWeight * lossTemperature ** 2,
    },
  ];
};

/** Hinton's loss with token weights for the labels alone: the mean of the divergence is over all tokens. */
const weightedLabels: Loss = (inputs) =>
  hinton(inputs).map((term) =>
    term.name === 'divergence' && 'perToken' in term && typeof term.coefficient === 'number'
      ? { name: term.name, value: maskedMean(term.perToken, inputs.mask), coefficient: term.coefficient }
      : term,
  );

/** Hinton's loss, and terms beside it. */
const besideHinton =
  (terms: Loss): Loss =>
  (inputs) => [...hinton(inputs), ...terms(inputs)];

/** The divergence, where the plan has it, and the inner states of the plan's layers. */
const internal: Loss = (inputs) => [
  ...(inputs.plan.layerMatching?.softLabels ? plainDivergence(inputs) : []),
  ...layerMatchingTerms(inputs),
];

/**
 * DistiLLM-2 (arXiv 2503.07067, β = 1): skew forward KL pulls up on given text, skew reverse KL pushes down on the student's own.
 */
const contrastive: Loss = (inputs) => {
  const alpha = inputs.experiment.skewAlpha;
  const pull = atTemperature(inputs, { kind: 'skew-forward-kl', alpha });
  const push = atTemperature(inputs, { kind: 'skew-reverse-kl', alpha });
  const own = rowsWhere(inputs.sources, ownText);
  return [{ name: 'divergence', perToken: tf.add(pull, tf.mul(own, tf.sub(push, pull))), coefficient: 1 }];
};

/**
 * −A·log q(y) with one A for every token (arXiv 2608.31046): on the student's own text its gradient is 0 on average, so what it
 * does to a student no teacher has done.
 */
const fixedAdvantage: Loss = ({ experiment, responses, studentLogits }) => [
  {
    name: 'cross-entropy',
    perToken: crossEntropy(responses, studentLogits),
    coefficient: experiment.fixedAdvantage,
  },
];

/**
 * LELP (arXiv 2409.20449): KL from the teacher's subclasses to the student's, without labels. Its slope is that of their
 * cross-entropy. With one subclass a class it is the forward KL at temperature 1.
 */
const subclass: Loss = ({ scores, teacherOutputs }) => [
  {
    name: 'divergence',
    perToken: divergence(
      teacherOutputs.subclassLogits ?? required(teacherOutputs.teacherLogits),
      scores,
      { kind: 'forward-kl' },
      1,
    ),
    coefficient: 1,
  },
];

const LOSSES: Readonly<Record<LossName, Loss>> = {
  divergence: plainDivergence,
  'cross-entropy': plainCrossEntropy,
  hinton,
  'weighted-labels': weightedLabels,
  'adaptive-temperature': adaptiveTemperature,
  correlation,
  comparative,
  internal,
  hint: besideHinton(hintTerms),
  'attention-transfer': besideHinton(attentionTransferTerms),
  fsp: besideHinton(flowTerms),
  'similarity-preserving': besideHinton(similarityTerms),
  relational: besideHinton(relationalTerms),
  'gradient-alignment': besideHinton(gradientAlignmentTerms),
  boundary: besideHinton(boundaryTerms),
  'policy-gradient': policyGradient,
  'entropy-aware': entropyAware,
  'fixed-advantage': fixedAdvantage,
  contrastive,
  // The teacher's logits are those of what is trained beside the student.
  mutual: hinton,
  ensemble: hinton,
  online: hinton,
  interactive: hinton,
  lightweight: besideHinton(adversarialTerms),
  subclass,
  // Trained apart, see co-training/self-distillation.ts: labels train the class head alone.
  dino: plainCrossEntropy,
  'dino-distil': plainCrossEntropy,
};

/** The summands of the plan's loss. */
export const termsOf: Loss = (inputs) => LOSSES[inputs.plan.loss](inputs);

const scaled = <T extends tf.Tensor>(value: T, coefficient: number | tf.Tensor): T => {
  if (coefficient === 1) return value;
  return tf.mul(value, typeof coefficient === 'number' ? scalarOf(coefficient) : coefficient);
};
const sumOf = <T extends tf.Tensor>(values: readonly T[]): T | null =>
  values.length === 0 ? null : values.reduce((sum, value): T => tf.add(sum, value));

/** The mean of a term over response tokens, or its value where it is no such mean. */
export const meanOf = (term: Term, mask: tf.Tensor2D): tf.Scalar =>
  'value' in term ? term.value : maskedMean(term.perToken, mask);

/**
 * Σ coefficient · term: of those at tokens the mean over response tokens, each times its weight.
 * @param weights [batch, responseLength]; null where every token counts 1
 * @throws Error when there is no term
 */
export function totalOf(
  terms: readonly Term[],
  mask: tf.Tensor2D,
  weights: tf.Tensor2D | null = null,
): tf.Scalar {
  const perToken = sumOf(
    terms.flatMap((term) => ('value' in term ? [] : [scaled(term.perToken, term.coefficient)])),
  );
  const whole = terms.flatMap((term) => ('value' in term ? [scaled(term.value, term.coefficient)] : []));
  const mean = perToken && maskedMean(weights ? tf.mul(perToken, weights) : perToken, mask);
  const total = sumOf(mean ? [mean, ...whole] : whole);
  if (!total) throw new Error('a loss needs at least one term');
  return total;
}
