/** Elementary functions on four lanes, in single precision. */

const LOG2_E: f32 = f32(1.4426950216293335);
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.1219444e-4;

/** a·b + c, with one rounding where the build has relaxed SIMD. */
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}

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

/** log(1 + x) for x in [0, 1], relative error below 2e-7: 2·artanh(x/(2 + x)) as a series. NaN stays NaN. */
export function log1p4(x: v128): v128 {
  const z = f32x4.div(x, f32x4.add(x, f32x4.splat(2)));
  const square = f32x4.mul(z, z);
  let p = f32x4.splat(<f32>(2.0 / 15.0));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(<f32>(2.0 / 13.0)));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(<f32>(2.0 / 11.0)));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(<f32>(2.0 / 9.0)));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(<f32>(2.0 / 7.0)));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(<f32>(2.0 / 5.0)));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(<f32>(2.0 / 3.0)));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(2));
  return f32x4.mul(p, z);
}

/**
 * The standard normal distribution function Φ(x) = ½·(1 + erf(x/√2)): Abramowitz & Stegun 7.1.26, |error| < 1e-7.
 * @param bell exp(−x²/2), which a caller that wants the density has anyway
 */
export function normalDistribution4(x: v128, bell: v128): v128 {
  const size = f32x4.mul(f32x4.abs(x), f32x4.splat(<f32>Math.SQRT1_2));
  const t = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), f32x4.mul(size, f32x4.splat(0.3275911))));
  let p = f32x4.splat(1.061405429);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.453152027));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.421413741));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.284496736));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.254829592));
  const tail = f32x4.mul(f32x4.mul(p, t), bell);
  // erf(|x|/√2) with the sign of x.
  const erf = v128.or(f32x4.sub(f32x4.splat(1), tail), v128.and(x, f32x4.splat(-0.0)));
  return f32x4.mul(f32x4.splat(0.5), f32x4.add(f32x4.splat(1), erf));
}

/** The exact GELU, x·Φ(x) (Hendrycks & Gimpel 2016, arXiv 1606.08415). */
export function gelu4(x: v128): v128 {
  const bell = exp4(f32x4.mul(f32x4.splat(-0.5), f32x4.mul(x, x)));
  return f32x4.mul(x, normalDistribution4(x, bell));
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

/** Copies a few floats: a loop is faster than a call of `memory.copy`. */
export function copyFloats(from: usize, to: usize, count: i32): void {
  const end = from + ((<usize>count) << 2);
  for (; from + 16 <= end; from += 16) {
    v128.store(to, v128.load(from));
    to += 16;
  }
  for (; from < end; from += 4) {
    store<f32>(to, load<f32>(from));
    to += 4;
  }
}

/** Sets a few floats to 0. */
export function clearFloats(at: usize, count: i32): void {
  const end = at + ((<usize>count) << 2);
  for (; at < end; at += 4) store<f32>(at, 0);
}
