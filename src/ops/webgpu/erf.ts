/** WGSL has no erf: Abramowitz & Stegun 7.1.26, |error| < 1.5e-7, for the given type. */
export const erfWgsl = (type: 'f32' | 'vec4f'): string => `
fn erf(z: ${type}) -> ${type} {
  let t = 1.0 / (1.0 + 0.3275911 * abs(z));
  let poly = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return sign(z) * (1.0 - poly * exp(-z * z));
}`;
