/** Losses on relations between the examples of a batch: widths and scales of the two models do not matter. */
import { constant } from '../../ops/constant';
import * as tf from '../../ops/tf';
import { type LossInputs, required, type Term } from './inputs';

/** Keeps the root of what is 0 differentiable, and what is 0 from being divided by 0. */
const EPSILON = 1e-12;

/** Weights of distances and angles, as published (arXiv 1904.05068). */
const [DISTANCE_WEIGHT, ANGLE_WEIGHT] = [25, 50];

/** Examples whose angles are compared, the first ones: n of them have n³ angles. */
const MOST_FOR_ANGLES = 24;

/**
 * One vector for each example: the mean of its states over response tokens, of a picture its class token's.
 * @param states [batch, responseLength, width]
 * @param mask [batch, responseLength] of 0 and 1
 * @returns [batch, width]
 */
export function exampleFeatures(states: tf.Tensor3D, mask: tf.Tensor2D): tf.Tensor2D {
  const shares = tf.div(mask, tf.maximum(tf.sum(mask, -1, true), constant(1)));
  return tf.sum(tf.mul(states, tf.expandDims(shares, -1)), 1);
}

const lengthOf = (x: tf.Tensor): tf.Tensor =>
  tf.sqrt(tf.add(tf.sum(tf.square(x), -1, true), constant(EPSILON)));

/** F·Fᵀ with rows of length 1: how much each example is like each other, [batch, batch]. */
function similarities(features: tf.Tensor2D): tf.Tensor2D {
  const products = tf.matMul(features, features, false, true);
  return tf.div(products, lengthOf(products));
}

/**
 * (1/b²)·‖G_S − G_T‖²_F of the similarities G within a batch of b examples (Tung & Mori 2019, arXiv 1907.09682).
 * @param teacher [batch, teacherWidth]
 * @param student [batch, width]
 */
export const similarityDistance = (teacher: tf.Tensor2D, student: tf.Tensor2D): tf.Scalar =>
  tf.mean(tf.square(tf.sub(similarities(student), similarities(teacher))));

/** Huber's loss with δ = 1, entry by entry: x²/2 up to |x| = 1, |x| − ½ beyond. */
function huber(x: tf.Tensor): tf.Tensor {
  const near = tf.clipByValue(x, -1, 1);
  return tf.mul(near, tf.sub(x, tf.mul(near, constant(0.5))));
}

/** f_i − f_j [batch, batch, width]. */
const differences = (features: tf.Tensor2D): tf.Tensor3D =>
  tf.sub(tf.expandDims(features, 1), tf.expandDims(features, 0));

/** Numbers of ordered pairs and of ordered triples of different examples; 1 where there are none. */
const pairsOf = (batch: number): number => Math.max(1, batch * (batch - 1));
const triplesOf = (batch: number): number => Math.max(1, batch * (batch - 1) * (batch - 2));

/** ‖f_i − f_j‖ as multiples of their mean over pairs [batch, batch]. */
function relativeDistances(features: tf.Tensor2D): tf.Tensor2D {
  const [batch] = features.shape;
  const distances = tf.squeeze<tf.Tensor2D>(lengthOf(differences(features)), [2]);
  return tf.div(distances, tf.div(tf.sum(distances), constant(pairsOf(batch))));
}

/** cos of the angle at f_i between f_j and f_k [batch, batch, batch]; 0 where j or k is i. */
function angles(features: tf.Tensor2D): tf.Tensor3D {
  const gaps = differences(features);
  const directions = tf.div(gaps, lengthOf(gaps)) as tf.Tensor3D;
  return tf.matMul(directions, directions, false, true) as tf.Tensor3D;
}

/**
 * Mean of Huber's loss on relative distances over pairs of examples: RKD-D (Park et al. 2019, arXiv 1904.05068).
 * @param teacher [batch, teacherWidth]
 * @param student [batch, width]
 */
export function distanceLoss(teacher: tf.Tensor2D, student: tf.Tensor2D): tf.Scalar {
  const gaps = tf.sub(relativeDistances(student), relativeDistances(teacher));
  return tf.div(tf.sum<tf.Scalar>(huber(gaps)), constant(pairsOf(student.shape[0])));
}

/** Mean of Huber's loss on cosines of angles over triples of examples: RKD-A, likewise, on the first examples of the batch. */
export function angleLoss(teacher: tf.Tensor2D, student: tf.Tensor2D): tf.Scalar {
  const rows = Math.min(MOST_FOR_ANGLES, student.shape[0]);
  const few = (x: tf.Tensor2D): tf.Tensor2D => tf.slice(x, [0, 0], [rows, x.shape[1]]);
  const gaps = tf.sub(angles(few(student)), angles(few(teacher)));
  return tf.div(tf.sum<tf.Scalar>(huber(gaps)), constant(triplesOf(rows)));
}

function featuresOfBoth({ inside, mask, teacherOutputs }: LossInputs): readonly [tf.Tensor2D, tf.Tensor2D] {
  const { teacherStates } = teacherOutputs;
  return [
    exampleFeatures(required(teacherStates), mask),
    exampleFeatures(required(inside).states, mask),
  ] as const;
}

export function similarityTerms(inputs: LossInputs): readonly Term[] {
  const value = similarityDistance(...featuresOfBoth(inputs));
  return [{ name: 'features', value, coefficient: inputs.plan.auxiliaryWeight }];
}

export function relationalTerms(inputs: LossInputs): readonly Term[] {
  const { auxiliaryWeight } = inputs.plan;
  const both = featuresOfBoth(inputs);
  return [
    { name: 'distances', value: distanceLoss(...both), coefficient: DISTANCE_WEIGHT * auxiliaryWeight },
    { name: 'angles', value: angleLoss(...both), coefficient: ANGLE_WEIGHT * auxiliaryWeight },
  ];
}
