/** AdamW (Loshchilov & Hutter 2017, arXiv 1711.05101) of flat parameters. */

/** Numbers that are summed in single precision at a time. */
const BLOCK = 1024;

/** √Σx² of `count` floats, summed in a fixed order. */
export function norm(x: usize, count: i32): f32 {
  let total: f64 = 0;
  for (let first = 0; first < count; first += BLOCK) {
    const size = min(BLOCK, count - first);
    const whole = size & ~3;
    let sums = f32x4.splat(0);
    for (let i = 0; i < whole; i += 4) {
      const value = v128.load(x + ((<usize>i) << 2));
      sums = f32x4.add(sums, f32x4.mul(value, value));
    }
    for (let i = whole; i < size; i++) {
      const value = load<f32>(x + ((<usize>i) << 2));
      total += <f64>value * <f64>value;
    }
    total +=
      <f64>f32x4.extract_lane(sums, 0) +
      <f64>f32x4.extract_lane(sums, 1) +
      <f64>f32x4.extract_lane(sums, 2) +
      <f64>f32x4.extract_lane(sums, 3);
    x += (<usize>size) << 2;
  }
  return <f32>sqrt<f64>(total);
}

/**
 * Updates parameters and moments in place. All arrays have room for `count` filled up to a multiple of 4.
 * @param decays 1 where weight decay applies
 * @param clip factor of the gradient
 * @param meanRate learning rate over the bias correction of the first moment
 * @param varianceRate 1 over that of the second
 * @param decay learning rate · weight decay
 */
export function adamw(
  parameters: usize,
  first: usize,
  second: usize,
  gradient: usize,
  decays: usize,
  count: i32,
  clip: f32,
  meanRate: f32,
  varianceRate: f32,
  decay: f32,
  beta1: f64,
  beta2: f64,
  epsilon: f32,
): void {
  const clips = f32x4.splat(clip);
  const keep1 = f32x4.splat(<f32>beta1);
  const take1 = f32x4.splat(<f32>(1 - beta1));
  const keep2 = f32x4.splat(<f32>beta2);
  const take2 = f32x4.splat(<f32>(1 - beta2));
  const means = f32x4.splat(meanRate);
  const variances = f32x4.splat(varianceRate);
  const floor = f32x4.splat(epsilon);
  const shrink = f32x4.splat(decay);
  for (let i: usize = 0; i < (<usize>count) << 2; i += 16) {
    const g = f32x4.mul(v128.load(gradient + i), clips);
    const w = v128.load(parameters + i);
    const m = f32x4.add(f32x4.mul(v128.load(first + i), keep1), f32x4.mul(g, take1));
    const v = f32x4.add(f32x4.mul(v128.load(second + i), keep2), f32x4.mul(f32x4.mul(g, g), take2));
    const direction = f32x4.div(f32x4.mul(m, means), f32x4.add(f32x4.sqrt(f32x4.mul(v, variances)), floor));
    const decayed = f32x4.mul(f32x4.mul(w, v128.load(decays + i)), shrink);
    v128.store(parameters + i, f32x4.sub(f32x4.sub(w, direction), decayed));
    v128.store(first + i, m);
    v128.store(second + i, v);
  }
}
