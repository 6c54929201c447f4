/** Products xᵀ·y, the gradients of matrices: sums over the rows of a batch, in their order. */

import { madd } from './math';

/** Packs a matrix in panels of four columns, [columns/4][rows][4], the last one filled up with zeros. */
export function pack4(from: usize, stride: usize, to: usize, rows: i32, columns: i32): void {
  for (let column = 0; column < columns; column += 4) {
    let source = from + ((<usize>column) << 2);
    if (column + 4 <= columns) {
      for (let row = 0; row < rows; row++) {
        v128.store(to, v128.load(source));
        source += stride;
        to += 16;
      }
      continue;
    }
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < 4; j++) {
        const at = (<usize>j) << 2;
        store<f32>(to + at, column + j < columns ? load<f32>(source + at) : 0);
      }
      source += stride;
      to += 16;
    }
  }
}

/** Sums over rows that are kept in registers at a time: what is packed of them stays in the processor's cache. */
const ROWS_AT_ONCE = 96;

/** One tile [4, 8] of xᵀ·y over `rows` rows, added to what is at `out`; `height` and `width` are what of it is wanted. */
export function tileTransposed(
  x: usize,
  y0: usize,
  y1: usize,
  rows: i32,
  out: usize,
  stride: usize,
  height: i32,
  width: i32,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const end = x + ((<usize>rows) << 4);
  while (x < end) {
    const b0 = v128.load(y0);
    const b1 = v128.load(y1);
    let s = v128.load32_splat(x);
    c00 = madd(s, b0, c00);
    c01 = madd(s, b1, c01);
    s = v128.load32_splat(x, 4);
    c10 = madd(s, b0, c10);
    c11 = madd(s, b1, c11);
    s = v128.load32_splat(x, 8);
    c20 = madd(s, b0, c20);
    c21 = madd(s, b1, c21);
    s = v128.load32_splat(x, 12);
    c30 = madd(s, b0, c30);
    c31 = madd(s, b1, c31);
    x += 16;
    y0 += 16;
    y1 += 16;
  }
  accumulate(out, c00, c01, width);
  if (height > 1) accumulate(out + stride, c10, c11, width);
  if (height > 2) accumulate(out + 2 * stride, c20, c21, width);
  if (height > 3) accumulate(out + 3 * stride, c30, c31, width);
}

function accumulateLanes(at: usize, x: v128, count: i32): void {
  if (count > 3) {
    v128.store(at, f32x4.add(v128.load(at), x));
    return;
  }
  if (count > 0) store<f32>(at, load<f32>(at) + f32x4.extract_lane(x, 0));
  if (count > 1) store<f32>(at + 4, load<f32>(at + 4) + f32x4.extract_lane(x, 1));
  if (count > 2) store<f32>(at + 8, load<f32>(at + 8) + f32x4.extract_lane(x, 2));
}

function accumulate(at: usize, low: v128, high: v128, width: i32): void {
  accumulateLanes(at, low, width);
  accumulateLanes(at + 16, high, width - 4);
}

/**
 * out[m, n] += xᵀ·y for x[rows, m], y[rows, n]: the gradient of a matrix. `out` is row-major and dense.
 * @param room rows · (m and n, each filled up to 8) floats
 */
export function productOfTransposed(
  x: usize,
  strideX: usize,
  y: usize,
  strideY: usize,
  out: usize,
  rows: i32,
  m: i32,
  n: i32,
  room: usize,
): void {
  const stride = (<usize>n) << 2;
  const panelsX = (m + 3) >> 2;
  const panelsY = (n + 3) >> 2;
  for (let first = 0; first < rows; first += ROWS_AT_ONCE) {
    const count = min(ROWS_AT_ONCE, rows - first);
    const bytes = (<usize>count) << 4;
    const ys = room;
    const xs = ys + <usize>(panelsY + (panelsY & 1)) * bytes;
    pack4(y + <usize>first * strideY, strideY, ys, count, n);
    // Zeros for the right half of the last tile, where that does not exist.
    if (panelsY & 1) memory.fill(ys + <usize>panelsY * bytes, 0, bytes);
    pack4(x + <usize>first * strideX, strideX, xs, count, m);
    for (let j = 0; j < panelsY; j += 2) {
      const y0 = ys + <usize>j * bytes;
      for (let i = 0; i < panelsX; i++) {
        const to = out + <usize>(4 * i) * stride + ((<usize>(4 * j)) << 2);
        tileTransposed(
          xs + <usize>i * bytes,
          y0,
          y0 + bytes,
          count,
          to,
          stride,
          min(4, m - 4 * i),
          min(8, n - 4 * j),
        );
      }
    }
  }
}
