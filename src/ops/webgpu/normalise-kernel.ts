import type * as tf from '../tf';
import { blank, dispatch, type Grid, gridOf } from './kernel';

/** Rows a workgroup, and the invocations that share a row. */
const ROWS = 4;
const LANES = 16;

/** Σ over a row of two expressions at once; leaves them in `total`. */
const reduce = (first: string, second: string, width: number): string => `
  var sum = vec2f(0.0);
  for (var c = lane; c < ${width}u; c += ${LANES}u) { sum += vec2f(${first}, ${second}); }
  partial[lid] = sum;
  workgroupBarrier();
  var total = vec2f(0.0);
  for (var l = 0u; l < ${LANES}u; l++) { total += partial[lid / ${LANES}u * ${LANES}u + l]; }
  total /= ${width}.0;`;

const groupsOf = (rows: number): Grid => gridOf(Math.ceil(rows / ROWS)).groups;

const frame = (bindings: string, rows: number, width: number, body: string): string => `
${bindings}
var<workgroup> partial: array<vec2f, ${ROWS * LANES}>;
@compute @workgroup_size(${ROWS * LANES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lid: u32) {
  let lane = lid % ${LANES}u;
  let own = ${gridOf(Math.ceil(rows / ROWS)).index} * ${ROWS}u + lid / ${LANES}u;
  // Rows beyond the end repeat the last one: barriers need every invocation.
  let row = min(own, ${rows - 1}u);
  let first = row * ${width}u;
  ${body}
}`;

/** y = (x − mean)·s with s = 1/√(var + ε), over the last axis; returns y and s [rows]. */
export function normaliseForward(x: tf.Tensor, epsilon: number): [tf.Tensor, tf.Tensor] {
  const width = x.shape[x.rank - 1] ?? 1;
  const rows = x.size / width;
  const y = blank(x.shape);
  const scale = blank([rows]);
  const code = () =>
    frame(
      `@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read_write> scale: array<f32>;`,
      rows,
      width,
      `// Shifted by the row's first value, so that the difference of squares loses no digits.
  let shift = x[first];
  ${reduce('x[first + c] - shift', '(x[first + c] - shift) * (x[first + c] - shift)', width)}
  let s = inverseSqrt(max(total.y - total.x * total.x, 0.0) + ${epsilon});
  for (var c = lane; c < ${width}u; c += ${LANES}u) { y[first + c] = (x[first + c] - shift - total.x) * s; }
  if (lane == 0u) { scale[row] = s; }`,
    );
  dispatch({ key: `normalise ${rows} ${width} ${epsilon}`, code }, [x, y, scale], groupsOf(rows));
  return [y, scale];
}

/** dx = s·(dy − mean(dy) − y·mean(dy·y)). */
export function normaliseBackward(dy: tf.Tensor, y: tf.Tensor, scale: tf.Tensor): tf.Tensor {
  const width = y.shape[y.rank - 1] ?? 1;
  const rows = y.size / width;
  const dx = blank(y.shape);
  const code = () =>
    frame(
      `@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> y: array<f32>;
@group(0) @binding(2) var<storage, read> scale: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;`,
      rows,
      width,
      `${reduce('dy[first + c]', 'dy[first + c] * y[first + c]', width)}
  for (var c = lane; c < ${width}u; c += ${LANES}u) {
    dx[first + c] = scale[row] * (dy[first + c] - total.x - y[first + c] * total.y);
  }`,
    );
  dispatch({ key: `normalise gradient ${rows} ${width}`, code }, [dy, y, scale, dx], groupsOf(rows));
  return dx;
}
