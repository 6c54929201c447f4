/**
 * Attention without the score matrix, causal or not: an invocation owns one query (or, for two of the gradients, one key) of
 * one head and walks along the other side, keeping its sums in registers (Dao et al. 2022, arXiv 2205.14135). All
 * invocations of a workgroup read the same key at the same time, so one read serves them all. Reads and writes the
 * packed projections [batch, length, 3·width]: no transposes.
 */
import type * as tf from '../tf';
import { blank, dispatch, onWebGPU } from './kernel';

const SIZE = 64;

/** Registers hold a whole head; more than this spills. */
const MOST_DEPTH = 64;

/** True when the kernels handle this depth (width / heads) on the current backend. */
export const attentionFits = (depth: number): boolean => onWebGPU() && depth % 4 === 0 && depth <= MOST_DEPTH;

interface Sizes {
  readonly batch: number;
  readonly length: number;
  readonly width: number;
  readonly heads: number;
  /** Whether a query sees no key behind it. */
  readonly causal: boolean;
}

const each = (count: number, line: (c: number) => string): string =>
  Array.from({ length: count }, (_, c) => line(c)).join(' ');

function header(
  { length, width, heads, causal }: Sizes,
  bindings: readonly [string, 'read' | 'read_write', string][],
): string {
  const depth4 = width / heads / 4;
  return `
${bindings.map(([name, access, type], i) => `@group(0) @binding(${i}) var<storage, ${access}> ${name}: array<${type}>;`).join('\n')}
const LENGTH = ${length}u;
const D4 = ${width / 4}u;
const DEPTH4 = ${depth4}u;
const SCALE = ${(width / heads) ** -0.5};
// vec4 index of a head's part of a token: 0 query, 1 key, 2 value.
fn packed(batch: u32, t: u32, which: u32, head: u32) -> u32 { return ((batch * LENGTH + t) * 3u + which) * D4 + head * DEPTH4; }
fn sees(query: u32, key: u32) -> bool { return ${causal ? 'key <= query' : 'true'}; }
fn plain(batch: u32, t: u32, head: u32) -> u32 { return (batch * LENGTH + t) * D4 + head * DEPTH4; }`;
}

const entry = ({ heads }: Sizes, body: string): string => `
@compute @workgroup_size(${SIZE})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(workgroup_id) group: vec3u) {
  let own = id.x;
  let batch = group.y / ${heads}u;
  let head = group.y % ${heads}u;
  if (own >= LENGTH) { return; }
  ${body}
}`;

const sizesOf = (qkv: tf.Tensor3D, heads: number, causal: boolean): Sizes => {
  const [batch, length, triple] = qkv.shape;
  return { batch, length, width: triple / 3, heads, causal };
};

/** Behind the last key that a workgroup reads: under the mask to its end, not its rows', so that all read the same keys once. */
const lastKey = ({ causal }: Sizes): string =>
  causal ? `min(group.x * ${SIZE}u + ${SIZE}u, LENGTH)` : 'LENGTH';
const keyOf = (name: string, sizes: Sizes): string => `${name} ${Object.values(sizes).join(' ')}`;
const groupsOf = ({ batch, length, heads }: Sizes): [number, number] => [
  Math.ceil(length / SIZE),
  batch * heads,
];

const dotOf = (a: string, b: (c: number) => string, depth4: number): string =>
  each(depth4, (c) => `sum = fma(${a}${c}, ${b(c)}, sum);`);

/** The attended values [batch, length, width], and the logarithm of each softmax's denominator [batch, heads, length]. */
export function attentionForward(
  qkv: tf.Tensor3D,
  heads: number,
  causal: boolean,
): [tf.Tensor3D, tf.Tensor3D] {
  const sizes = sizesOf(qkv, heads, causal);
  const { batch, length, width } = sizes;
  const depth4 = width / heads / 4;
  const out = blank<tf.Tensor3D>([batch, length, width]);
  const logSum = blank<tf.Tensor3D>([batch, heads, length]);
  const code = () => `${header(sizes, [
    ['qkv', 'read', 'vec4f'],
    ['out', 'read_write', 'vec4f'],
    ['log_sum', 'read_write', 'f32'],
  ])}
${entry(
  sizes,
  `let at = packed(batch, own, 0u, head);
  ${each(depth4, (c) => `let q${c} = qkv[at + ${c}u] * SCALE; var o${c} = vec4f(0.0);`)}
  var high = -1e30;
  var total = 0.0;
  let last = ${lastKey(sizes)};
  for (var t = 0u; t < last; t++) {
    let k = packed(batch, t, 1u, head);
    var sum = vec4f(0.0);
    ${dotOf('q', (c) => `qkv[k + ${c}u]`, depth4)}
    let score = select(-1e30, dot(sum, vec4f(1.0)), sees(own, t));
    let higher = max(high, score);
    let shrink = exp(high - higher);
    let weight = select(0.0, exp(score - higher), sees(own, t));
    total = total * shrink + weight;
    high = higher;
    let v = k + D4;
    ${each(depth4, (c) => `o${c} = fma(vec4f(weight), qkv[v + ${c}u], o${c} * shrink);`)}
  }
  let to = plain(batch, own, head);
  ${each(depth4, (c) => `out[to + ${c}u] = o${c} / total;`)}
  log_sum[group.y * LENGTH + own] = high + log(total);`,
)}`;
  dispatch({ key: keyOf('attention', sizes), code }, [qkv, out, logSum], groupsOf(sizes));
  return [out, logSum];
}

