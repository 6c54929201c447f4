/**
 * A discriminator of softened outputs, and the term by which a student learns to pass for its teacher (LW-KD, Liu et al. 2020,
 * arXiv 2005.09163).
 */
import type { ParameterSpec } from '../../model/shape';
import { cachedTensor } from '../../ops/constant';
import { gelu } from '../../ops/gelu';
import { linear } from '../../ops/linear';
import { logSumExp } from '../../ops/log-sum-exp';
import * as tf from '../../ops/tf';
import { type LossInputs, required, scalarOf, type Term } from './inputs';

const HIDDEN = 32;

/** Classes → HIDDEN → 1, with biases. The first matrix is large, because probabilities of many classes are small. */
export function discriminatorSpecs(classes: number): ParameterSpec[] {
  const size = classes * HIDDEN;
  return [
    { name: 'first', shape: [classes, HIDDEN], offset: 0, size, deviation: 1 },
    { name: 'firstBias', shape: [HIDDEN], offset: size, size: HIDDEN, deviation: 0 },
    { name: 'second', shape: [HIDDEN, 1], offset: size + HIDDEN, size: HIDDEN, deviation: HIDDEN ** -0.5 },
    { name: 'secondBias', shape: [1], offset: size + 2 * HIDDEN, size: 1, deviation: 0 },
  ];
}

/** Parameters by name. */
export interface Discriminator {
  readonly first: tf.Tensor2D;
  readonly firstBias: tf.Tensor1D;
  readonly second: tf.Tensor2D;
  readonly secondBias: tf.Tensor1D;
}

/** Names the tensors of `discriminatorSpecs`. */
export function discriminatorOf(parts: readonly tf.Tensor[]): Discriminator {
  const [first, firstBias, second, secondBias] = parts;
  if (!first || !firstBias || !second || !secondBias)
    throw new Error('a part of the discriminator is missing');
  return { first, firstBias, second, secondBias } as Discriminator;
}

/** softmax(z/T) over the last axis. */
export const softened = (logits: tf.Tensor3D, temperature: number): tf.Tensor3D =>
  tf.softmax(tf.mul(logits, scalarOf(1 / temperature)) as tf.Tensor3D);

/**
 * The logit of being the teacher's.
 * @param outputs distributions [batch, length, classes]
 * @returns [batch, length, 1]
 */
export function realness(
  { first, firstBias, second, secondBias }: Discriminator,
  outputs: tf.Tensor3D,
): tf.Tensor3D {
  const hidden = gelu(tf.add(linear(outputs, first), firstBias));
  return tf.add(linear(hidden, second), secondBias);
}

/** log(1 + e^x) of the only entry of the last axis, which it takes away. */
const softplus = (x: tf.Tensor3D): tf.Tensor2D =>
  logSumExp(
    tf.mul(
      x,
      cachedTensor('1 and 0', () => tf.tensor1d([1, 0])),
    ),
  ) as tf.Tensor2D;

/** BCE(D, 1) = −log σ(logit), [batch, length] */
export const againstReal = (logit: tf.Tensor3D): tf.Tensor2D => softplus(tf.neg(logit));
/** BCE(D, 0) = −log(1 − σ(logit)), [batch, length] */
export const againstImitated = (logit: tf.Tensor3D): tf.Tensor2D => softplus(logit);

/** BCE(D(q^T), 1), through a discriminator that stays as it is. */
export const adversarialTerms = ({ plan, studentLogits, discriminator }: LossInputs): readonly Term[] => [
  {
    name: 'adversarial',
    perToken: againstReal(
      realness(required(discriminator ?? null), softened(studentLogits, plan.lossTemperature)),
    ),
    coefficient: plan.auxiliaryWeight,
  },
];
