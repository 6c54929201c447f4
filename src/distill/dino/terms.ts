/** Terms of DINO's loss, and gauges of its collapse. */
import { cachedTensor, constant } from '../../ops/constant';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { scalarOf } from '../loss/inputs';
import { GLOBAL_CROPS } from './crops';
import { unitRows } from './head';

/** Keeps the logarithm of 0 finite. */
const EPSILON = 1e-8;

const logDistribution = (scores: tf.Tensor, temperature: number): tf.Tensor =>
  tf.logSoftmax(tf.mul(scores, scalarOf(1 / temperature)));

/**
 * The mean over pairs of a teacher's global view and another view of the student of −Σ_k P log softmax(z/τ)
 * (arXiv 2104.14294, equation 3).
 * @param targets of the global views, view by view [2 · batch, prototypes]
 * @param globals the student's scores of the same views
 * @param locals those of its local views [localCrops · batch, prototypes]; null without
 */
export function crossViewLoss(
  targets: tf.Tensor2D,
  globals: tf.Tensor2D,
  locals: tf.Tensor2D | null,
  temperature: number,
): tf.Scalar {
  const [rows, prototypes] = targets.shape;
  const batch = rows / GLOBAL_CROPS;
  const [one, other] = tf.split(targets, GLOBAL_CROPS) as [tf.Tensor2D, tf.Tensor2D];
  const crossed = tf.concat2d([other, one], 0);
  let total: tf.Tensor = tf.sum(tf.mul(crossed, logDistribution(globals, temperature)));
  let pairs = GLOBAL_CROPS;
  if (locals) {
    const views = locals.shape[0] / batch;
    const logs = tf.reshape(logDistribution(locals, temperature), [views, batch, prototypes]);
    total = tf.add(total, tf.sum(tf.mul(logs, tf.add(one, other))));
    pairs += GLOBAL_CROPS * views;
  }
  return tf.mul(total, constant(-1 / (pairs * batch))) as tf.Scalar;
}

/**
 * iBOT's loss at patches: the cross-entropy at the patches that count, averaged over those of each picture.
 * @param targets [pictures · patches, prototypes]
 * @param scores the student's
 * @param shares of its picture's loss that a patch has [pictures · patches, 1]
 */
export function patchLoss(
  targets: tf.Tensor2D,
  scores: tf.Tensor2D,
  shares: tf.Tensor2D,
  pictures: number,
  temperature: number,
): tf.Scalar {
  const perPatch = tf.sum(tf.mul(targets, logDistribution(scores, temperature)), -1, true);
  return tf.mul(tf.sum(tf.mul(perPatch, shares)), constant(-1 / pictures)) as tf.Scalar;
}

/** Added to the products of a picture with itself, so that it is not its own neighbour. */
const NOT_ITSELF = -4;

/**
 * KoLeo (Sablayrolles et al. 2019, arXiv 1806.03198): −mean log ‖f_i − its nearest‖ of unit states, over each global view alone, summed;
 * 0 where a batch has one picture.
 * @param states of the class token, view by view [2 · batch, width]
 */
export function koleo(states: tf.Tensor2D): tf.Scalar {
  const batch = states.shape[0] / GLOBAL_CROPS;
  if (batch < 2) return tf.scalar(0);
  const self = cachedTensor(`not itself ${batch}`, () => tf.mul(tf.eye(batch), NOT_ITSELF));
  const perView = tf.split(unitRows(states), GLOBAL_CROPS).map((view) => {
    const products = tf.matMul(view as tf.Tensor2D, view as tf.Tensor2D, false, true);
    const nearest = tf.max(tf.add(products, self), -1);
    const squares = tf.mul(tf.sub(constant(1), nearest), constant(2));
    return tf.mul(
      tf.mean(tf.log(tf.add(tf.maximum(squares, constant(0)), constant(EPSILON)))),
      constant(-0.5),
    );
  });
  return perView.reduce((sum, one) => tf.add(sum, one)) as tf.Scalar;
}

/** Gauges of collapse; none is part of the loss. */
export interface CollapseGauges {
  /** Entropy of the mean target over log K: 0 where all views have one prototype. */
  readonly entropy: tf.Scalar;
  /** KL from targets to the student's distributions of the same pictures' other view: 0 where the teacher says the same of everything. */
  readonly divergence: tf.Scalar;
  /** Root of 1 − ‖mean unit state‖², √width times the standard deviation: 0 where all states point one way. */
  readonly spread: tf.Scalar;
}

const entropyOf = (distributions: tf.Tensor): tf.Tensor =>
  tf.neg(tf.sum(tf.mul(distributions, tf.log(tf.add(distributions, constant(EPSILON)))), -1));

/**
 * @param targets [2 · batch, prototypes]
 * @param globals the student's scores
 * @param states the student's, of the class token [2 · batch, width]
 */
export function collapseGauges(
  targets: tf.Tensor2D,
  globals: tf.Tensor2D,
  states: tf.Tensor2D,
  temperature: number,
): CollapseGauges {
  return tidy(() => {
    const prototypes = targets.shape[1];
    const loss = crossViewLoss(targets, globals, null, temperature);
    const mean = tf.mean(unitRows(states), 0);
    const spread = tf.sub(constant(1), tf.sum(tf.square(mean)));
    return {
      entropy: tf.div(entropyOf(tf.mean(targets, 0)), constant(Math.log(prototypes))) as tf.Scalar,
      divergence: tf.sub(loss, tf.mean(entropyOf(targets))) as tf.Scalar,
      spread: tf.sqrt(tf.maximum(spread, constant(0))) as tf.Scalar,
    };
  });
}
