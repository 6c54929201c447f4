/** Attention of one token over a cache of keys and values, and of whole sequences. */

import { copyFloats, exp4, madd, max4, pad4, sum4 } from './math';

/**
 * One head of one token: softmax(q·Kᵀ/√depth)·V over the first `length` positions.
 * @param query [depth], filled up with zeros to a multiple of 4
 * @param keys [depth, context], context filled up to a multiple of 4
 * @param values [context, depth], depth filled up to a multiple of 4
 * @param scores room for `length` floats, filled up to a multiple of 4
 * @param out [depth], filled up to a multiple of 4
 * @returns the logarithm of the sum of exp(scores), which a backward pass needs
 */
export function attend(
  query: usize,
  keys: usize,
  values: usize,
  scores: usize,
  out: usize,
  depth: i32,
  context: i32,
  length: i32,
): f32 {
  const rowOfKeys = (<usize>pad4(context)) << 2;
  const bytes = (<usize>length) << 2;
  const padded = (<usize>pad4(length)) << 2;
  scoreKeys(query, keys, rowOfKeys, scores, depth, padded);
  // Lanes behind the last position weigh nothing.
  for (let t = bytes; t < padded; t += 4) store<f32>(scores + t, -1e30);
  let highs = v128.load(scores);
  for (let t: usize = 16; t < padded; t += 16) highs = f32x4.max(highs, v128.load(scores + t));
  const high = max4(highs);
  const shift = f32x4.splat(high);
  let sums = f32x4.splat(0);
  for (let t: usize = 0; t < padded; t += 16) {
    const weight = exp4(f32x4.sub(v128.load(scores + t), shift));
    sums = f32x4.add(sums, weight);
    v128.store(scores + t, weight);
  }
  const total = sum4(sums);
  mixValues(scores, bytes, values, out, pad4(depth), f32x4.splat(<f32>1 / total));
  return high + <f32>Mathf.log(total);
}

/** scores[t] = q·K[t]/√depth for `bytes` of positions, a multiple of 16; sixteen positions at a time stay in registers. */
function scoreKeys(
  query: usize,
  keys: usize,
  rowOfKeys: usize,
  scores: usize,
  depth: i32,
  bytes: usize,
): void {
  const scale = f32x4.splat(<f32>1 / sqrt<f32>(<f32>depth));
  const end = query + ((<usize>depth) << 2);
  let t: usize = 0;
  for (; t + 64 <= bytes; t += 64) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let key = keys + t;
    for (let q = query; q < end; q += 4) {
      const factor = v128.load32_splat(q);
      s0 = madd(factor, v128.load(key), s0);
      s1 = madd(factor, v128.load(key, 16), s1);
      s2 = madd(factor, v128.load(key, 32), s2);
      s3 = madd(factor, v128.load(key, 48), s3);
      key += rowOfKeys;
    }
    const to = scores + t;
    v128.store(to, f32x4.mul(s0, scale));
    v128.store(to, f32x4.mul(s1, scale), 16);
    v128.store(to, f32x4.mul(s2, scale), 32);
    v128.store(to, f32x4.mul(s3, scale), 48);
  }
  for (; t < bytes; t += 16) {
    let sum = f32x4.splat(0);
    let key = keys + t;
    for (let q = query; q < end; q += 4) {
      sum = madd(v128.load32_splat(q), v128.load(key), sum);
      key += rowOfKeys;
    }
    v128.store(scores + t, f32x4.mul(sum, scale));
  }
}

