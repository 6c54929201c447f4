/**
 * Matrix products of packed weights. A matrix [k, n] is packed in panels of eight columns, [n/8][k][8], the last one
 * filled up with zeros, so that a panel is read from front to back. Each result is the sum over k in order, whatever
 * rows are computed beside it: results do not depend on how rows are divided among threads.
 */

import { gelu4, pad8 } from './math';

/** Use of a result. */
export const STORE = 0;
export const ADD = 1;
export const GELU = 2;

/** Packs the row-major matrix [k, n] at `from` into panels at `to`. */
export function pack(from: usize, to: usize, k: i32, n: i32): void {
  for (let column = 0; column < n; column += 8) {
    const width = min(8, n - column);
    for (let row = 0; row < k; row++) {
      const source = from + ((<usize>(row * n + column)) << 2);
      for (let j = 0; j < 8; j++) {
        store<f32>(to + ((<usize>j) << 2), j < width ? load<f32>(source + ((<usize>j) << 2)) : 0);
      }
      to += 32;
    }
  }
}

/** Packs the transpose of the row-major matrix [n, k] at `from`, which is [k, n], into panels at `to`. */
export function packTransposed(from: usize, to: usize, k: i32, n: i32): void {
  for (let column = 0; column < n; column += 8) {
    const width = min(8, n - column);
    for (let row = 0; row < k; row++) {
      for (let j = 0; j < 8; j++) {
        const value = j < width ? load<f32>(from + ((<usize>((column + j) * k + row)) << 2)) : 0;
        store<f32>(to + ((<usize>j) << 2), value);
      }
      to += 32;
    }
  }
}

function finish(at: usize, low: v128, high: v128, kind: i32): void {
  if (kind === ADD) {
    low = f32x4.add(v128.load(at), low);
    high = f32x4.add(v128.load(at, 16), high);
  } else if (kind === GELU) {
    low = gelu4(low);
    high = gelu4(high);
  }
  v128.store(at, low);
  v128.store(at, high, 16);
}

/** Four rows times one panel. */
function tile4(
  a: usize,
  strideA: usize,
  panel: usize,
  k: i32,
  out: usize,
  strideOut: usize,
  kind: i32,
): void {
  let a0 = a;
  let a1 = a0 + strideA;
  let a2 = a1 + strideA;
  let a3 = a2 + strideA;
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const end = a0 + ((<usize>k) << 2);
  const pairs = a0 + ((<usize>(k & ~1)) << 2);
  while (a0 < pairs) {
    let b0 = v128.load(panel);
    let b1 = v128.load(panel, 16);
    let s = v128.load32_splat(a0);
    c00 = f32x4.add(c00, f32x4.mul(s, b0));
    c01 = f32x4.add(c01, f32x4.mul(s, b1));
    s = v128.load32_splat(a1);
    c10 = f32x4.add(c10, f32x4.mul(s, b0));
    c11 = f32x4.add(c11, f32x4.mul(s, b1));
    s = v128.load32_splat(a2);
    c20 = f32x4.add(c20, f32x4.mul(s, b0));
    c21 = f32x4.add(c21, f32x4.mul(s, b1));
    s = v128.load32_splat(a3);
    c30 = f32x4.add(c30, f32x4.mul(s, b0));
    c31 = f32x4.add(c31, f32x4.mul(s, b1));
    b0 = v128.load(panel, 32);
    b1 = v128.load(panel, 48);
    s = v128.load32_splat(a0, 4);
    c00 = f32x4.add(c00, f32x4.mul(s, b0));
    c01 = f32x4.add(c01, f32x4.mul(s, b1));
    s = v128.load32_splat(a1, 4);
    c10 = f32x4.add(c10, f32x4.mul(s, b0));
    c11 = f32x4.add(c11, f32x4.mul(s, b1));
    s = v128.load32_splat(a2, 4);
    c20 = f32x4.add(c20, f32x4.mul(s, b0));
    c21 = f32x4.add(c21, f32x4.mul(s, b1));
    s = v128.load32_splat(a3, 4);
    c30 = f32x4.add(c30, f32x4.mul(s, b0));
    c31 = f32x4.add(c31, f32x4.mul(s, b1));
    panel += 64;
    a0 += 8;
    a1 += 8;
    a2 += 8;
    a3 += 8;
  }
  if (a0 < end) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    let s = v128.load32_splat(a0);
    c00 = f32x4.add(c00, f32x4.mul(s, b0));
    c01 = f32x4.add(c01, f32x4.mul(s, b1));
    s = v128.load32_splat(a1);
    c10 = f32x4.add(c10, f32x4.mul(s, b0));
    c11 = f32x4.add(c11, f32x4.mul(s, b1));
    s = v128.load32_splat(a2);
    c20 = f32x4.add(c20, f32x4.mul(s, b0));
    c21 = f32x4.add(c21, f32x4.mul(s, b1));
    s = v128.load32_splat(a3);
    c30 = f32x4.add(c30, f32x4.mul(s, b0));
    c31 = f32x4.add(c31, f32x4.mul(s, b1));
  }
  finish(out, c00, c01, kind);
  finish(out + strideOut, c10, c11, kind);
  finish(out + 2 * strideOut, c20, c21, kind);
  finish(out + 3 * strideOut, c30, c31, kind);
}

