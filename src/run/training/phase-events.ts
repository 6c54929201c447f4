/** Events that tell the phase of a run and its progress. */
import type { Phase, RunEvent } from '../protocol';

interface PhaseProgress {
  readonly phase: Phase;
  readonly step: number;
  readonly total: number;
}

export class PhaseEvents {
  readonly #emit: (event: RunEvent) => void;
  #beforePause: PhaseProgress = { phase: 'running', step: 0, total: 0 };

  constructor(emit: (event: RunEvent) => void) {
    this.#emit = emit;
  }

  /** The newest phase but a pause. */
  get beforePause(): PhaseProgress {
    return this.#beforePause;
  }

  /** @param step steps done, of `total` */
  steps(phase: Phase, step: number, total: number): void {
    if (phase !== 'paused') this.#beforePause = { phase, step, total };
    this.#emit({ type: 'phase', phase, step, total, progress: { done: step, total, unit: 'steps' } });
  }

  /** Progress of the teacher's answers to the training prompts, before step `step` + 1 of `steps`. */
  prompts(phase: Phase, step: number, steps: number, done: number, total: number): void {
    this.#emit({ type: 'phase', phase, step, total: steps, progress: { done, total, unit: 'prompts' } });
  }
}
