/** Report of one step for the page. */
import type { StepMetrics } from '../../distill/step';
import type { StepReport } from '../protocol';

/** Recent steps over which tokens per second are averaged. */
const WINDOW = 8;

const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

/** Tokens a second over the recent steps. */
export class Speed {
  #recent: { readonly at: number; readonly tokens: number }[] = [];

  /** Forgets the recent steps: the time of a pause belongs to no step. */
  reset(): void {
    this.#recent = [];
  }

  /**
   * Takes in a step that has just been reported.
   * @param started start of the step, in milliseconds; the first step is timed from it
   */
  observe(tokens: number, started: number, now: number): number {
    this.#recent = [...this.#recent, { at: now, tokens }].slice(-WINDOW - 1);
    const [first] = this.#recent;
    const since = first && first.at < now ? first.at : started;
    const counted = this.#recent.filter(({ at }) => at > since || since === started);
    return (1000 * sum(counted.map((each) => each.tokens))) / Math.max(1, now - since);
  }
}

type Timing = Pick<StepReport, 'step' | 'phase' | 'learningRate' | 'milliseconds' | 'tokensPerSecond'>;

/** @param hasTerms whether the loss has terms to report */
export function reportOf(metrics: StepMetrics, hasTerms: boolean, timing: Timing): StepReport {
  const { loss, gradientNorm, overlap, entropy, tokens, acceptedAt, replacedAt, lossTerms } = metrics;
  const accepted = sum(acceptedAt);
  const judged = accepted + sum(replacedAt);
  return {
    ...timing,
    loss,
    acceptance: judged > 0 ? accepted / judged : null,
    acceptedAt,
    replacedAt,
    overlap,
    ...(hasTerms ? { lossTerms } : {}),
    entropy,
    gradientNorm,
    tokens,
  };
}
