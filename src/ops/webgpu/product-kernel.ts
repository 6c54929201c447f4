/**
 * Matrix products in registers: an invocation computes a few rows of four neighbouring columns straight from storage
 * buffers, with vec4 loads and no barriers. Our matrices are narrow (the inner dimension is 16 to 1,024), so they
 * stay in the caches, and on a processor that plays GPU a barrier costs more than it saves.
 */
import type * as tf from '../tf';
import { blank, dispatch, isSoftwareAdapter, itemsOf, onWebGPU } from './kernel';

export type Transposition =
  /** a[m,k] · b[k,n] */
  | 'nn'
  /** a[m,k] · b[n,k]ᵀ */
  | 'nt'
  /** a[k,m]ᵀ · b[k,n] */
  | 'tn';

/** Of a product: a row of the result is a sum of `inner` terms. All but `rows` are multiples of 4; `rows` too for `tn`. */
export interface ProductSizes {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

function sizesOf(a: tf.Tensor2D, b: tf.Tensor2D, kind: Transposition): ProductSizes {
  const [a0, a1] = a.shape;
  const [b0, b1] = b.shape;
  switch (kind) {
    case 'nn':
      return { rows: a0, inner: a1, columns: b1 };
    case 'nt':
      return { rows: a0, inner: a1, columns: b0 };
    case 'tn':
      return { rows: a1, inner: a0, columns: b1 };
    default:
      return kind satisfies never;
  }
}

/** True when the kernel computes this product: every vec4 load must be aligned. */
export function productFits(a: tf.Tensor2D, b: tf.Tensor2D, kind: Transposition): boolean {
  if (!onWebGPU()) return false;
  const aligned = a.shape[1] % 4 === 0 && b.shape[1] % 4 === 0;
  return aligned && (kind !== 'nt' || sizesOf(a, b, kind).columns % 4 === 0);
}

const SIDE = 8;
const each = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n    ');

/** Rows an invocation computes. A processor has registers for four, a graphics processor for eight where rows are plenty. */
const rowsEach = (rows: number): number => (rows >= 512 && !isSoftwareAdapter() ? 8 : 4);

/** Reads of one step along the inner dimension, and what they add to acc0 …; `k` counts in vec4 (`tn`: in rows). */
function body(kind: 'nn' | 'nt', { rows, inner, columns }: ProductSizes, tile: number): string {
  const k4 = inner / 4;
  const n4 = columns / 4;
  const load = each(tile, (i) => `let x${i} = a[min(row + ${i}u, ${rows - 1}u) * ${k4}u + k];`);
  if (kind === 'nn') {
    return `${load}
    ${each(4, (j) => `let w${j} = b[(4u * k + ${j}u) * ${n4}u + column];`)}
    ${each(tile, (i) => `acc${i} = fma(vec4f(x${i}.x), w0, fma(vec4f(x${i}.y), w1, fma(vec4f(x${i}.z), w2, fma(vec4f(x${i}.w), w3, acc${i}))));`)}`;
  }
  return `${load}
    ${each(4, (j) => `let w${j} = b[(4u * column + ${j}u) * ${k4}u + k];`)}
    ${each(tile, (i) => `acc${i} += vec4f(dot(x${i}, w0), dot(x${i}, w1), dot(x${i}, w2), dot(x${i}, w3));`)}`;
}

/** Workgroups of `rowProductCode`. */
export const rowProductGroups = ({ rows, columns }: ProductSizes, tile: number): [number, number] => [
  Math.ceil(columns / 4 / SIDE),
  Math.ceil(rows / tile / SIDE),
];

/**
 * WGSL of a[m,k] · b[k,n] (`nn`) or a[m,k] · b[n,k]ᵀ (`nt`).
 * @param tile rows an invocation computes
 */
export function rowProductCode(
  kind: 'nn' | 'nt',
  sizes: ProductSizes,
  tile: number,
  residual: boolean,
): string {
  const { rows, inner, columns } = sizes;
  const n4 = columns / 4;
  return `
@group(0) @binding(0) var<storage, read> a: array<vec4f>;
@group(0) @binding(1) var<storage, read> b: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> out: array<vec4f>;
${residual ? '@group(0) @binding(3) var<storage, read> residual: array<vec4f>;' : ''}
@compute @workgroup_size(${SIDE}, ${SIDE})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x;
  let row = id.y * ${tile}u;
  if (column >= ${n4}u || row >= ${rows}u) { return; }
  ${each(tile, (i) => `var acc${i} = vec4f(0.0);`)}
  for (var k = 0u; k < ${inner / 4}u; k++) {
    ${body(kind, sizes, tile)}
  }
  ${each(tile, (i) => `if (row + ${i}u < ${rows}u) { let at = (row + ${i}u) * ${n4}u + column; out[at] = acc${i}${residual ? ' + residual[at]' : ''}; }`)}
}`;
}

/**
 * The product, with `residual` [m, n] added where given.
 * @throws nothing by itself; ask `productFits` first, or the shader reads misaligned
 */
export function productKernel(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  kind: Transposition,
  residual: tf.Tensor2D | null = null,
): tf.Tensor2D {
  return kind === 'tn' ? outerProduct(a, b) : rowProduct(a, b, kind, residual);
}

function rowProduct(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  kind: 'nn' | 'nt',
  residual: tf.Tensor2D | null,
): tf.Tensor2D {
  const sizes = sizesOf(a, b, kind);
  const { rows, inner, columns } = sizes;
  const tile = rowsEach(rows);
  const out = blank<tf.Tensor2D>([rows, columns]);
  const code = () => rowProductCode(kind, sizes, tile, residual !== null);
  dispatch(
    { key: `product ${kind} ${rows} ${inner} ${columns} ${tile} ${residual !== null}`, code },
    residual ? [a, b, out, residual] : [a, b, out],
    rowProductGroups(sizes, tile),
  );
  return out;
}

/** Invocations that a graphics processor should have to work on; a processor is busy with far fewer. */
const WANTED = 8_192;

/** Workgroups along x and y of `outerProductCode`. */
export const outerProductGroups = ({ rows, columns }: ProductSizes): [number, number] => [
  Math.ceil(columns / 4 / SIDE),
  Math.ceil(rows / 4 / SIDE),
];

/**
 * WGSL of a[k,m]ᵀ · b[k,n] in parts: the workgroups of one z sum `chunk` terms into a matrix of their own.
 */
export function outerProductCode({ rows, inner, columns }: ProductSizes, chunk: number): string {
  const m4 = rows / 4;
  const n4 = columns / 4;
  return `
@group(0) @binding(0) var<storage, read> a: array<vec4f>;
@group(0) @binding(1) var<storage, read> b: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> parts: array<vec4f>;
@compute @workgroup_size(${SIDE}, ${SIDE})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= ${n4}u || id.y >= ${m4}u) { return; }
  ${each(4, (i) => `var acc${i} = vec4f(0.0);`)}
  for (var k = id.z * ${chunk}u; k < min((id.z + 1u) * ${chunk}u, ${inner}u); k++) {
    let x = a[k * ${m4}u + id.y];
    let y = b[k * ${n4}u + id.x];
    acc0 = fma(vec4f(x.x), y, acc0);
    acc1 = fma(vec4f(x.y), y, acc1);
    acc2 = fma(vec4f(x.z), y, acc2);
    acc3 = fma(vec4f(x.w), y, acc3);
  }
  let at = (id.z * ${rows}u + 4u * id.y) * ${n4}u + id.x;
  ${each(4, (i) => `parts[at + ${i * n4}u] = acc${i};`)}
}`;
}

/**
 * a[k,m]ᵀ · b[k,n]: few results, long sums (the gradient of a weight matrix, over all tokens). The sums are cut where
 * the results alone would not fill the adapter.
 */
function outerProduct(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const sizes = sizesOf(a, b, 'tn');
  const { rows, inner, columns } = sizes;
  const m4 = rows / 4;
  const n4 = columns / 4;
  const cuts = isSoftwareAdapter()
    ? 1
    : Math.max(1, Math.min(Math.ceil(inner / 64), Math.floor(WANTED / (m4 * n4))));
  const chunk = Math.ceil(inner / cuts);
  const parts = blank<tf.Tensor2D>(cuts === 1 ? [rows, columns] : [cuts * rows, columns]);
  const code = () => outerProductCode(sizes, chunk);
  dispatch(
    { key: `product tn ${rows} ${inner} ${columns} ${cuts}`, code },
    [a, b, parts],
    [...outerProductGroups(sizes), cuts],
  );
  if (cuts === 1) return parts;
  const out = blank<tf.Tensor2D>([rows, columns]);
  const count = rows * n4;
  const items = itemsOf(count, 64);
  dispatch(
    {
      key: `sum of parts ${count} ${cuts}`,
      code: () => `
@group(0) @binding(0) var<storage, read> parts: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> out: array<vec4f>;
${items.head}
  var sum = parts[item];
  for (var c = 1u; c < ${cuts}u; c++) { sum += parts[c * ${count}u + item]; }
  out[item] = sum;
}`,
    },
    [parts, out],
    items.groups,
  );
  parts.dispose();
  return out;
}
