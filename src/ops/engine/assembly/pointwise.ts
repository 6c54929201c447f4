/** Operations on each number or each token separately, in both directions. */

import { exp4, normalDistribution4, sum4 } from './math';

const EPSILON: f32 = 1e-5;

/** Layer normalisation of `tokens` vectors, and 1/√(var + ε) of each. `stride` in bytes. */
export function normaliseSaving(
  x: usize,
  out: usize,
  scales: usize,
  tokens: i32,
  width: i32,
  stride: usize,
): void {
  const whole = (<usize>(width & ~3)) << 2;
  const bytes = (<usize>width) << 2;
  for (let i = 0; i < tokens; i++) {
    let sums = f32x4.splat(0);
    for (let c: usize = 0; c < whole; c += 16) sums = f32x4.add(sums, v128.load(x + c));
    let sum = sum4(sums);
    for (let c = whole; c < bytes; c += 4) sum += load<f32>(x + c);
    const mean = sum / <f32>width;
    const means = f32x4.splat(mean);
    let squares = f32x4.splat(0);
    for (let c: usize = 0; c < whole; c += 16) {
      const y = f32x4.sub(v128.load(x + c), means);
      squares = f32x4.add(squares, f32x4.mul(y, y));
    }
    let square = sum4(squares);
    for (let c = whole; c < bytes; c += 4) {
      const y = load<f32>(x + c) - mean;
      square += y * y;
    }
    const scale: f32 = <f32>1 / sqrt<f32>(square / <f32>width + EPSILON);
    const wide = f32x4.splat(scale);
    for (let c: usize = 0; c < whole; c += 16) {
      v128.store(out + c, f32x4.mul(f32x4.sub(v128.load(x + c), means), wide));
    }
    for (let c = whole; c < bytes; c += 4) store<f32>(out + c, (load<f32>(x + c) - mean) * scale);
    store<f32>(scales + ((<usize>i) << 2), scale);
    x += stride;
    out += stride;
  }
}

/** dx += s·(dy − mean(dy) − y·mean(dy·y)) of one vector. */
export function normaliseBackward(dy: usize, y: usize, scale: f32, dx: usize, width: i32): void {
  const whole = (<usize>(width & ~3)) << 2;
  const bytes = (<usize>width) << 2;
  let sums = f32x4.splat(0);
  let alongs = f32x4.splat(0);
  for (let c: usize = 0; c < whole; c += 16) {
    const d = v128.load(dy + c);
    sums = f32x4.add(sums, d);
    alongs = f32x4.add(alongs, f32x4.mul(d, v128.load(y + c)));
  }
  let sum = sum4(sums);
  let along = sum4(alongs);
  for (let c = whole; c < bytes; c += 4) {
    sum += load<f32>(dy + c);
    along += load<f32>(dy + c) * load<f32>(y + c);
  }
  const mean = sum / <f32>width;
  const share = along / <f32>width;
  const means = f32x4.splat(mean);
  const shares = f32x4.splat(share);
  const scales = f32x4.splat(scale);
  for (let c: usize = 0; c < whole; c += 16) {
    const d = f32x4.sub(f32x4.sub(v128.load(dy + c), means), f32x4.mul(v128.load(y + c), shares));
    v128.store(dx + c, f32x4.add(v128.load(dx + c), f32x4.mul(scales, d)));
  }
  for (let c = whole; c < bytes; c += 4) {
    store<f32>(dx + c, load<f32>(dx + c) + scale * (load<f32>(dy + c) - mean - load<f32>(y + c) * share));
  }
}

/** y = x·Φ(x), and in `slope`, unless it is 0, slope·(Φ(x) + x·φ(x)). Rows of `stride` bytes. */
export function geluBackward(x: usize, y: usize, slope: usize, tokens: i32, stride: usize): void {
  const bytes = <usize>tokens * stride;
  for (let i: usize = 0; i < bytes; i += 16) {
    const value = v128.load(x + i);
    const bell = exp4(f32x4.mul(f32x4.splat(-0.5), f32x4.mul(value, value)));
    const below = normalDistribution4(value, bell);
    v128.store(y + i, f32x4.mul(value, below));
    if (slope) {
      const density = f32x4.mul(f32x4.splat(0.3989422804014327), bell);
      const d = f32x4.add(below, f32x4.mul(value, density));
      v128.store(slope + i, f32x4.mul(v128.load(slope + i), d));
    }
  }
}

/** Layer normalisation of one vector without what a backward pass needs, times `gain` where that is not 0. */
export function normalise(x: usize, out: usize, room: usize, width: i32, gain: usize): void {
  normaliseSaving(x, out, room, 1, width, 0);
  if (!gain) return;
  for (let c: usize = 0; c < (<usize>width) << 2; c += 4)
    store<f32>(out + c, load<f32>(out + c) * load<f32>(gain + c));
}
