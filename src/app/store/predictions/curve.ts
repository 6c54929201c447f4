/**
 * A curve that somebody expects of a run: a few points with straight lines between them, level before the first and after the
 * last. Plain data, so that a page, a link or a lesson can hold one; what comes from outside goes through `readCurve`.
 */

/** A value at a training step. */
export type CurvePoint = readonly [step: number, value: number];

export interface PredictedCurve {
  /** Steps ascend, each once; at most `MOST_POINTS`. */
  readonly points: readonly CurvePoint[];
}

export const MOST_POINTS = 128;

export const EMPTY_CURVE: PredictedCurve = { points: [] };

/** Reads a curve of unknown origin; null when it is none. */
export function readCurve(value: unknown): PredictedCurve | null {
  const points = typeof value === 'object' && value !== null && 'points' in value ? value.points : null;
  if (!Array.isArray(points) || points.length === 0 || points.length > MOST_POINTS) return null;
  const read: CurvePoint[] = [];
  for (const point of points as readonly unknown[]) {
    if (!Array.isArray(point) || point.length !== 2) return null;
    const [step, height]: readonly unknown[] = point;
    const before = read.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
    if (!isFiniteNumber(step) || !isFiniteNumber(height) || step <= before) return null;
    read.push([step, height]);
  }
  return { points: read };
}

const isFiniteNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);

/** The value of the curve at a step; null for a curve without points. */
export function valueAt({ points }: PredictedCurve, step: number): number | null {
  const after = points.findIndex(([at]) => at >= step);
  const next = points[after];
  const last = points.at(-1);
  if (!next) return last ? last[1] : null;
  const before = points[after - 1];
  if (!before || next[0] === step) return next[1];
  const share = (step - before[0]) / (next[0] - before[0]);
  return before[1] + share * (next[1] - before[1]);
}

/** The curve with a point at a step, in place of the one that is there. A full curve takes no new ones. */
export function withPoint(curve: PredictedCurve, step: number, value: number): PredictedCurve {
  const others = curve.points.filter(([at]) => at !== step);
  if (others.length >= MOST_POINTS) return curve;
  const after = others.findIndex(([at]) => at > step);
  return { points: others.toSpliced(after < 0 ? others.length : after, 0, [step, value]) };
}

export const withoutPoint = ({ points }: PredictedCurve, step: number): PredictedCurve => ({
  points: points.filter(([at]) => at !== step),
});

/** The curve without its points between two steps, which stay. */
export const withoutBetween = ({ points }: PredictedCurve, a: number, b: number): PredictedCurve => ({
  points: points.filter(([at]) => at <= Math.min(a, b) || at >= Math.max(a, b)),
});

export interface Distance {
  /** Area between the two curves divided by the steps: how far they are apart on average. */
  readonly mean: number;
  /** The same with its sign: above 0 where the measured curve lies above the expected one on average. */
  readonly signed: number;
}

/**
 * How far a measured curve is from the expected one, over the steps that were measured.
 *
 * @param measured steps ascend, each once; straight lines between them
 * @returns null where either has no points
 */
export function distance(curve: PredictedCurve, measured: readonly CurvePoint[]): Distance | null {
  const [first, last] = [measured[0], measured.at(-1)];
  if (!first || !last || curve.points.length === 0) return null;
  const steps = [...measured, ...curve.points]
    .map(([step]) => step)
    .filter((step) => step >= first[0] && step <= last[0]);
  const gaps = gapsAt(
    [...new Set(steps)].sort((a, b) => a - b),
    curve,
    measured,
  );
  if (gaps.length === 1) {
    const gap = gaps[0]?.[1] ?? 0;
    return { mean: Math.abs(gap), signed: gap };
  }
  let [area, signed] = [0, 0];
  gaps.forEach(([to, b], at) => {
    const [from, a] = gaps[at - 1] ?? [to, b];
    const width = to - from;
    signed += (width * (a + b)) / 2;
    // Two triangles where the curves cross, else a trapezium.
    area += (width * (a * b < 0 ? (a * a + b * b) / (Math.abs(a) + Math.abs(b)) : Math.abs(a + b))) / 2;
  });
  const width = last[0] - first[0];
  return { mean: area / width, signed: signed / width };
}

/** Measured minus expected at those steps, in one pass over the measured points. */
function gapsAt(
  steps: readonly number[],
  curve: PredictedCurve,
  measured: readonly CurvePoint[],
): readonly CurvePoint[] {
  let at = 0;
  return steps.map((step) => {
    while ((measured[at + 1]?.[0] ?? Number.POSITIVE_INFINITY) <= step) at++;
    const value = valueAt({ points: measured.slice(at, at + 2) }, step) ?? 0;
    return [step, value - (valueAt(curve, step) ?? 0)];
  });
}
