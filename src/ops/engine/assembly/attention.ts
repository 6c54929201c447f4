/** Causal attention of one token over a cache of keys and values. */

import { exp4, max4, pad4 } from './math';

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
  const scale = f32x4.splat(<f32>1 / sqrt<f32>(<f32>depth));
  const padded = pad4(length);
  const bytes = (<usize>length) << 2;
  const whole = (<usize>(length & ~3)) << 2;
  let highs = f32x4.splat(-1e30);
  let high: f32 = -1e30;
  for (let t: usize = 0; t < (<usize>padded) << 2; t += 16) {
    let sum = f32x4.splat(0);
    let key = keys + t;
    let q = query;
    for (let c = 0; c < depth; c++) {
      sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(q), v128.load(key)));
      q += 4;
      key += rowOfKeys;
    }
    sum = f32x4.mul(sum, scale);
    v128.store(scores + t, sum);
    if (t < whole) highs = f32x4.max(highs, sum);
  }
  high = max4(highs);
  for (let t = whole; t < bytes; t += 4) high = max(high, load<f32>(scores + t));
  const shift = f32x4.splat(high);
  for (let t: usize = 0; t < (<usize>padded) << 2; t += 16) {
    v128.store(scores + t, exp4(f32x4.sub(v128.load(scores + t), shift)));
  }
  let total: f32 = 0;
  for (let t: usize = 0; t < bytes; t += 4) total += load<f32>(scores + t);
  const share = f32x4.splat(<f32>1 / total);
  const wide = pad4(depth);
  const rowOfValues = (<usize>wide) << 2;
  let c = 0;
  // Sixteen columns at a time where there are so many: sums stay in registers.
  for (; c + 16 <= wide; c += 16) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let value = values + ((<usize>c) << 2);
    for (let t: usize = 0; t < bytes; t += 4) {
      const weight = v128.load32_splat(scores + t);
      s0 = f32x4.add(s0, f32x4.mul(weight, v128.load(value)));
      s1 = f32x4.add(s1, f32x4.mul(weight, v128.load(value, 16)));
      s2 = f32x4.add(s2, f32x4.mul(weight, v128.load(value, 32)));
      s3 = f32x4.add(s3, f32x4.mul(weight, v128.load(value, 48)));
      value += rowOfValues;
    }
    const to = out + ((<usize>c) << 2);
    v128.store(to, f32x4.mul(s0, share));
    v128.store(to, f32x4.mul(s1, share), 16);
    v128.store(to, f32x4.mul(s2, share), 32);
    v128.store(to, f32x4.mul(s3, share), 48);
  }
  for (; c < wide; c += 4) {
    let sum = f32x4.splat(0);
    let value = values + ((<usize>c) << 2);
    for (let t: usize = 0; t < bytes; t += 4) {
      sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(scores + t), v128.load(value)));
      value += rowOfValues;
    }
    v128.store(out + ((<usize>c) << 2), f32x4.mul(sum, share));
  }
  return high + <f32>Mathf.log(total);
}

/** Keys and values of one head of a sequence, taken out of its packed projections: transposed [depth, long] and [length, wide]. */
function takeHead(
  from: usize,
  stride: usize,
  length: i32,
  depth: i32,
  transposed: usize,
  straight: usize,
): void {
  const long = (<usize>pad4(length)) << 2;
  const wide = (<usize>pad4(depth)) << 2;
  for (let t = 0; t < length; t++) {
    const source = from + <usize>t * stride;
    for (let c = 0; c < depth; c++) {
      const value = load<f32>(source + ((<usize>c) << 2));
      if (transposed) store<f32>(transposed + <usize>c * long + ((<usize>t) << 2), value);
      if (straight) store<f32>(straight + <usize>t * wide + ((<usize>c) << 2), value);
    }
  }
}

/**
 * Causal attention of a whole sequence.
 * @param qkv packed projections [length, 3·width], rows of `stride` bytes
 * @param out [length, width], rows of `strideOut` bytes
 * @param sums [length, heads], the logarithms of the sums of exp(scores)
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
    takeHead(at + ((<usize>width) << 2), stride, length, depth, keys, 0);
    takeHead(at + ((<usize>(2 * width)) << 2), stride, length, depth, 0, values);
    for (let t = 0; t < length; t++) {
      memory.copy(query, at + <usize>t * stride, (<usize>depth) << 2);
      const sum = attend(query, keys, values, scores, mixed, depth, length, t + 1);
      store<f32>(sums + ((<usize>(t * heads + head)) << 2), sum);
      memory.copy(out + <usize>t * strideOut + ((<usize>(head * depth)) << 2), mixed, (<usize>depth) << 2);
    }
  }
}

/** out += factor·x over `bytes` bytes, a multiple of 16. */
function addScaled(out: usize, x: usize, factor: v128, bytes: usize): void {
  for (let c: usize = 0; c < bytes; c += 16) {
    v128.store(out + c, f32x4.add(v128.load(out + c), f32x4.mul(factor, v128.load(x + c))));
  }
}

