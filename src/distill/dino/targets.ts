/** What the teacher's scores of prototypes are made into, so that neither one prototype nor all alike can win. */
import type { Experiment } from '../../experiment/fields';
import { constant } from '../../ops/constant';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { scalarOf } from '../loss/inputs';

export type Centring = Experiment['prototypeCentring'];

/** What the centre keeps of itself in a step. */
const CENTRE_MOMENTUM = 0.9;
const SINKHORN_ROUNDS = 3;
/** Taken off the logarithms of rows that take no part. */
const LEFT_OUT = 1e9;

/**
 * Sinkhorn–Knopp (Caron et al. 2020, arXiv 2006.09882), as DINOv2 has it: in turn each prototype gets the same mass, and each row.
 * @param scores [rows, prototypes]
 * @param counts 1 on the rows that take part, 0 on the others [rows, 1]; null where all do
 * @returns distributions [rows, prototypes]; 0 on rows that take no part
 */
export function sinkhornKnopp(
  scores: tf.Tensor2D,
  temperature: number,
  counts: tf.Tensor2D | null = null,
): tf.Tensor2D {
  return tidy(() => {
    let logs: tf.Tensor = tf.mul(scores, scalarOf(1 / temperature));
    const left = counts && tf.mul(tf.sub(constant(1), counts), constant(LEFT_OUT));
    const shared = (axis: number, of: tf.Tensor): tf.Tensor => tf.sub(logs, tf.logSumExp(of, axis, true));
    for (let round = 0; round < SINKHORN_ROUNDS; round++) {
      logs = shared(0, left ? tf.sub(logs, left) : logs);
      logs = shared(1, logs);
    }
    const distributions = tf.exp(logs) as tf.Tensor2D;
    return counts ? tf.mul(distributions, counts) : distributions;
  });
}

/**
 * The teacher's distributions over prototypes.
 * @param scores [rows, prototypes]
 * @param centre [prototypes], what `centring` takes off; see `movedCentre`
 * @param counts see `sinkhornKnopp`
 */
export function targetsOf(
  scores: tf.Tensor2D,
  centring: Centring,
  temperature: number,
  centre: tf.Tensor1D,
  counts: tf.Tensor2D | null = null,
): tf.Tensor2D {
  if (centring === 'sinkhorn-knopp') return sinkhornKnopp(scores, temperature, counts);
  return tidy(() => {
    const centred = centring === 'centring' ? tf.sub(scores, centre) : scores;
    return tf.softmax(tf.mul(centred, scalarOf(1 / temperature)) as tf.Tensor2D);
  });
}

/**
 * The centre after a step: a moving average of the scores, over the rows that take part.
 * @param counts see `sinkhornKnopp`
 */
export function movedCentre(
  centre: tf.Tensor1D,
  scores: tf.Tensor2D,
  counts: tf.Tensor2D | null = null,
): tf.Tensor1D {
  return tidy(() => {
    const mean = counts
      ? tf.div(tf.sum(tf.mul(scores, counts), 0), tf.maximum(tf.sum(counts), constant(1)))
      : tf.mean(scores, 0);
    return tf.add(tf.mul(centre, constant(CENTRE_MOMENTUM)), tf.mul(mean, constant(1 - CENTRE_MOMENTUM)));
  });
}
