export interface RateSettings {
  readonly learningRate: number;
  readonly steps: number;
  readonly warmUpSteps: number;
  readonly schedule: 'cosine' | 'constant';
  /** The cosine ends at this fraction of `learningRate`. */
  readonly finalRateFraction: number;
}

/**
 * Learning rate of a step: linear warm-up, then constant or half a cosine (Loshchilov & Hutter 2016,
 * arXiv 1608.03983, without restarts).
 * @param step 1-based
 */
export function rateAt(step: number, settings: RateSettings): number {
  const { learningRate, steps, warmUpSteps, schedule, finalRateFraction } = settings;
  if (step <= warmUpSteps) return (learningRate * step) / warmUpSteps;
  if (schedule === 'constant') return learningRate;
  const progress = Math.min(1, (step - warmUpSteps) / Math.max(1, steps - warmUpSteps));
  return (
    learningRate * (finalRateFraction + (1 - finalRateFraction) * 0.5 * (1 + Math.cos(Math.PI * progress)))
  );
}
