/**
 * Divergences between teacher p and student q, per token, over the full vocabulary and in log space. The generalised
 * Jensen–Shannon divergence is that of Agarwal et al. 2023 (arXiv 2306.13649), the skew divergences are those of
 * DistiLLM (Ko et al. 2024, arXiv 2402.03898), the total variation distance as in f-DISTILL (arXiv 2307.15190).
 */
import { type ComposedDivergence, composedWithGradient } from './composed-divergence';
import { constant } from './constant';
import { engine } from './engine/present';
import { customGradient, type Save } from './scope';
import * as tf from './tf';
import { type DivergenceKind, divergenceWithGradient } from './webgpu/divergence-kernel';
import { onWebGPU } from './webgpu/kernel';

export type Divergence = FusedDivergence | ComposedDivergence;

/** Kinds that have kernels. */
type FusedDivergence =
  | { readonly kind: 'forward-kl' }
  | { readonly kind: 'reverse-kl' }
  /** β → 0 tends to β·KL(p‖q); β = ½ is the symmetric Jensen–Shannon divergence. */
  | { readonly kind: 'jsd'; readonly beta: number }
  /** Total variation distance ½·Σ|p − q|, at most 1. */
  | { readonly kind: 'tvd' }
  /** KL(p ‖ α·p + (1 − α)·q), at most −log α. */
  | { readonly kind: 'skew-forward-kl'; readonly alpha: number }
  /** KL(q ‖ (1 − α)·p + α·q), at most −log α. */
  | { readonly kind: 'skew-reverse-kl'; readonly alpha: number };

/** Σ_v exp(logA)·(logA − logB), over the last axis. */
function kl(logA: tf.Tensor, logB: tf.Tensor): tf.Tensor2D {
  return tf.sum(tf.mul(tf.exp(logA), tf.sub(logA, logB)), -1);
}

/** How much of its first distribution a divergence mixes in; ½ where it mixes nothing. */
function mixing(which: FusedDivergence): number {
  if ('beta' in which) return which.beta;
  return 'alpha' in which ? which.alpha : 0.5;
}

/** log(β·exp(a) + (1 − β)·exp(b)) without underflow where both are small. */
function logMixture(a: tf.Tensor, b: tf.Tensor, beta: number): tf.Tensor {
  const left = tf.add(a, constant(Math.log(beta)));
  const right = tf.add(b, constant(Math.log1p(-beta)));
  const high = tf.maximum(left, right);
  const gap = tf.neg(tf.abs(tf.sub(left, right)));
  return tf.add(high, tf.log1p(tf.exp(gap)));
}

/** Value and gradient, computed together; the gradient waits until it is asked for. */
type WithGradient = (teacher: tf.Tensor3D, student: tf.Tensor3D) => [tf.Tensor2D, tf.Tensor3D];

function inOneCall(
  teacherLogits: tf.Tensor3D,
  studentLogits: tf.Tensor3D,
  compute: WithGradient,
): tf.Tensor2D {
  const operation = customGradient((student: tf.Tensor3D, save: Save) => {
    const [value, gradient] = compute(teacherLogits, student);
    save([gradient]);
    return {
      value,
      gradFunc: (dy: tf.Tensor2D, [slope]: tf.Tensor[]) =>
        tf.mul(tf.expandDims(dy, -1), slope as tf.Tensor3D),
    };
  });
  return operation(studentLogits);
}

const FUSED: Readonly<Record<DivergenceKind, true>> = {
  'forward-kl': true,
  'reverse-kl': true,
  jsd: true,
  tvd: true,
  'skew-forward-kl': true,
  'skew-reverse-kl': true,
};
const isFused = (which: Divergence): which is FusedDivergence => Object.hasOwn(FUSED, which.kind);

/** The kernel of the backend: WGSL, or the engine. Null where there is none. */
function kernelOf(which: FusedDivergence, temperature: number): WithGradient | null {
  const { kind } = which;
  const beta = mixing(which);
  if (onWebGPU()) {
    return (teacher, student) => divergenceWithGradient(teacher, student, kind, beta, temperature);
  }
  const open = engine();
  if (!open) return null;
  return (teacher, student) => open.divergence({ teacher, student, kind, beta, temperature });
}

/**
 * @param teacherLogits [batch, length, vocabulary]; no gradient flows into it
 * @param studentLogits same shape
 * @param temperature divides both logits
 * @returns nats per token [batch, length]
 */
export function divergence(
  teacherLogits: tf.Tensor3D,
  studentLogits: tf.Tensor3D,
  which: Divergence,
  temperature = 1,
): tf.Tensor2D {
  if (!isFused(which)) {
    return inOneCall(teacherLogits, studentLogits, (teacher, student) =>
      composedWithGradient(teacher, student, which, temperature),
    );
  }
  const kernel = kernelOf(which, temperature);
  if (kernel) return inOneCall(teacherLogits, studentLogits, kernel);
  const scale = (x: tf.Tensor3D): tf.Tensor3D =>
    temperature === 1 ? x : tf.mul(x, constant(1 / temperature));
  const p = tf.logSoftmax(scale(teacherLogits));
  const q = tf.logSoftmax(scale(studentLogits));
  switch (which.kind) {
    case 'forward-kl':
      return kl(p, q);
    case 'reverse-kl':
      return kl(q, p);
    case 'jsd': {
      const mixture = logMixture(p, q, which.beta);
      return tf.add(
        tf.mul(kl(p, mixture), constant(which.beta)),
        tf.mul(kl(q, mixture), constant(1 - which.beta)),
      );
    }
    case 'tvd':
      return tf.mul(tf.sum(tf.abs(tf.sub(tf.exp(p), tf.exp(q))), -1), constant(0.5));
    case 'skew-forward-kl':
      return kl(p, logMixture(p, q, which.alpha));
    case 'skew-reverse-kl':
      return kl(q, logMixture(q, p, which.alpha));
    default:
      return which satisfies never;
  }
}