/** The gradient of the packed projections. */
export function attentionBackward(
  dOut: tf.Tensor3D,
  qkv: tf.Tensor3D,
  out: tf.Tensor3D,
  logSum: tf.Tensor3D,
  heads: number,
  causal: boolean,
): tf.Tensor3D {
  const sizes = sizesOf(qkv, heads, causal);
  const depth4 = sizes.width / heads / 4;
  const dQkv = blank<tf.Tensor3D>(qkv.shape);
  // Σ_c dOut·out of each query and head: what the softmax's gradient subtracts.
  const inner = blank<tf.Tensor3D>(logSum.shape);
  const queries = () => `${header(sizes, [
    ['qkv', 'read', 'vec4f'],
    ['out', 'read', 'vec4f'],
    ['d_out', 'read', 'vec4f'],
    ['log_sum', 'read', 'f32'],
    ['inner', 'read_write', 'f32'],
    ['d_qkv', 'read_write', 'vec4f'],
  ])}
${entry(
  sizes,
  `let at = packed(batch, own, 0u, head);
  let to = plain(batch, own, head);
  ${each(depth4, (c) => `let q${c} = qkv[at + ${c}u] * SCALE; let g${c} = d_out[to + ${c}u]; var d${c} = vec4f(0.0);`)}
  var along = vec4f(0.0);
  ${each(depth4, (c) => `along = fma(g${c}, out[to + ${c}u], along);`)}
  let mine = dot(along, vec4f(1.0));
  inner[group.y * LENGTH + own] = mine;
  let low = log_sum[group.y * LENGTH + own];
  let last = ${lastKey(sizes)};
  for (var t = 0u; t < last; t++) {
    let k = packed(batch, t, 1u, head);
    let v = k + D4;
    var sum = vec4f(0.0);
    ${dotOf('q', (c) => `qkv[k + ${c}u]`, depth4)}
    let score = dot(sum, vec4f(1.0));
    sum = vec4f(0.0);
    ${dotOf('g', (c) => `qkv[v + ${c}u]`, depth4)}
    let slope = select(0.0, exp(score - low) * (dot(sum, vec4f(1.0)) - mine), sees(own, t));
    ${each(depth4, (c) => `d${c} = fma(vec4f(slope), qkv[k + ${c}u], d${c});`)}
  }
  ${each(depth4, (c) => `d_qkv[at + ${c}u] = d${c} * SCALE;`)}`,
)}`;
  dispatch(
    { key: keyOf('attention queries', sizes), code: queries },
    [qkv, out, dOut, logSum, inner, dQkv],
    groupsOf(sizes),
  );
  const keys = () => `${header(sizes, [
    ['qkv', 'read', 'vec4f'],
    ['d_out', 'read', 'vec4f'],
    ['log_sum', 'read', 'f32'],
    ['inner', 'read', 'f32'],
    ['d_qkv', 'read_write', 'vec4f'],
  ])}
${entry(
  sizes,
  `let at = packed(batch, own, 1u, head);
  ${each(depth4, (c) => `let k${c} = qkv[at + ${c}u] * SCALE; let v${c} = qkv[at + D4 + ${c}u]; var dk${c} = vec4f(0.0); var dv${c} = vec4f(0.0);`)}
  // Under the mask from the start of the workgroup on: earlier queries see none of its keys.
  for (var t = ${sizes.causal ? `group.x * ${SIZE}u` : '0u'}; t < LENGTH; t++) {
    let q = packed(batch, t, 0u, head);
    let g = plain(batch, t, head);
    var sum = vec4f(0.0);
    ${dotOf('k', (c) => `qkv[q + ${c}u]`, depth4)}
    let weight = select(0.0, exp(dot(sum, vec4f(1.0)) - log_sum[group.y * LENGTH + t]), sees(t, own));
    sum = vec4f(0.0);
    ${dotOf('v', (c) => `d_out[g + ${c}u]`, depth4)}
    let slope = weight * (dot(sum, vec4f(1.0)) - inner[group.y * LENGTH + t]);
    ${each(depth4, (c) => `dk${c} = fma(vec4f(slope), qkv[q + ${c}u], dk${c}); dv${c} = fma(vec4f(weight), d_out[g + ${c}u], dv${c});`)}
  }
  ${each(depth4, (c) => `d_qkv[at + ${c}u] = dk${c} * SCALE; d_qkv[at + D4 + ${c}u] = dv${c};`)}`,
)}`;
  dispatch(
    { key: keyOf('attention keys', sizes), code: keys },
    [qkv, dOut, logSum, inner, dQkv],
    groupsOf(sizes),
  );
  return dQkv;
}
