/** Drawing one token a row, and the teacher's verdict on it: the arithmetic that every sampler shares. */
import type { Acceptance } from '../../experiment/methods';
import { cachedTensor, constant } from '../../ops/constant';
import { oneHot } from '../../ops/embedding';
import * as tf from '../../ops/tf';
import type { SamplingParams } from './rollout';

// Scales u ∈ [0, 1) so that u·total stays below total after rounding: a token of probability 0 is never drawn.
export const BELOW_ONE = 1 - 2 ** -22;

/** [size, size] with 1 on and above the diagonal: x · triangle is the running sum of x. */
const triangle = (size: number): tf.Tensor2D =>
  cachedTensor(`triangle ${size}`, () => {
    const values = new Float32Array(size * size);
    for (let i = 0; i < size; i++) values.fill(1, i * size + i, (i + 1) * size);
    return tf.tensor2d(values, [size, size]);
  });

/** Probability mass of the tokens that are strictly more probable, for each token: [rows, V] → [rows, V]. */
function massAbove(probabilities: tf.Tensor2D): tf.Tensor2D {
  const [rows, size] = probabilities.shape;
  const others = tf.reshape(probabilities, [rows, 1, size]);
  const own = tf.reshape(probabilities, [rows, size, 1]);
  return tf.sum(tf.mul(tf.cast(tf.greater(others, own), 'float32'), others), -1) as tf.Tensor2D;
}

/** A temperature so low that float32 could not hold the scaled logits is greedy, like 0. */
export const effectiveTemperature = (temperature: number): number => (temperature < 1e-6 ? 0 : temperature);

/**
 * The distribution that tokens are drawn from.
 * @param logits [rows, vocabulary]
 * @returns unnormalised probabilities [rows, vocabulary], 0 outside the nucleus
 */
export function warp(logits: tf.Tensor2D, { temperature: asked, topP }: SamplingParams): tf.Tensor2D {
  const temperature = effectiveTemperature(asked);
  if (temperature === 0) return oneHot(tf.argMax(logits, -1), logits.shape[1]) as tf.Tensor2D;
  const scaled = temperature === 1 ? logits : tf.mul(logits, tf.scalar(1 / temperature));
  const probabilities = tf.softmax(scaled) as tf.Tensor2D;
  if (topP >= 1) return probabilities;
  const inside = tf.less(massAbove(probabilities), tf.scalar(topP));
  return tf.mul(probabilities, tf.cast(inside, 'float32'));
}

/**
 * One token a row by inversion of the distribution function.
 * @param weights unnormalised probabilities [rows, vocabulary]
 * @param uniform [rows, 1] in [0, 1)
 * @returns token ids, float32 [rows, 1]
 */
export function draw(weights: tf.Tensor2D, uniform: tf.Tensor2D): tf.Tensor2D {
  const [rows, size] = weights.shape;
  const cumulative = tf.matMul(weights, triangle(size));
  const total = tf.slice(cumulative, [0, size - 1], [rows, 1]);
  const threshold = tf.mul(tf.mul(uniform, constant(BELOW_ONE)), total);
  return tf.sum(tf.cast(tf.lessEqual(cumulative, threshold), 'float32'), -1, true) as tf.Tensor2D;
}

/** Token ids, float32 [rows, 1] → one-hot [rows, vocabulary]. */
export function tokenOneHot(ids: tf.Tensor2D, vocabulary: number): tf.Tensor2D {
  const flat = tf.reshape(tf.cast(ids, 'int32'), [ids.shape[0]]);
  return oneHot(flat, vocabulary) as tf.Tensor2D;
}

export interface Verdict {
  /** 1 for an accepted proposal, float32 [rows, 1]. */
  readonly accepted: tf.Tensor2D;
  /** rank_p(y) = #{v : p(v) > p(y)} on the raw teacher distribution, float32 [rows, 1]. */
  readonly rank: tf.Tensor2D;
}

/**
 * The rank test of SKD (arXiv 2410.11325, Algorithm 1) or its nucleus variant, on raw teacher logits: softmax keeps
 * the order, so ranks need no probabilities.
 * @param proposal one-hot [rows, vocabulary]
 */
export function judge(teacherLogits: tf.Tensor2D, proposal: tf.Tensor2D, acceptance: Acceptance): Verdict {
  const own = tf.sum(tf.mul(teacherLogits, proposal), -1, true);
  const above = tf.cast(tf.greater(teacherLogits, own), 'float32');
  const rank = tf.sum(above, -1, true) as tf.Tensor2D;
  if (acceptance.rule === 'top-k') {
    return { rank, accepted: tf.cast(tf.less(rank, tf.scalar(acceptance.topK)), 'float32') };
  }
  const mass = tf.sum(tf.mul(tf.softmax(teacherLogits), above), -1, true) as tf.Tensor2D;
  return { rank, accepted: tf.cast(tf.less(mass, tf.scalar(acceptance.topP)), 'float32') };
}

/** accepted ? proposed : replacement, all float32 [rows, 1]. */
export function choose(accepted: tf.Tensor2D, proposed: tf.Tensor2D, replacement: tf.Tensor2D): tf.Tensor2D {
  return tf.add(replacement, tf.mul(accepted, tf.sub(proposed, replacement)));
}
