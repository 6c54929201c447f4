/**
 * Verification in speculative decoding: a draft x is accepted with probability min(1, p(x)/q(x)); the first rejected one is
 * replaced by a draw from norm(max(0, p − q)); if all are accepted, the teacher adds a token of its own, drawn from p
 * (arXiv 2211.17192, Algorithm 1).
 */
import { cachedTensor, constant } from '../../ops/constant';
import * as tf from '../../ops/tf';
import { EOS } from '../../tasks/tokenizer';
import { draw } from './draw';

/** The student's drafts of one round of γ tokens. */
export interface Drafted {
  /** Token ids, float32 [batch, γ]. */
  readonly ids: tf.Tensor2D;
  /** One-hot: the last committed token, then the drafts [batch, γ + 1, vocabulary]. */
  readonly sequence: tf.Tensor3D;
  /** The distributions they were drawn from [batch, γ, vocabulary]. */
  readonly q: tf.Tensor3D;
}

/** State of the rows before the round, float32 [batch, 1] each. */
export interface RowState {
  /** Response tokens committed so far. */
  readonly count: tf.Tensor2D;
  /** 1 until the row has ended. */
  readonly alive: tf.Tensor2D;
}

/** Tokens that a round adds; [batch, γ + 1] holds the positions from `count` on. */
export interface Committed extends RowState {
  /** 1 where a token is committed, [batch, γ + 1], like the next three. */
  readonly mask: tf.Tensor2D;
  /** Ids, where `mask` is 1. */
  readonly tokens: tf.Tensor2D;
  /** 1 where the token is the student's draft. */
  readonly accepted: tf.Tensor2D;
  /** The draft that was judged there; −1 behind the last. */
  readonly proposed: tf.Tensor2D;
  /** The last committed token of a row that continues, [batch, 1], and the one before it, one-hot [batch, vocabulary]. */
  readonly token: tf.Tensor2D;
  readonly previous: tf.Tensor2D;
}

const range = (size: number): tf.Tensor1D =>
  cachedTensor(`range ${size}`, () => tf.range(0, size, 1, 'float32'));

/** One-hot rows of successive positions from `start` [batch, 1]: [batch, count, size], 0 outside of 0 … size − 1. */
export function columnsFrom(start: tf.Tensor, count: number, size: number): tf.Tensor3D {
  const places = tf.add(tf.reshape(start, [-1, 1, 1]), tf.reshape(range(count), [1, count, 1]));
  return tf.cast(tf.equal(places, tf.reshape(range(size), [1, 1, size])), 'float32');
}

/** 1 where `x` is 0. */
const isZero = (x: tf.Tensor): tf.Tensor2D => tf.cast(tf.equal(x, constant(0)), 'float32');
const isBelow = (x: tf.Tensor, bound: number): tf.Tensor2D => tf.cast(tf.less(x, constant(bound)), 'float32');
const times = (...factors: tf.Tensor2D[]): tf.Tensor2D => factors.reduce((a, b) => tf.mul(a, b));

/** Appends a column of `value`. */
const withColumn = (x: tf.Tensor2D, value: number): tf.Tensor2D =>
  tf.pad(
    x,
    [
      [0, 0],
      [0, 1],
    ],
    value,
  );

/**
 * Unnormalised residual max(0, p − q); p where there is no draft (q = 0). The 1e-20·p keeps it positive when p ≈ q rounds
 * to zero.
 */
const residual = (p: tf.Tensor2D, q: tf.Tensor2D): tf.Tensor2D =>
  tf.add(tf.relu(tf.sub(p, q)), tf.mul(p, constant(1e-20)));

/** 1 as long as every draft so far is accepted: [batch, γ]. u < p(x)/q(x), without the division. */
function acceptedPrefix({ sequence, q }: Drafted, p: tf.Tensor3D, acceptance: tf.Tensor2D): tf.Tensor2D {
  const [batch, γ, vocabulary] = q.shape;
  const drafts = tf.slice(sequence, [0, 1, 0], [batch, γ, vocabulary]);
  const ofDraft = (x: tf.Tensor): tf.Tensor => tf.sum(tf.mul(x, drafts), -1);
  const threshold = tf.mul(acceptance, ofDraft(q));
  const pOfDraft = ofDraft(tf.slice(p, [0, 0, 0], [batch, γ, vocabulary]));
  const refused = tf.cast(tf.greaterEqual(threshold, pOfDraft), 'float32');
  return isZero(tf.cumsum(refused, 1));
}

/**
 * @param p the teacher's distributions before each draft and after the last [batch, γ + 1, vocabulary]
 * @param acceptance uniform numbers of the drafts [batch, γ]
 * @param replacement uniform numbers of the teacher's own tokens [batch, γ + 1]
 * @param maxNewTokens response tokens at most
 */
export function verifyDrafts(
  drafted: Drafted,
  p: tf.Tensor3D,
  { count, alive }: RowState,
  { acceptance, replacement }: { readonly acceptance: tf.Tensor2D; readonly replacement: tf.Tensor2D },
  maxNewTokens: number,
): Committed {
  const { ids, sequence, q } = drafted;
  const [batch, γ, vocabulary] = q.shape;
  const acceptedDrafts = acceptedPrefix(drafted, p, acceptance);
  const many = tf.sum(acceptedDrafts, 1, true) as tf.Tensor2D;

  // Standing drafts are committed up to an EOS or the limit, then a token of the teacher.
  const ends = tf.cast<tf.Tensor2D>(tf.equal(ids, constant(EOS)), 'float32');
  const place = tf.add(count, tf.reshape(range(γ), [1, γ]));
  const taken = times(acceptedDrafts, isZero(tf.cumsum(ends, 1, true)), isBelow(place, maxNewTokens), alive);
  const ended = tf.sum(times(taken, ends), 1, true);
  const own = times(isZero(ended), isBelow(tf.add(count, many), maxNewTokens), alive);

  const at = columnsFrom(many, 1, γ + 1);
  const ofPlace = (x: tf.Tensor3D): tf.Tensor2D =>
    tf.reshape(tf.matMul(tf.slice(at, [0, 0, 0], [batch, 1, x.shape[1]]), x), [batch, vocabulary]);
  const column = tf.reshape(at, [batch, γ + 1]) as tf.Tensor2D;
  const number = tf.sum(times(column, replacement), 1, true) as tf.Tensor2D;
  const token = draw(residual(ofPlace(p), ofPlace(q)), number);

  const accepted = withColumn(taken, 0);
  const owned = times(column, own);
  const mask = tf.add(accepted, owned) as tf.Tensor2D;
  const proposed = withColumn(ids, -1);
  const grown = tf.add(count, tf.sum(mask, 1, true)) as tf.Tensor2D;
  const notEnd = tf.cast<tf.Tensor2D>(tf.notEqual(token, constant(EOS)), 'float32');
  return {
    count: grown,
    alive: times(own, notEnd, isBelow(grown, maxNewTokens)),
    mask,
    tokens: tf.add(times(accepted, proposed), times(owned, token)),
    accepted,
    proposed: times(mask, proposed),
    token,
    previous: ofPlace(sequence),
  };
}
