import type * as tf from '../tf';
import { blank, dispatch, itemsOf } from './kernel';
import { logSoftmaxOfBoth } from './log-softmax';

const SIZE = 64;

export type DivergenceKind =
  | 'forward-kl'
  | 'reverse-kl'
  | 'jsd'
  | 'tvd'
  | 'skew-forward-kl'
  | 'skew-reverse-kl';

/**
 * Per kind: the term of one token of the vocabulary, and the gradient with respect to log q before centring (over q, and
 * up to a constant, where it is centred).
 */
const FORMULAS: Readonly<Record<DivergenceKind, { term: string; slope: string; centred: boolean }>> = {
  'forward-kl': { term: 'p * (lp - lq)', slope: 'q - p', centred: false },
  'reverse-kl': { term: 'q * (lq - lp)', slope: 'lq - lp', centred: true },
  jsd: {
    term: 'BETA * p * (lp - mix(lp, lq)) + (1.0 - BETA) * q * (lq - mix(lp, lq))',
    slope: '(1.0 - BETA) * (lq - mix(lp, lq))',
    centred: true,
  },
  tvd: { term: '0.5 * abs(p - q)', slope: '0.5 * sign(q - p)', centred: true },
  'skew-forward-kl': {
    term: 'p * (lp - mix(lp, lq))',
    slope: '(BETA - 1.0) * exp(lp - mix(lp, lq))',
    centred: true,
  },
  'skew-reverse-kl': {
    term: 'q * (lq - mix(lq, lp))',
    slope: 'lq - mix(lq, lp) - BETA * exp(lq - mix(lq, lp))',
    centred: true,
  },
};

/**
 * Nats per token [batch, length], and their gradients with respect to the student's logits, in one dispatch. An
 * invocation owns a token and walks over the vocabulary.
 * @param beta how much of its first distribution a mixing kind mixes in
 */
export function divergenceWithGradient(
  teacherLogits: tf.Tensor3D,
  studentLogits: tf.Tensor3D,
  kind: DivergenceKind,
  beta: number,
  temperature: number,
): [tf.Tensor2D, tf.Tensor3D] {
  const [batch, length, vocabulary] = studentLogits.shape;
  const tokens = batch * length;
  const items = itemsOf(tokens, SIZE);
  const loss = blank<tf.Tensor2D>([batch, length]);
  const gradient = blank<tf.Tensor3D>(studentLogits.shape);
  const { term, slope, centred } = FORMULAS[kind];
  const code = () => `
@group(0) @binding(0) var<storage, read> teacher: array<f32>;
@group(0) @binding(1) var<storage, read> student: array<f32>;
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;
@group(0) @binding(3) var<storage, read_write> gradient: array<f32>;
const V = ${vocabulary}u;
const BETA = ${beta};
const INVERSE_T = ${1 / temperature};
// log(β·exp(x) + (1 − β)·exp(y)).
fn mix(x: f32, y: f32) -> f32 {
  let a = x + ${Math.log(beta)};
  let b = y + ${Math.log1p(-beta)};
  return max(a, b) + log(1.0 + exp(-abs(a - b)));
}
fn both(j: u32) -> vec2f { return vec2f(teacher[j], student[j]); }
${items.head}
  let first = item * V;
  ${logSoftmaxOfBoth('INVERSE_T')}
  var total = 0.0;
  var centre = 0.0;
  for (var j = first; j < first + V; j++) {
    let l = (both(j) - high) * INVERSE_T - low;
    let lp = l.x;
    let lq = l.y;
    let p = exp(lp);
    let q = exp(lq);
    total += ${term};
    ${centred ? `centre += q * (${slope});` : ''}
  }
  loss[item] = total;
  for (var j = first; j < first + V; j++) {
    let l = (both(j) - high) * INVERSE_T - low;
    let lp = l.x;
    let lq = l.y;
    let p = exp(lp);
    let q = exp(lq);
    gradient[j] = INVERSE_T * ${centred ? `q * (${slope} - centre)` : `(${slope})`};
  }
}`;
  dispatch(
    { key: `divergence ${kind} ${beta} ${temperature} ${tokens} ${vocabulary}`, code },
    [teacherLogits, studentLogits, loss, gradient],
    items.groups,
  );
  return [loss, gradient];
}
