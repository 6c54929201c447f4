/** Ways to smooth a curve. */
export const SMOOTHINGS = ['none', 'moving', 'exponential'] as const;
export type SmoothingKind = (typeof SMOOTHINGS)[number];

/** Points of a curve that a smoothed value is over; a curve has at most 400. */
export const WIDTHS = [5, 13, 41] as const;

export interface Smoothing {
  readonly kind: SmoothingKind;
  /** Of `WIDTHS`. */
  readonly width: number;
}

export const FIRST_SMOOTHING: Smoothing = { kind: 'moving', width: WIDTHS[1] };