/** out = share · Σ weights[t]·V[t] over `bytes` of positions; up to sixteen of the `wide` columns at a time. */
export function mixValues(
  weights: usize,
  bytes: usize,
  values: usize,
  out: usize,
  wide: i32,
  share: v128,
): void {
  const rowOfValues = (<usize>wide) << 2;
  const end = weights + bytes;
  let c = 0;
  for (; c + 16 <= wide; c += 16) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let value = values + ((<usize>c) << 2);
    for (let t = weights; t < end; t += 4) {
      const weight = v128.load32_splat(t);
      s0 = madd(weight, v128.load(value), s0);
      s1 = madd(weight, v128.load(value, 16), s1);
      s2 = madd(weight, v128.load(value, 32), s2);
      s3 = madd(weight, v128.load(value, 48), s3);
      value += rowOfValues;
    }
    const to = out + ((<usize>c) << 2);
    v128.store(to, f32x4.mul(s0, share));
    v128.store(to, f32x4.mul(s1, share), 16);
    v128.store(to, f32x4.mul(s2, share), 32);
    v128.store(to, f32x4.mul(s3, share), 48);
  }
  if (c + 12 === wide) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let value = values + ((<usize>c) << 2);
    for (let t = weights; t < end; t += 4) {
      const weight = v128.load32_splat(t);
      s0 = madd(weight, v128.load(value), s0);
      s1 = madd(weight, v128.load(value, 16), s1);
      s2 = madd(weight, v128.load(value, 32), s2);
      value += rowOfValues;
    }
    const to = out + ((<usize>c) << 2);
    v128.store(to, f32x4.mul(s0, share));
    v128.store(to, f32x4.mul(s1, share), 16);
    v128.store(to, f32x4.mul(s2, share), 32);
    return;
  }
  for (; c < wide; c += 4) {
    let sum = f32x4.splat(0);
    let value = values + ((<usize>c) << 2);
    for (let t = weights; t < end; t += 4) {
      sum = madd(v128.load32_splat(t), v128.load(value), sum);
      value += rowOfValues;
    }
    v128.store(out + ((<usize>c) << 2), f32x4.mul(sum, share));
  }
}

/** One head of packed projections [length, depth] as it is, rows of `wide` bytes. */
export function takeHead(from: usize, stride: usize, length: i32, depth: i32, to: usize, wide: usize): void {
  for (let t = 0; t < length; t++) {
    copyFloats(from, to, depth);
    from += stride;
    to += wide;
  }
}

/** The transpose of `takeHead`, [depth, length], rows of `long` bytes. */
export function takeHeadAcross(
  from: usize,
  stride: usize,
  length: i32,
  depth: i32,
  to: usize,
  long: usize,
): void {
  for (let t = 0; t < length; t++) {
    let place = to + ((<usize>t) << 2);
    for (let c: usize = 0; c < (<usize>depth) << 2; c += 4) {
      store<f32>(place, load<f32>(from + c));
      place += long;
    }
    from += stride;
  }
}

/** Floats of the room that `attendSaving` needs. */
export function attentionSize(length: i32, depth: i32): i32 {
  const wide = pad4(depth);
  return 2 * wide * pad4(length) + 2 * wide + pad4(length);
}

/**
 * Attention of a whole sequence.
 * @param qkv packed projections [length, 3·width], rows of `stride` bytes
 * @param out [length, width], rows of `strideOut` bytes
 * @param sums [length, heads], the logarithms of the sums of exp(scores)
 * @param causal whether a position sees those before it and itself, or all
 */
export function attendSaving(
  qkv: usize,
  stride: usize,
  out: usize,
  strideOut: usize,
  sums: usize,
  length: i32,
  width: i32,
  heads: i32,
  causal: bool,
  room: usize,
): void {
  const depth = width / heads;
  const wide = pad4(depth);
  const size = (<usize>(wide * pad4(length))) << 2;
  const keys = room;
  const values = keys + size;
  const query = values + size;
  const mixed = query + ((<usize>wide) << 2);
  const scores = mixed + ((<usize>wide) << 2);
  memory.fill(room, 0, scores - room);
  for (let head = 0; head < heads; head++) {
    const at = qkv + ((<usize>(head * depth)) << 2);
    takeHeadAcross(at + ((<usize>width) << 2), stride, length, depth, keys, (<usize>pad4(length)) << 2);
    takeHead(at + ((<usize>(2 * width)) << 2), stride, length, depth, values, (<usize>wide) << 2);
    for (let t = 0; t < length; t++) {
      copyFloats(at + <usize>t * stride, query, depth);
      const seen = causal ? t + 1 : length;
      const sum = attend(query, keys, values, scores, mixed, depth, length, seen);
      store<f32>(sums + ((<usize>(t * heads + head)) << 2), sum);
      copyFloats(mixed, out + <usize>t * strideOut + ((<usize>(head * depth)) << 2), depth);
    }
  }
}
