import type * as tf from '../tf';
import { blank, dispatch } from './kernel';
import { logSoftmaxOfBoth } from './log-softmax';

const SIZE = 256;

/** See `summarise` in ops/summary.ts: the same numbers in one dispatch of one workgroup. */
export function summaryKernel(
  scalars: readonly [loss: tf.Tensor, gradientNorm: tf.Tensor],
  studentLogits: tf.Tensor3D,
  mask: tf.Tensor2D,
  teacherLogits: tf.Tensor3D | null,
  accepted: tf.Tensor2D | null,
): tf.Tensor1D {
  const [batch, length, vocabulary] = studentLogits.shape;
  const out = blank<tf.Tensor1D>([5 + (accepted ? 2 * length : 0)]);
  const code = () => `
@group(0) @binding(0) var<storage, read> loss: array<f32>;
@group(0) @binding(1) var<storage, read> gradient_norm: array<f32>;
@group(0) @binding(2) var<storage, read> student: array<f32>;
@group(0) @binding(3) var<storage, read> mask: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;
${teacherLogits ? '@group(0) @binding(5) var<storage, read> teacher: array<f32>;' : ''}
${accepted ? `@group(0) @binding(${teacherLogits ? 6 : 5}) var<storage, read> accepted: array<f32>;` : ''}
const V = ${vocabulary}u;
// Overlap, entropy and count of the tokens that an invocation saw.
var<workgroup> partial: array<vec3f, ${SIZE}>;
fn both(j: u32) -> vec2f { return vec2f(student[j], ${teacherLogits ? 'teacher[j]' : '0.0'}); }
@compute @workgroup_size(${SIZE})
fn main(@builtin(local_invocation_index) lid: u32) {
  var seen = vec3f(0.0);
  for (var t = lid; t < ${batch * length}u; t += ${SIZE}u) {
    if (mask[t] != 0.0) {
      let first = t * V;
      ${logSoftmaxOfBoth('1.0')}
      for (var j = first; j < first + V; j++) {
        let l = both(j) - high - low;
        let q = exp(l.x);
        seen.y -= q * l.x;
        ${teacherLogits ? 'seen.x += min(q, exp(l.y));' : ''}
      }
      seen.z += 1.0;
    }
  }
  partial[lid] = seen;
  workgroupBarrier();
  if (lid == 0u) {
    for (var l = 1u; l < ${SIZE}u; l++) { seen += partial[l]; }
    out[0] = loss[0];
    out[1] = gradient_norm[0];
    out[2] = ${teacherLogits ? 'seen.x / seen.z' : '-1.0'};
    out[3] = seen.y / seen.z;
    out[4] = seen.z;
  }
  ${
    accepted
      ? `for (var i = lid; i < ${length}u; i += ${SIZE}u) {
    var kept = 0.0;
    var all = 0.0;
    for (var b = 0u; b < ${batch}u; b++) { kept += accepted[b * ${length}u + i]; all += mask[b * ${length}u + i]; }
    out[5u + i] = kept;
    out[${5 + length}u + i] = all - kept;
  }`
      : ''
  }
}`;
  const key = `summary ${batch} ${length} ${vocabulary} ${teacherLogits !== null} ${accepted !== null}`;
  const inputs = [...scalars, studentLogits, mask, out];
  if (teacherLogits) inputs.push(teacherLogits);
  if (accepted) inputs.push(accepted);
  dispatch({ key, code }, inputs, [1]);
  return out;
}
