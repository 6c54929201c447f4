/** Reads the metrics of a step back, and reports them to the page and to the method. */
import type { MethodState } from '../../distill/method-state';
import { readMetrics, type Step } from '../../distill/step';
import { UserError } from '../../errors/user-error';
import type { RunEvent } from '../protocol';
import type { LoopControl } from './loop-control';
import type { PhaseEvents } from './phase-events';
import { reportOf, Speed } from './report';

interface StepFacts {
  readonly phase: 'sft' | 'running';
  readonly step: number;
  /** Steps of the phase. */
  readonly total: number;
  readonly learningRate: number;
  /** When the step began, in milliseconds of `performance.now`. */
  readonly started: number;
}

interface Parts {
  readonly control: LoopControl;
  readonly phases: PhaseEvents;
  readonly methodState: MethodState;
  readonly emit: (event: RunEvent) => void;
}

export class StepReporter {
  readonly #parts: Parts;
  readonly #speed = new Speed();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The time of a pause belongs to no step. */
  resetSpeed(): void {
    this.#speed.reset();
  }

  /**
   * Reports a step when the device has computed it, and frees its metrics.
   * @throws UserError `diverged` when a loss is not finite
   */
  async report(made: Step, facts: StepFacts): Promise<void> {
    const { control, phases, methodState, emit } = this.#parts;
    const { phase, step, total, learningRate, started } = facts;
    const values = await made.metrics.data();
    made.metrics.dispose();
    const metrics = readMetrics(values, made.lossTerms);
    if (phase === 'running') methodState.observe(step, metrics);
    if (control.stopped) return;
    const now = performance.now();
    const report = reportOf(metrics, made.lossTerms.length > 0, {
      step,
      phase,
      learningRate,
      milliseconds: now - started,
      tokensPerSecond: this.#speed.observe(metrics.tokens, started, now),
    });
    emit({ type: 'report', report });
    if (control.stepAllowed) phases.steps(phase, step, total);
    if (!Number.isFinite(metrics.loss) || !Number.isFinite(metrics.gradientNorm)) {
      // Steps that are under way must not report as if the run went on.
      control.stop();
      throw new UserError('diverged', { step, loss: metrics.loss });
    }
  }
}
