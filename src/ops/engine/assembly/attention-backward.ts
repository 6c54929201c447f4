/** The gradient of attention over whole sequences, without a matrix of scores of the whole batch. */

import { mixValues, takeHead, takeHeadAcross } from './attention';
import { clearFloats, copyFloats, exp4, madd, pad4, pad8 } from './math';
import { pack4, tileTransposed } from './product-transposed';

/** Queries whose weights are kept at a time: they stay in the processor's second cache. */
const QUERIES_AT_ONCE = 96;

/** Floats of the room that `attentionBackward` needs. */
export function attentionBackwardSize(length: i32, depth: i32): i32 {
  const wide = pad8(depth);
  const long = pad4(length);
  return 7 * wide * long + 2 * QUERIES_AT_ONCE * long + long + wide;
}

/**
 * The gradient of the packed projections of a sequence, with the weights computed anew from `sums`.
 * @param attended the result of the forward pass [length, width], rows of `narrow` bytes
 * @param slopes its gradient, like it
 * @param out the gradient of `qkv`, like it
 * @param causal whether a position sees those before it and itself, or all
 */
export function attentionBackward(
  qkv: usize,
  stride: usize,
  attended: usize,
  slopes: usize,
  narrow: usize,
  sums: usize,
  out: usize,
  length: i32,
  width: i32,
  heads: i32,
  causal: bool,
  room: usize,
): void {
  const depth = width / heads;
  const wide = pad4(depth);
  const bytes = (<usize>wide) << 2;
  const long = (<usize>pad4(length)) << 2;
  const size = ((<usize>pad8(depth)) << 2) * <usize>pad4(length);
  const keysAcross = room;
  const valuesAcross = keysAcross + size;
  const keys = valuesAcross + size;
  const queries = keys + size;
  const given = queries + size;
  const queryPanels = given + size;
  const givenPanels = queryPanels + size;
  const weights = givenPanels + size;
  const dScores = weights + <usize>QUERIES_AT_ONCE * long;
  const dScoresOfOne = dScores + <usize>QUERIES_AT_ONCE * long;
  const dQuery = dScoresOfOne + long;
  memory.fill(room, 0, weights - room);
  for (let head = 0; head < heads; head++) {
    const at = (<usize>(head * depth)) << 2;
    const q = qkv + at;
    const k = q + ((<usize>width) << 2);
    const to = out + at;
    const dKeys = to + ((<usize>width) << 2);
    const dValues = dKeys + ((<usize>width) << 2);
    takeHead(q, stride, length, depth, queries, bytes);
    takeHead(k, stride, length, depth, keys, bytes);
    takeHead(slopes + at, narrow, length, depth, given, bytes);
    takeHeadAcross(k, stride, length, depth, keysAcross, long);
    takeHeadAcross(k + ((<usize>width) << 2), stride, length, depth, valuesAcross, long);
    pack4(queries, bytes, queryPanels, length, depth);
    pack4(given, bytes, givenPanels, length, depth);
    for (let t = 0; t < length; t++) {
      clearFloats(dKeys + <usize>t * stride, depth);
      clearFloats(dValues + <usize>t * stride, depth);
    }
    for (let first = 0; first < length; first += QUERIES_AT_ONCE) {
      const last = min(length, first + QUERIES_AT_ONCE);
      for (let t = first; t < last; t++) {
        const query = queries + <usize>t * bytes;
        const dOut = given + <usize>t * bytes;
        const value = attended + <usize>t * narrow + at;
        let delta: f32 = 0;
        for (let c: usize = 0; c < (<usize>depth) << 2; c += 4)
          delta += load<f32>(dOut + c) * load<f32>(value + c);
        const sum = load<f32>(sums + ((<usize>(t * heads + head)) << 2));
        const here = (<usize>(t - first)) << 4;
        const seen = causal ? t + 1 : length;
        scoreBackward(
          query,
          dOut,
          keysAcross,
          valuesAcross,
          long,
          depth,
          seen,
          sum,
          delta,
          weights + here,
          dScores + here,
          dScoresOfOne,
        );
        mixValues(dScoresOfOne, (<usize>seen) << 2, keys, dQuery, wide, f32x4.splat(1));
        copyFloats(dQuery, to + <usize>t * stride, depth);
      }
      addProducts(dScores, queryPanels, dKeys, stride, length, depth, first, last, causal);
      addProducts(weights, givenPanels, dValues, stride, length, depth, first, last, causal);
    }
  }
}

/**
 * Weights of one query on the positions that it sees, and the gradients of its scores, in panels of four positions,
 * [positions/4][QUERIES_AT_ONCE][4]; the gradients also as a row.
 * @param dOut the gradient of what the query mixed
 * @param seen the first positions
 * @param sum the logarithm of the sum of exp(scores)
 * @param delta dOut · what the query mixed
 */
function scoreBackward(
  query: usize,
  dOut: usize,
  keysAcross: usize,
  valuesAcross: usize,
  long: usize,
  depth: i32,
  seen: i32,
  sum: f32,
  delta: f32,
  weights: usize,
  dScores: usize,
  row: usize,
): void {
  const scales = f32x4.splat(<f32>1 / sqrt<f32>(<f32>depth));
  const shift = f32x4.splat(sum);
  const deltas = f32x4.splat(delta);
  const panel: usize = QUERIES_AT_ONCE << 4;
  const end = (<usize>depth) << 2;
  for (let s = 0; s < seen; s += 4) {
    let score = f32x4.splat(0);
    let slope = f32x4.splat(0);
    let key = keysAcross + ((<usize>s) << 2);
    let value = valuesAcross + ((<usize>s) << 2);
    for (let c: usize = 0; c < end; c += 4) {
      score = madd(v128.load32_splat(query + c), v128.load(key), score);
      slope = madd(v128.load32_splat(dOut + c), v128.load(value), slope);
      key += long;
      value += long;
    }
    let weight = exp4(f32x4.sub(f32x4.mul(score, scales), shift));
    if (s + 4 > seen) {
      // Positions that the query does not see weigh nothing.
      const places = i32x4.add(i32x4.splat(s), i32x4(0, 1, 2, 3));
      weight = v128.and(weight, i32x4.lt_s(places, i32x4.splat(seen)));
    }
    const d = f32x4.mul(f32x4.mul(weight, f32x4.sub(slope, deltas)), scales);
    const at = <usize>(s >> 2) * panel;
    v128.store(weights + at, weight);
    v128.store(dScores + at, d);
    v128.store(row + ((<usize>s) << 2), d);
  }
}

/** out[s] += Σ x[t, s]·y[t] over the queries [first, last), for the positions s that each sees. */
function addProducts(
  x: usize,
  y: usize,
  out: usize,
  stride: usize,
  length: i32,
  depth: i32,
  first: i32,
  last: i32,
  causal: bool,
): void {
  const panel: usize = QUERIES_AT_ONCE << 4;
  const panelOfY = (<usize>length) << 4;
  const end = causal ? last : length;
  for (let s = 0; s < end; s += 4) {
    const from = causal ? max(s, first) : first;
    const rows = last - from;
    const left = x + <usize>(s >> 2) * panel + ((<usize>(from - first)) << 4);
    for (let c = 0; c < depth; c += 8) {
      const right = y + <usize>(c >> 2) * panelOfY + ((<usize>from) << 4);
      const to = out + <usize>s * stride + ((<usize>c) << 2);
      tileTransposed(left, right, right + panelOfY, rows, to, stride, min(4, length - s), min(8, depth - c));
    }
  }
}
