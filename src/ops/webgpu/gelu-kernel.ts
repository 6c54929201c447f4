import type * as tf from '../tf';
import { erfWgsl } from './erf';
import { blank, dispatch, itemsOf } from './kernel';

const SIZE = 64;

const code = (count: number, bindings: string, line: string): string => `
${bindings}
${erfWgsl('f32')}
${itemsOf(count, SIZE).head}
  let i = item;
  ${line}
}`;

/** x·Φ(x). */
export function geluForward(x: tf.Tensor): tf.Tensor {
  const y = blank(x.shape);
  const bindings = `@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;`;
  const line = `y[i] = 0.5 * x[i] * (1.0 + erf(x[i] * ${Math.SQRT1_2}));`;
  dispatch(
    { key: `gelu ${x.size}`, code: () => code(x.size, bindings, line) },
    [x, y],
    itemsOf(x.size, SIZE).groups,
  );
  return y;
}

/** dy·(Φ(x) + x·φ(x)). */
export function geluBackward(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const dx = blank(x.shape);
  const bindings = `@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;`;
  const line = `dx[i] = dy[i] * (0.5 * (1.0 + erf(x[i] * ${Math.SQRT1_2})) + x[i] * exp(-0.5 * x[i] * x[i]) * ${1 / Math.sqrt(2 * Math.PI)});`;
  dispatch(
    { key: `gelu gradient ${x.size}`, code: () => code(x.size, bindings, line) },
    [dy, x, dx],
    itemsOf(x.size, SIZE).groups,
  );
  return dx;
}
