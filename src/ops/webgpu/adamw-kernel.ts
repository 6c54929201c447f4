import type * as tf from '../tf';
import { blank, copyNumbers, dispatch, itemsOf, write } from './kernel';

const SIZE = 64;
/** Workgroups that sum squares; the update sums their results again, in each of its own workgroups. */
const PARTS = 64;

export interface AdamWNumbers {
  readonly meanRate: number;
  readonly varianceRate: number;
  readonly decay: number;
  readonly clipNorm: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * New parameters and moments, and the gradient's norm before clipping, [1]: two dispatches for any number of
 * parameters. The update works in place on copies, because nine separate buffers would be one too many.
 */
export function adamwKernel(
  oldParameters: tf.Tensor1D,
  oldFirst: tf.Tensor1D,
  oldSecond: tf.Tensor1D,
  gradient: tf.Tensor1D,
  decayMask: tf.Tensor1D,
  numbers: AdamWNumbers,
): { parameters: tf.Tensor1D; first: tf.Tensor1D; second: tf.Tensor1D; norm: tf.Tensor1D } {
  const count = oldParameters.size;
  const [parameters, first, second] = [oldParameters, oldFirst, oldSecond].map(() =>
    blank<tf.Tensor1D>([count]),
  ) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
  copyNumbers([
    { from: oldParameters, fromOffset: 0, to: parameters, toOffset: 0, length: count },
    { from: oldFirst, fromOffset: 0, to: first, toOffset: 0, length: count },
    { from: oldSecond, fromOffset: 0, to: second, toOffset: 0, length: count },
  ]);
  const squares = blank<tf.Tensor1D>([PARTS]);
  const norm = blank<tf.Tensor1D>([1]);
  dispatch(
    {
      key: `square sums ${count}`,
      code: () => `
@group(0) @binding(0) var<storage, read> gradient: array<f32>;
@group(0) @binding(1) var<storage, read_write> squares: array<f32>;
var<workgroup> partial: array<f32, ${SIZE}>;
@compute @workgroup_size(${SIZE})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lid: u32) {
  var sum = 0.0;
  for (var i = group.x * ${SIZE}u + lid; i < ${count}u; i += ${PARTS * SIZE}u) { sum += gradient[i] * gradient[i]; }
  partial[lid] = sum;
  workgroupBarrier();
  if (lid == 0u) {
    var total = 0.0;
    for (var l = 0u; l < ${SIZE}u; l++) { total += partial[l]; }
    squares[group.x] = total;
  }
}`,
    },
    [gradient, squares],
    [PARTS],
  );
  const { meanRate, varianceRate, decay, clipNorm, beta1, beta2, epsilon } = numbers;
  const items = itemsOf(count, SIZE);
  // Eight storage buffers, as many as WebGPU promises.
  dispatch(
    {
      key: `adamw ${count} ${beta1} ${beta2} ${epsilon}`,
      code: () => `
@group(0) @binding(0) var<storage, read> settings: array<f32>;
@group(0) @binding(1) var<storage, read> squares: array<f32>;
@group(0) @binding(2) var<storage, read> gradient: array<f32>;
@group(0) @binding(3) var<storage, read> decay_mask: array<f32>;
@group(0) @binding(4) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(5) var<storage, read_write> first: array<f32>;
@group(0) @binding(6) var<storage, read_write> second: array<f32>;
@group(0) @binding(7) var<storage, read_write> norm_out: array<f32>;
${items.head}
  let i = item;
  var total = 0.0;
  for (var l = 0u; l < ${PARTS}u; l++) { total += squares[l]; }
  let norm = sqrt(total);
  if (i == 0u) { norm_out[0] = norm; }
  let clip = settings[3];
  var g = gradient[i];
  if (clip > 0.0) { g *= min(1.0, clip / (norm + 1e-6)); }
  let m = ${beta1} * first[i] + ${1 - beta1} * g;
  let v = ${beta2} * second[i] + ${1 - beta2} * g * g;
  first[i] = m;
  second[i] = v;
  let p = parameters[i];
  parameters[i] = p - settings[0] * m / (sqrt(settings[1] * v) + ${epsilon}) - settings[2] * decay_mask[i] * p;
}`,
    },
    [
      write(Float32Array.of(meanRate, varianceRate, decay, clipNorm), [4]),
      squares,
      gradient,
      decayMask,
      parameters,
      first,
      second,
      norm,
    ],
    items.groups,
  );
  return { parameters, first, second, norm };
}
