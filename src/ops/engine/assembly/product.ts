/**
 * Matrix products of packed weights. A matrix [k, n] is packed in panels of eight columns, [n/8][k][8], the last one
 * filled up with zeros, so that a panel is read from front to back. Each result is the sum over k in order, whatever
 * rows are computed beside it: results do not depend on how rows are divided among threads.
 */

import { gelu4, madd, pad8 } from './math';

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

/** Packs the transpose of a packed matrix [k, n], which is [n, k], into panels at `to`. */
export function packPackedTransposed(packed: usize, to: usize, k: i32, n: i32): void {
  const size = (<usize>k) << 5;
  for (let column = 0; column < k; column += 8) {
    const width = min(8, k - column);
    for (let row = 0; row < n; row++) {
      let source = packed + <usize>(row >> 3) * size + ((<usize>column) << 5) + ((<usize>(row & 7)) << 2);
      for (let j = 0; j < 8; j++) {
        store<f32>(to + ((<usize>j) << 2), j < width ? load<f32>(source) : 0);
        source += 32;
      }
      to += 32;
    }
  }
}

/** Adds to what is there, or takes the GELU: out of line, because most products only store. */
function finishOther(at: usize, low: v128, high: v128, kind: i32): void {
  if (kind === ADD) {
    v128.store(at, f32x4.add(v128.load(at), low));
    v128.store(at, f32x4.add(v128.load(at, 16), high), 16);
  } else {
    v128.store(at, gelu4(low));
    v128.store(at, gelu4(high), 16);
  }
}

function finish(at: usize, low: v128, high: v128, kind: i32): void {
  if (kind === STORE) {
    v128.store(at, low);
    v128.store(at, high, 16);
  } else {
    finishOther(at, low, high, kind);
  }
}

/*
 * The loops below are not unrolled: V8 moves all loads of a loop's body to its front, so a body holds as many loads and
 * sums as there are registers (fifteen on x86), and an unrolled one spills them. See docs/performance.md.
 */

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
  while (a0 < end) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    let s = v128.load32_splat(a0);
    c00 = madd(s, b0, c00);
    c01 = madd(s, b1, c01);
    s = v128.load32_splat(a1);
    c10 = madd(s, b0, c10);
    c11 = madd(s, b1, c11);
    s = v128.load32_splat(a2);
    c20 = madd(s, b0, c20);
    c21 = madd(s, b1, c21);
    s = v128.load32_splat(a3);
    c30 = madd(s, b0, c30);
    c31 = madd(s, b1, c31);
    panel += 32;
    a0 += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
  }
  finish(out, c00, c01, kind);
  finish(out + strideOut, c10, c11, kind);
  finish(out + 2 * strideOut, c20, c21, kind);
  finish(out + 3 * strideOut, c30, c31, kind);
}

/** Two rows times two panels, which lie `size` bytes apart. */
function tile2(
  a: usize,
  strideA: usize,
  panel: usize,
  size: usize,
  k: i32,
  out: usize,
  strideOut: usize,
  kind: i32,
): void {
  let a0 = a;
  let a1 = a0 + strideA;
  let p0 = panel;
  let p1 = p0 + size;
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c02 = c00;
  let c03 = c00;
  let c10 = c00;
  let c11 = c00;
  let c12 = c00;
  let c13 = c00;
  const end = a0 + ((<usize>k) << 2);
  while (a0 < end) {
    const s0 = v128.load32_splat(a0);
    const s1 = v128.load32_splat(a1);
    let b = v128.load(p0);
    c00 = madd(s0, b, c00);
    c10 = madd(s1, b, c10);
    b = v128.load(p0, 16);
    c01 = madd(s0, b, c01);
    c11 = madd(s1, b, c11);
    b = v128.load(p1);
    c02 = madd(s0, b, c02);
    c12 = madd(s1, b, c12);
    b = v128.load(p1, 16);
    c03 = madd(s0, b, c03);
    c13 = madd(s1, b, c13);
    p0 += 32;
    p1 += 32;
    a0 += 4;
    a1 += 4;
  }
  finish(out, c00, c01, kind);
  finish(out + 32, c02, c03, kind);
  finish(out + strideOut, c10, c11, kind);
  finish(out + strideOut + 32, c12, c13, kind);
}

/** One row times three panels, which lie `size` bytes apart. */
function strip3(a: usize, panel: usize, size: usize, k: i32, out: usize, kind: i32): void {
  let p0 = panel;
  let p1 = p0 + size;
  let p2 = p1 + size;
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  const end = a + ((<usize>k) << 2);
  while (a < end) {
    const s = v128.load32_splat(a);
    c00 = madd(s, v128.load(p0), c00);
    c01 = madd(s, v128.load(p0, 16), c01);
    c10 = madd(s, v128.load(p1), c10);
    c11 = madd(s, v128.load(p1, 16), c11);
    c20 = madd(s, v128.load(p2), c20);
    c21 = madd(s, v128.load(p2, 16), c21);
    p0 += 32;
    p1 += 32;
    p2 += 32;
    a += 4;
  }
  finish(out, c00, c01, kind);
  finish(out + 32, c10, c11, kind);
  finish(out + 64, c20, c21, kind);
}

/** One row times one panel. */
function strip1(a: usize, panel: usize, k: i32, out: usize, kind: i32): void {
  let low = f32x4.splat(0);
  let high = low;
  const end = a + ((<usize>k) << 2);
  while (a < end) {
    const s = v128.load32_splat(a);
    low = madd(s, v128.load(panel), low);
    high = madd(s, v128.load(panel, 16), high);
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
  let rest = fours;
  if (m & 2) {
    const rows = a + <usize>rest * strideA;
    const to = out + <usize>rest * strideOut;
    let j = 0;
    for (; j + 2 <= panels; j += 2) {
      tile2(rows, strideA, packed + <usize>j * size, size, k, to + ((<usize>j) << 5), strideOut, kind);
    }
    if (j < panels) {
      strip1(rows, packed + <usize>j * size, k, to + ((<usize>j) << 5), kind);
      strip1(rows + strideA, packed + <usize>j * size, k, to + strideOut + ((<usize>j) << 5), kind);
    }
    rest += 2;
  }
  if (m & 1) {
    const row = a + <usize>rest * strideA;
    const to = out + <usize>rest * strideOut;
    let j = 0;
    for (; j + 3 <= panels; j += 3) {
      strip3(row, packed + <usize>j * size, size, k, to + ((<usize>j) << 5), kind);
    }
    for (; j < panels; j++) strip1(row, packed + <usize>j * size, k, to + ((<usize>j) << 5), kind);
  }
}