/**
 * The gradient of the packed projections of a sequence, with the weights computed anew from `sums`.
 * @param attended the result of the forward pass [length, width], rows of `narrow` bytes
 * @param slopes its gradient, like it
 * @param out the gradient of `qkv`, like it
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
  room: usize,
): void {
  const depth = width / heads;
  const wide = pad4(depth);
  const bytes = (<usize>wide) << 2;
  const long = (<usize>pad4(length)) << 2;
  const size = bytes * <usize>pad4(length);
  const scale: f32 = <f32>1 / sqrt<f32>(<f32>depth);
  const keysAcross = room;
  const valuesAcross = keysAcross + size;
  const keys = valuesAcross + size;
  const queries = keys + size;
  const given = queries + size;
  const dQueries = given + size;
  const dKeys = dQueries + size;
  const dValues = dKeys + size;
  const weights = dValues + size;
  const dScores = weights + long;
  memory.fill(room, 0, weights - room);
  for (let head = 0; head < heads; head++) {
    const at = (<usize>(head * depth)) << 2;
    const q = qkv + at;
    takeHead(q, stride, length, depth, 0, queries);
    takeHead(q + ((<usize>width) << 2), stride, length, depth, keysAcross, keys);
    takeHead(q + ((<usize>(2 * width)) << 2), stride, length, depth, valuesAcross, 0);
    takeHead(slopes + at, narrow, length, depth, 0, given);
    memory.fill(dQueries, 0, 3 * size);
    for (let t = 0; t < length; t++) {
      const query = queries + <usize>t * bytes;
      const dOut = given + <usize>t * bytes;
      const value = attended + <usize>t * narrow + at;
      let delta: f32 = 0;
      for (let c: usize = 0; c < (<usize>depth) << 2; c += 4)
        delta += load<f32>(dOut + c) * load<f32>(value + c);
      const shift = f32x4.splat(load<f32>(sums + ((<usize>(t * heads + head)) << 2)));
      const deltas = f32x4.splat(delta);
      const scales = f32x4.splat(scale);
      const end = (<usize>(t + 1)) << 2;
      for (let s: usize = 0; s < end; s += 16) {
        let score = f32x4.splat(0);
        let slope = f32x4.splat(0);
        let across = s;
        for (let c: usize = 0; c < (<usize>depth) << 2; c += 4) {
          score = f32x4.add(score, f32x4.mul(v128.load32_splat(query + c), v128.load(keysAcross + across)));
          slope = f32x4.add(slope, f32x4.mul(v128.load32_splat(dOut + c), v128.load(valuesAcross + across)));
          across += long;
        }
        const weight = exp4(f32x4.sub(f32x4.mul(score, scales), shift));
        v128.store(weights + s, weight);
        v128.store(dScores + s, f32x4.mul(f32x4.mul(weight, f32x4.sub(slope, deltas)), scales));
      }
      const dQuery = dQueries + <usize>t * bytes;
      for (let s = 0; s <= t; s++) {
        const row = <usize>s * bytes;
        const weight = v128.load32_splat(weights + ((<usize>s) << 2));
        const dScore = v128.load32_splat(dScores + ((<usize>s) << 2));
        addScaled(dQuery, keys + row, dScore, bytes);
        addScaled(dKeys + row, query, dScore, bytes);
        addScaled(dValues + row, dOut, weight, bytes);
      }
    }
    for (let t = 0; t < length; t++) {
      const to = out + <usize>t * stride + at;
      const row = <usize>t * bytes;
      memory.copy(to, dQueries + row, (<usize>depth) << 2);
      memory.copy(to + ((<usize>width) << 2), dKeys + row, (<usize>depth) << 2);
      memory.copy(to + ((<usize>(2 * width)) << 2), dValues + row, (<usize>depth) << 2);
    }
  }
}
