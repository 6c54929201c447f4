import { tidy } from './scope';
import * as tf from './tf';
import { onWebGPU } from './webgpu/kernel';
import { summaryKernel } from './webgpu/summary-kernel';

/** Reported quantities of one training step, all on the device. */
export interface SummaryInputs {
  readonly loss: tf.Scalar;
  /** [1] */
  readonly gradientNorm: tf.Tensor1D;
  /** [batch, length, vocabulary] */
  readonly studentLogits: tf.Tensor3D;
  /** [batch, length] of 0 and 1 */
  readonly mask: tf.Tensor2D;
  readonly teacherLogits: tf.Tensor3D | null;
  /** [batch, length] of 0 and 1, where tokens were verified */
  readonly accepted: tf.Tensor2D | null;
  /** The tokens that were verified, [batch, length] of 0 and 1, where those are not all of `mask` */
  readonly verifiedMask?: tf.Tensor2D | null;
}

/**
 * Everything a report needs in one vector, so that one read-back serves it: loss, gradient norm, mean overlap
 * Σ_v min(p, q) (−1 without a teacher), mean entropy of the student (nats), number of response tokens; then, where
 * tokens were verified, the accepted and the replaced counts of each position.
 */
export function summarise(inputs: SummaryInputs): tf.Tensor1D {
  const { loss, gradientNorm, studentLogits, mask, teacherLogits, accepted, verifiedMask } = inputs;
  if (accepted && verifiedMask) {
    return tidy(() => {
      const rest = summarise({ ...inputs, accepted: null, verifiedMask: null });
      const kept: tf.Tensor1D = tf.sum(accepted, 0);
      return tf.concat1d([rest, kept, tf.sub(tf.sum(verifiedMask, 0), kept)]);
    });
  }
  if (onWebGPU()) return summaryKernel([loss, gradientNorm], studentLogits, mask, teacherLogits, accepted);
  return tidy(() => {
    const logQ = tf.logSoftmax(studentLogits);
    const q = tf.exp(logQ);
    const count = tf.sum(mask);
    const mean = (perToken: tf.Tensor): tf.Tensor => tf.div(tf.sum(tf.mul(perToken, mask)), count);
    const one = (x: tf.Tensor): tf.Tensor1D => tf.reshape(x, [1]);
    const parts = [
      one(loss),
      gradientNorm,
      teacherLogits ? one(mean(tf.sum(tf.minimum(q, tf.softmax(teacherLogits)), -1))) : tf.tensor1d([-1]),
      one(mean(tf.neg(tf.sum(tf.mul(q, logQ), -1)))),
      one(count),
    ];
    if (accepted) {
      const kept: tf.Tensor1D = tf.sum(accepted, 0);
      parts.push(kept, tf.sub(tf.sum(mask, 0), kept));
    }
    return tf.concat1d(parts);
  });
}
