/** Acceptance by response position: an exponentially fading count of accepted and replaced tokens. */
import type { ReportTable } from '../../run/recording/report-table';

export interface PositionRate {
  readonly position: number;
  /** accepted / (accepted + replaced) */
  readonly rate: number;
  /** Effective number of tokens the rate rests on. */
  readonly weight: number;
}

/** Reports after which a count has faded to nothing that can be seen. */
const FADED_AFTER = 100;

/** Fades by `decay` at every report, so it describes about the last 1 / (1 − decay) reports. */
export class PositionAcceptance {
  #accepted: number[] = [];
  #replaced: number[] = [];
  readonly #decay: number;

  constructor(decay = 0.9) {
    this.#decay = decay;
  }

  push(acceptedAt: readonly number[], replacedAt: readonly number[]): void {
    const length = Math.max(this.#accepted.length, acceptedAt.length, replacedAt.length);
    const fade = (old: readonly number[], fresh: readonly number[]): number[] =>
      Array.from({ length }, (_, i) => (old[i] ?? 0) * this.#decay + (fresh[i] ?? 0));
    this.#accepted = fade(this.#accepted, acceptedAt);
    this.#replaced = fade(this.#replaced, replacedAt);
  }

  /** Positions that still have weight, in order. */
  rates(): PositionRate[] {
    return this.#accepted.flatMap((accepted, position) => {
      const weight = accepted + (this.#replaced[position] ?? 0);
      return weight > 0.05 ? [{ position, rate: accepted / weight, weight }] : [];
    });
  }
}

/** The rates as they were after the distillation step `step`. */
export function positionsAt(reports: ReportTable, step: number): PositionRate[] {
  const positions = new PositionAcceptance();
  const end = reports.countUpTo(step);
  for (let i = Math.max(reports.sftSteps, end - FADED_AFTER); i < end; i++) {
    const { acceptance, acceptedAt, replacedAt } = reports.at(i);
    if (acceptance !== null) positions.push(acceptedAt, replacedAt);
  }
  return positions.rates();
}
