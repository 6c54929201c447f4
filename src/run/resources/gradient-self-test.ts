import { gelu } from '../../ops/gelu';
import { linear } from '../../ops/linear';
import * as tf from '../../ops/tf';

/** Inputs x [2, 3] and weights w [3, 2] of the self-test, row-major. */
const SELF_TESTS = [
  { x: [0.5, -1.25, 2, 0.75, 1.5, -0.5], w: [0.3, -0.6, 0.9, 0.2, -0.4, 1.1] },
  { x: [-1.5, 0.25, 0.5, 1, -0.75, 1.75], w: [0.8, 0.1, -0.7, 0.6, 0.5, -0.9] },
] as const;

/**
 * Gradients with known answers: some adapters (img-tec on Pixel 10, for one) compile everything and return zeros. Twice
 * with different numbers: on others (Adreno 830 with Chrome 149) only the first run of a pipeline is right.
 */
export async function gradientsAreRight(): Promise<boolean> {
  for (const { x, w } of SELF_TESTS) if (!(await gradientIsRight(x, w))) return false;
  return true;
}

/** d/dw Σ gelu(x·w) = xᵀ·gelu'(x·w), compared with the closed form in double precision. */
async function gradientIsRight(x: readonly number[], w: readonly number[]): Promise<boolean> {
  const expected = new Array<number>(6).fill(0);
  for (let row = 0; row < 2; row++) {
    for (let column = 0; column < 2; column++) {
      let z = 0;
      for (let k = 0; k < 3; k++) z += (x[row * 3 + k] ?? 0) * (w[k * 2 + column] ?? 0);
      // Φ by its series; |z| ≤ 3.5 here, where 60 terms are exact to double precision.
      let term = z;
      let series = z;
      for (let n = 1; n < 60; n++) {
        term *= (z * z) / (2 * n + 1);
        series += term;
      }
      const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
      const slope = 0.5 + density * series + z * density;
      for (let k = 0; k < 3; k++)
        expected[k * 2 + column] = (expected[k * 2 + column] ?? 0) + (x[row * 3 + k] ?? 0) * slope;
    }
  }
  const gradient = tf.tidy(() => {
    const f = (weights: tf.Tensor): tf.Scalar =>
      tf.sum(gelu(linear(tf.tensor2d([...x], [2, 3]), weights as tf.Tensor2D)));
    return tf.grad(f)(tf.tensor2d([...w], [3, 2]));
  });
  const values = await gradient.data();
  gradient.dispose();
  return expected.every((value, i) => Math.abs(value - (values[i] ?? Number.NaN)) < 1e-3);
}
