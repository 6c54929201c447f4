/**
 * Divergences made of stock operations with gradients written out: the kinds that neither the engine nor WGSL has a kernel
 * for. ToDi is arXiv 2505.16297, the α-β divergence of ABKD arXiv 2505.04560, the α-mixture of AMiD arXiv 2510.15982, the
 * moving target of TAID arXiv 2501.16937, the vetoed target arXiv 2601.07155.
 */
import * as tf from './tf';
import { upload } from './upload';

export type ComposedDivergence =
  /** Σ_v s·p·log(p/q) + (1 − s)·q·log(q/p), s = p/(p + q) without gradient. */
  | { readonly kind: 'todi' }
  /** (1, 0) is the forward KL, (0, 1) the reverse KL; powers below `LEAST_POWER` are taken as 0. */
  | { readonly kind: 'alpha-beta'; readonly alpha: number; readonly beta: number }
  /** KL(p ‖ r), r ∝ (λ·p^g + (1 − λ)·q^g)^(1/g), g = (1 − a)/2: a = −1 is the skew forward KL, a = 1 the geometric mean. */
  | { readonly kind: 'alpha-mixture'; readonly power: number; readonly share: number }
  /** KL(r ‖ q), r = softmax((1 − t)·z_S + t·z_T) without gradient. */
  | { readonly kind: 'taid'; readonly share: number }
  /** KL(r ‖ q), r = softmax(z_T + β·z_S) without gradient; between equals it is 0 at β = 0 only. */
  | { readonly kind: 'veto'; readonly strength: number };

/** Powers smaller than this lose their digits to cancellation in float32, so the limit at 0 takes their place. */
export const LEAST_POWER = 0.01;

/** Per entry of the vocabulary: its share of the value, and the slope with respect to log q. */
interface Entries {
  readonly term: tf.Tensor3D;
  readonly slope: tf.Tensor3D;
}

const times = (x: tf.Tensor3D, factor: number): tf.Tensor3D =>
  factor === 1 ? x : tf.mul(x, upload(Float32Array.of(factor), []));

function todi(p: tf.Tensor3D, q: tf.Tensor3D): Entries {
  const gap = tf.sub(p, q) as tf.Tensor3D;
  const forward = tf.mul(tf.sigmoid(gap), tf.exp(p));
  const reverse = tf.mul(tf.sigmoid(tf.neg(gap)), tf.exp(q));
  return {
    term: tf.mul(tf.sub(forward, reverse), gap),
    slope: tf.sub(tf.sub(reverse, tf.mul(reverse, gap)), forward),
  };
}

function alphaBeta(p: tf.Tensor3D, q: tf.Tensor3D, alpha: number, beta: number): Entries {
  const [a, b] = [alpha, beta].map((power) => (power < LEAST_POWER ? 0 : power)) as [number, number];
  const gap = tf.sub(q, p) as tf.Tensor3D;
  if (a === 0 && b === 0) return { term: times(tf.square(gap), 0.5), slope: gap };
  const [pPower, qPower] = [p, q].map((x) => tf.exp(times(x, a + b))) as [tf.Tensor3D, tf.Tensor3D];
  if (b === 0) {
    const term = tf.sub(tf.sub(qPower, pPower), times(tf.mul(pPower, gap), a)) as tf.Tensor3D;
    return { term: times(term, 1 / a ** 2), slope: times(tf.sub(qPower, pPower), 1 / a) };
  }
  if (a === 0) {
    const slope = tf.mul(qPower, gap) as tf.Tensor3D;
    const term = tf.sub(tf.add(times(slope, b), pPower), qPower) as tf.Tensor3D;
    return { term: times(term, 1 / b ** 2), slope };
  }
  const both = tf.exp(tf.add(times(p, a), times(q, b))) as tf.Tensor3D;
  const mean = tf.add(times(pPower, a / (a + b)), times(qPower, b / (a + b)));
  return {
    term: times(tf.sub(mean, both), 1 / (a * b)),
    slope: times(tf.sub(qPower, both), 1 / a),
  };
}

function alphaMixture(p: tf.Tensor3D, q: tf.Tensor3D, power: number, share: number): Entries {
  const exponent = (1 - power) / 2;
  const geometric = Math.abs(exponent) < LEAST_POWER;
  const left = geometric ? times(p, share) : tf.add(times(p, exponent), Math.log(share));
  const right = geometric ? times(q, 1 - share) : tf.add(times(q, exponent), Math.log1p(-share));
  const gap = tf.sub(right, left) as tf.Tensor3D;
  const raw = geometric
    ? (tf.add(left, right) as tf.Tensor3D)
    : times(tf.add(left, tf.softplus(gap)) as tf.Tensor3D, 1 / exponent);
  const r = tf.logSoftmax(raw);
  const pull = tf.sub(tf.exp(r), tf.exp(p)) as tf.Tensor3D;
  return {
    term: tf.mul(tf.exp(p), tf.sub(p, r)),
    slope: geometric ? times(pull, 1 - share) : tf.mul(pull, tf.sigmoid(gap)),
  };
}

/** KL from a target that is a constant. */
function fromTarget(target: tf.Tensor3D, q: tf.Tensor3D): Entries {
  const r = tf.logSoftmax(target);
  const mass = tf.exp(r) as tf.Tensor3D;
  return { term: tf.mul(mass, tf.sub(r, q)), slope: tf.neg(mass) };
}

function entriesOf(p: tf.Tensor3D, q: tf.Tensor3D, which: ComposedDivergence): Entries {
  switch (which.kind) {
    case 'todi':
      return todi(p, q);
    case 'alpha-beta':
      return alphaBeta(p, q, which.alpha, which.beta);
    case 'alpha-mixture':
      return alphaMixture(p, q, which.power, which.share);
    case 'taid':
      return fromTarget(tf.add(times(q, 1 - which.share), times(p, which.share)), q);
    case 'veto':
      return fromTarget(tf.add(p, times(q, which.strength)), q);
    default:
      return which satisfies never;
  }
}

/**
 * Nats per token [batch, length], and their gradients for the student's logits.
 * @param teacher logits [batch, length, vocabulary]
 * @param student like them
 * @param temperature divides both
 */
export function composedWithGradient(
  teacher: tf.Tensor3D,
  student: tf.Tensor3D,
  which: ComposedDivergence,
  temperature: number,
): [tf.Tensor2D, tf.Tensor3D] {
  const [p, q] = [teacher, student].map((z) => tf.logSoftmax(times(z, 1 / temperature))) as [
    tf.Tensor3D,
    tf.Tensor3D,
  ];
  const { term, slope } = entriesOf(p, q, which);
  const centred = tf.sub(slope, tf.mul(tf.exp(q), tf.sum(slope, -1, true))) as tf.Tensor3D;
  return [tf.sum(term, -1), times(centred, 1 / temperature)];
}
