/** The curve of a run in a hundred points, for many runs to be drawn over each other. */
import type { CurvePoint } from '../protocol/comparison';

const MOST_POINTS = 100;

/** Reported values of every training step; NaN without one. */
export class StepSeries {
  /** By step − 1. */
  readonly losses: Float32Array;
  readonly acceptances: Float32Array;

  /** @param steps of the whole run */
  constructor(steps: number) {
    this.losses = new Float32Array(steps).fill(Number.NaN);
    this.acceptances = new Float32Array(steps).fill(Number.NaN);
  }

  /** @param step 1-based; beyond the last it is ignored */
  set(step: number, loss: number, acceptance: number | null): void {
    this.losses[step - 1] = loss;
    this.acceptances[step - 1] = acceptance ?? Number.NaN;
  }

  /** Values up to and including a step, for a run that resumes there. */
  restore({ losses, acceptances }: Pick<StepSeries, 'losses' | 'acceptances'>, step: number): void {
    this.losses.set(losses.subarray(0, Math.min(step, this.losses.length)));
    this.acceptances.set(acceptances.subarray(0, Math.min(step, this.acceptances.length)));
  }

  /**
   * Means over stretches of equal length. The stretches follow from the number of steps alone, so runs of equal length
   * have their points at the same steps.
   */
  points(): CurvePoint[] {
    const steps = this.losses.length;
    const stretch = Math.max(1, Math.ceil(steps / MOST_POINTS));
    const points: CurvePoint[] = [];
    for (let start = 0; start < steps; start += stretch) {
      const end = Math.min(start + stretch, steps);
      const loss = mean(this.losses.subarray(start, end));
      if (loss === null) continue;
      points.push({ step: end, loss, acceptance: mean(this.acceptances.subarray(start, end)) });
    }
    return points;
  }
}

/** Mean of the finite numbers; null without one. */
function mean(values: Float32Array): number | null {
  const known = values.filter(Number.isFinite);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