/** One row times four panels, which lie `size` bytes apart: as many sums at once as `tile4` has. */
function strip4(a: usize, panel: usize, size: usize, k: i32, out: usize, kind: i32): void {
  let p0 = panel;
  let p1 = p0 + size;
  let p2 = p1 + size;
  let p3 = p2 + size;
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const end = a + ((<usize>k) << 2);
  while (a < end) {
    const s = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(s, v128.load(p0)));
    c01 = f32x4.add(c01, f32x4.mul(s, v128.load(p0, 16)));
    c10 = f32x4.add(c10, f32x4.mul(s, v128.load(p1)));
    c11 = f32x4.add(c11, f32x4.mul(s, v128.load(p1, 16)));
    c20 = f32x4.add(c20, f32x4.mul(s, v128.load(p2)));
    c21 = f32x4.add(c21, f32x4.mul(s, v128.load(p2, 16)));
    c30 = f32x4.add(c30, f32x4.mul(s, v128.load(p3)));
    c31 = f32x4.add(c31, f32x4.mul(s, v128.load(p3, 16)));
    p0 += 32;
    p1 += 32;
    p2 += 32;
    p3 += 32;
    a += 4;
  }
  finish(out, c00, c01, kind);
  finish(out + 32, c10, c11, kind);
  finish(out + 64, c20, c21, kind);
  finish(out + 96, c30, c31, kind);
}

/** One row times one panel. */
function strip1(a: usize, panel: usize, k: i32, out: usize, kind: i32): void {
  let low = f32x4.splat(0);
  let high = low;
  const end = a + ((<usize>k) << 2);
  while (a < end) {
    const s = v128.load32_splat(a);
    low = f32x4.add(low, f32x4.mul(s, v128.load(panel)));
    high = f32x4.add(high, f32x4.mul(s, v128.load(panel, 16)));
    panel += 32;
    a += 4;
  }
  finish(out, low, high, kind);
}

/**
 * out[m, n] = a[m, k] · b[k, n], with an epilogue.
 * @param strideA bytes from row to row of `a`
 * @param packed b in panels
 * @param strideOut bytes from row to row of `out`, room for n filled up to a multiple of 8
 */
export function product(
  a: usize,
  strideA: usize,
  packed: usize,
  out: usize,
  strideOut: usize,
  m: i32,
  k: i32,
  n: i32,
  kind: i32,
): void {
  const size = (<usize>k) << 5;
  const panels = pad8(n) >> 3;
  const fours = m & ~3;
  if (fours > 0) {
    for (let j = 0; j < panels; j++) {
      const panel = packed + <usize>j * size;
      const column = out + ((<usize>j) << 5);
      for (let i = 0; i < fours; i += 4) {
        tile4(a + <usize>i * strideA, strideA, panel, k, column + <usize>i * strideOut, strideOut, kind);
      }
    }
  }
  for (let i = fours; i < m; i++) {
    const row = a + <usize>i * strideA;
    const to = out + <usize>i * strideOut;
    let j = 0;
    for (; j + 4 <= panels; j += 4) {
      strip4(row, packed + <usize>j * size, size, k, to + ((<usize>j) << 5), kind);
    }
    for (; j < panels; j++) strip1(row, packed + <usize>j * size, k, to + ((<usize>j) << 5), kind);
  }
}

/** Packs a matrix in panels of four columns, [columns/4][rows][4], the last one filled up with zeros. */
function pack4(from: usize, stride: usize, to: usize, rows: i32, columns: i32): void {
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
function tileTransposed(
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
    c00 = f32x4.add(c00, f32x4.mul(s, b0));
    c01 = f32x4.add(c01, f32x4.mul(s, b1));
    s = v128.load32_splat(x, 4);
    c10 = f32x4.add(c10, f32x4.mul(s, b0));
    c11 = f32x4.add(c11, f32x4.mul(s, b1));
    s = v128.load32_splat(x, 8);
    c20 = f32x4.add(c20, f32x4.mul(s, b0));
    c21 = f32x4.add(c21, f32x4.mul(s, b1));
    s = v128.load32_splat(x, 12);
    c30 = f32x4.add(c30, f32x4.mul(s, b0));
    c31 = f32x4.add(c31, f32x4.mul(s, b1));
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
