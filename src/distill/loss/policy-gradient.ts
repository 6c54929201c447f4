/** On-policy distillation as policy gradient: the teacher's opinion of the student's own token is its reward. */
import { constant } from '../../ops/constant';
import { customGradient, type Save } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { type LossInputs, required, type Term, type TokenTerm } from './inputs';
import { crossEntropy, divergence } from './token-losses';

/**
 * −A·log q(y) at a token of the student's own text, A = log p(y) − log q(y) without gradient and without discount (as in verl,
 * Tinker and slime). Its value is −A, whose mean over the student's tokens is KL(q‖p); the mean of its gradient is that
 * divergence's gradient.
 */
function reinforced({ responses, studentLogits, teacherOutputs }: LossInputs): TokenTerm {
  const teacher = tf.neg(crossEntropy(responses, required(teacherOutputs.teacherLogits)));
  const operation = customGradient((own: tf.Tensor2D, save: Save) => {
    const cost = tf.sub(own, teacher) as tf.Tensor2D;
    save([cost]);
    return { value: cost, gradFunc: (dy: tf.Tensor2D, [kept]: tf.Tensor[]) => tf.mul(dy, kept as tf.Tensor) };
  });
  const perToken = operation(tf.neg(crossEntropy(responses, studentLogits)));
  return { name: 'divergence', perToken, coefficient: 1 };
}

export const policyGradient = (inputs: LossInputs): readonly Term[] => [reinforced(inputs)];

/** EOPD (arXiv 2603.07079): beside the policy gradient KL(p‖q) where the teacher's entropy is above h. */
export function entropyAware(inputs: LossInputs): readonly Term[] {
  const teacherLogits = required(inputs.teacherOutputs.teacherLogits);
  const isFork = tf.greater(entropyOf(teacherLogits), constant(inputs.experiment.forkEntropy));
  return [
    reinforced(inputs),
    {
      name: 'forks',
      perToken: divergence(teacherLogits, inputs.studentLogits, { kind: 'forward-kl' }),
      coefficient: tf.cast(isFork, 'float32') as tf.Tensor2D,
    },
  ];
}

/**
 * Entropy of each distribution, in nats [batch, length].
 * @param logits [batch, length, vocabulary]
 */
export function entropyOf(logits: tf.Tensor3D): tf.Tensor2D {
  const logs = tf.logSoftmax(logits);
  return tf.neg(tf.sum(tf.mul(tf.exp(logs), logs), -1));
}
