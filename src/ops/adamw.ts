import { constant } from './constant';
import { engine } from './engine/present';
import * as tf from './tf';
import { adamwKernel } from './webgpu/adamw-kernel';
import { onWebGPU } from './webgpu/kernel';

const BETA1 = 0.9;
const BETA2 = 0.98;
const EPSILON = 1e-8;

/** Adam's moments over all parameters, laid out flat like the parameters themselves. */
export interface Moments {
  readonly first: tf.Tensor1D;
  readonly second: tf.Tensor1D;
}

export interface AdamWSettings {
  /** 1-based count of this update, for the bias correction. */
  readonly step: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Limit of the global gradient norm; 0 turns clipping off. */
  readonly clipNorm: number;
}

export interface AdamWResult extends Moments {
  readonly parameters: tf.Tensor1D;
  /** Global gradient norm before clipping, [1]. */
  readonly gradientNorm: tf.Tensor1D;
}

export const zeroMoments = (size: number): Moments => ({
  first: tf.zeros([size]),
  second: tf.zeros([size]),
});

/**
 * One AdamW update (Loshchilov & Hutter 2017, arXiv 1711.05101) of every parameter at once, β = (0.9, 0.98), with the
 * gradient first scaled to at most `clipNorm` (Pascanu et al. 2013). Inputs are not disposed.
 * @param decayMask 1 where weight decay applies (matrices), 0 elsewhere
 */
export function adamw(
  parameters: tf.Tensor1D,
  moments: Moments,
  gradient: tf.Tensor1D,
  decayMask: tf.Tensor1D,
  settings: AdamWSettings,
): AdamWResult {
  const { step, learningRate, weightDecay, clipNorm } = settings;
  const numbers = {
    meanRate: learningRate / (1 - BETA1 ** step),
    varianceRate: 1 / (1 - BETA2 ** step),
    decay: learningRate * weightDecay,
    clipNorm,
    beta1: BETA1,
    beta2: BETA2,
    epsilon: EPSILON,
  };
  const { first: oldFirst, second: oldSecond } = moments;
  if (onWebGPU()) {
    const { norm, ...updated } = adamwKernel(parameters, oldFirst, oldSecond, gradient, decayMask, numbers);
    return { ...updated, gradientNorm: norm };
  }
  const open = engine();
  if (open) {
    const vectors = { parameters, first: oldFirst, second: oldSecond, gradient, decayMask };
    const { norm, ...updated } = open.update(vectors, numbers);
    return { ...updated, gradientNorm: norm };
  }
  const norm = tf.sqrt(tf.sum(tf.square(gradient)));
  const clipped =
    clipNorm > 0
      ? tf.mul(gradient, tf.minimum(constant(1), tf.div(constant(clipNorm), tf.add(norm, constant(1e-6)))))
      : gradient;
  const first = tf.add(tf.mul(oldFirst, constant(BETA1)), tf.mul(clipped, constant(1 - BETA1)));
  const second = tf.add(tf.mul(oldSecond, constant(BETA2)), tf.mul(tf.square(clipped), constant(1 - BETA2)));
  const meanRate = tf.scalar(numbers.meanRate);
  const varianceRate = tf.scalar(numbers.varianceRate);
  const direction = tf.div(
    tf.mul(first, meanRate),
    tf.add(tf.sqrt(tf.mul(second, varianceRate)), constant(EPSILON)),
  );
  const decay = tf.mul(tf.mul(parameters, decayMask), tf.scalar(numbers.decay));
  return {
    parameters: tf.sub(tf.sub(parameters, direction), decay),
    first: first as tf.Tensor1D,
    second: second as tf.Tensor1D,
    gradientNorm: tf.reshape(norm, [1]),
  };
}
