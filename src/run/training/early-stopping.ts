/** Early stopping (Prechelt 1998): training ends when a score on held-out prompts has not improved for a while. */
import * as v from 'valibot';
import { type Problem, problem } from '../../errors/problems';
import type { Metric } from '../../tasks/task';

export interface EarlyStoppingState {
  /** Null before the first evaluation. */
  readonly best: number | null;
  readonly bestStep: number;
  /** Evaluations since the best one. */
  readonly since: number;
}

const PatienceSchema = v.object({
  best: v.nullable(v.number()),
  bestStep: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  since: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});

/** Checks a saved state; null when it is not one. */
export function readEarlyStopping(saved: unknown): EarlyStoppingState | null {
  const parsed = v.safeParse(PatienceSchema, saved);
  return parsed.success ? parsed.output : null;
}

export class EarlyStopping {
  readonly #limit: number;
  readonly #metric: Metric;
  #state: EarlyStoppingState = { best: null, bestStep: 0, since: 0 };

  /** @param limit evaluations without improvement after which training ends, from 1 */
  constructor(limit: number, metric: Metric) {
    this.#limit = limit;
    this.#metric = metric;
  }

  get state(): EarlyStoppingState {
    return this.#state;
  }

  restore(state: EarlyStoppingState): void {
    this.#state = state;
  }

  /**
   * Takes in an evaluation.
   * @returns why training should end; null while it should not
   */
  observe(step: number, score: number): Problem | null {
    const { best, bestStep, since } = this.#state;
    const { id, better } = this.#metric;
    if (best === null || (better === 'higher' ? score > best : score < best)) {
      this.#state = { best: score, bestStep: step, since: 0 };
      return null;
    }
    this.#state = { best, bestStep, since: since + 1 };
    if (since + 1 < this.#limit) return null;
    return problem('stopped-early', {
      metric: { term: `metric.${id}` },
      step,
      bestStep,
      best: best.toFixed(3),
      since: since + 1,
    });
  }
}
