/** IEEE 754 binary16 ("half", F16): 1 sign bit, 5 exponent bits with bias 15, 10 fraction bits. */

const FRACTION_SCALE = 2 ** -10;
/** The unit of subnormal halves. */
const LEAST = 2 ** -24;

/** The values of half-precision bit patterns; all of them are exact in float32. */
export function decodeHalf(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i] ?? 0;
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >>> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) values[i] = sign * fraction * LEAST;
    else if (exponent === 31) values[i] = fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    else values[i] = sign * 2 ** (exponent - 15) * (1 + fraction * FRACTION_SCALE);
  }
  return values;
}

/**
 * The half-precision bit patterns nearest to the values, ties to even. From 65,520 on that is infinity, up to 2⁻²⁵ zero;
 * every NaN becomes the quiet NaN 0x7e00.
 */
export function encodeHalf(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < values.length; i++) halves[i] = halfOf(bits[i] ?? 0);
  return halves;
}

/** From the bits of a float32 (8 exponent bits with bias 127, 23 fraction bits). */
function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // 65,520 and more: rounds to infinity
  if (magnitude >= 0x38800000) {
    // Normal: from 2⁻¹⁴. Move the bias from 127 to 15, then drop 13 bits; a carry runs into the exponent, as it should.
    return sign | roundShift(magnitude - (112 << 23), 13);
  }
  if (magnitude <= 0x33000000) return sign; // up to half the least subnormal; the tie goes to the even 0
  const exponent = magnitude >>> 23;
  return sign | roundShift((magnitude & 0x7fffff) | 0x800000, 126 - exponent);
}

/** x / 2^shift to the nearest whole number, ties to even. */
function roundShift(x: number, shift: number): number {
  const half = 1 << (shift - 1);
  const isOdd = (x >>> shift) & 1;
  return (x + half - 1 + isOdd) >>> shift;
}
