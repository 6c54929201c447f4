/** Elementary functions on four lanes, in single precision. */

const LOG2_E: f32 = f32(1.4426950216293335);
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.1219444e-4;

/** eˣ, relative error below 2e-7 (Cephes' expf: range reduction by ln 2, polynomial of degree 7). NaN stays NaN. */
export function exp4(given: v128): v128 {
  const x = f32x4.min(f32x4.max(given, f32x4.splat(-87.3)), f32x4.splat(88.3));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(LOG2_E)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(LN2_LOW)));
  let p = f32x4.splat(1.98756915e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** The standard normal distribution function Φ(x) = ½·(1 + erf(x/√2)): Abramowitz & Stegun 7.1.26, |error| < 1e-7. */
export function normalDistribution4(x: v128): v128 {
  const z = f32x4.mul(x, f32x4.splat(<f32>Math.SQRT1_2));
  const size = f32x4.abs(z);
  const t = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), f32x4.mul(size, f32x4.splat(0.3275911))));
  let p = f32x4.splat(1.061405429);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.453152027));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.421413741));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.284496736));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.254829592));
  const tail = f32x4.mul(f32x4.mul(p, t), exp4(f32x4.neg(f32x4.mul(size, size))));
  // erf(|z|) with the sign of z.
  const erf = v128.or(f32x4.sub(f32x4.splat(1), tail), v128.and(z, f32x4.splat(-0.0)));
  return f32x4.mul(f32x4.splat(0.5), f32x4.add(f32x4.splat(1), erf));
}

/** The exact GELU, x·Φ(x) (Hendrycks & Gimpel 2016, arXiv 1606.08415). */
export function gelu4(x: v128): v128 {
  return f32x4.mul(x, normalDistribution4(x));
}

/** The sum of the four lanes, always in the same order. */
export function sum4(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) +
    f32x4.extract_lane(x, 2) +
    (f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 3))
  );
}

/** The largest of the four lanes. */
export function max4(x: v128): f32 {
  return max(
    max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}

/** The next multiple of 8: columns of a packed matrix, and the stride of its results. */
export function pad8(n: i32): i32 {
  return (n + 7) & ~7;
}

/** The next multiple of 4. */
export function pad4(n: i32): i32 {
  return (n + 3) & ~3;
}
