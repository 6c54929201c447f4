import type * as tf from '../tf';
import { arrayKernel, NONE } from './kernel';

/** Beyond ±8 the normal distribution function is 0 or 1 in single precision. */
const END = 8;
const PER_UNIT = 512;

const density = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/** Φ(x) by its series (Marsaglia 2004, Journal of Statistical Software 11(4)); for |x| ≤ 8 its terms end before 150. */
function distribution(x: number): number {
  let term = x;
  let series = x;
  for (let n = 1; n < 150; n++) {
    term *= (x * x) / (2 * n + 1);
    series += term;
  }
  return 0.5 + density(x) * series;
}

const table = (f: (x: number) => number): Float32Array =>
  Float32Array.from({ length: 2 * END * PER_UNIT + 1 }, (_, i) => f(i / PER_UNIT - END));
const DISTRIBUTION = table(distribution);
const DENSITY = table(density);

/** Between the nodes of a table, linearly, for |x| < 8: |error| < 2e-7, where |f″| ≤ 0.4. A call of exp takes longer. */
function interpolate(nodes: Float32Array, x: number): number {
  const place = PER_UNIT * (x + END);
  const node = place | 0;
  const from = nodes[node] as number;
  return from + (place - node) * ((nodes[node + 1] as number) - from);
}

const forward = arrayKernel({
  name: 'GeluForward',
  results: ([shape = []]) => [shape],
  compute: ([x = NONE], [y = NONE]) => {
    for (let i = 0; i < y.length; i++) {
      const value = x[i] as number;
      // NaN is on neither side: it goes the last way and stays NaN.
      y[i] = value >= END ? value : value <= -END ? 0 : value * interpolate(DISTRIBUTION, value);
    }
  },
});

const backward = arrayKernel({
  name: 'GeluBackward',
  results: ([shape = []]) => [shape],
  compute: ([dy = NONE, x = NONE], [dx = NONE]) => {
    for (let i = 0; i < dx.length; i++) {
      const value = x[i] as number;
      const slope =
        value >= END
          ? 1
          : value <= -END
            ? 0
            : interpolate(DISTRIBUTION, value) + value * interpolate(DENSITY, value);
      dx[i] = (dy[i] as number) * slope;
    }
  },
});

/** x·Φ(x). */
export const geluForward = (x: tf.Tensor): tf.Tensor => forward(x)[0] as tf.Tensor;

/** dy·(Φ(x) + x·φ(x)). */
export const geluBackward = (dy: tf.Tensor, x: tf.Tensor): tf.Tensor => backward(dy, x)[0] as tf.Tensor;
