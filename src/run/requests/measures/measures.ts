/** Measures of distillation, one at a time, while the run is at rest; stoppable. */
import type { UserError } from '../../../errors/user-error';
import type { Experiment } from '../../../experiment/fields';
import type { MeasureCommandOf, MeasureEvent, MeasureRequest, MeasureResult } from '../../protocol/measures';
import { JobQueue, stopOf } from '../../resources/job-queue';
import { yieldToEvents } from '../../training/yield-to-events';
import { AuxiliaryTrainer } from './auxiliary-trainer';
import { measureDrafting } from './measure-drafting';
import { measureIdentity } from './measure-identity';
import { measureSimilarity } from './measure-similarity';
import type { MeasureContext, PausedRun } from './paused-run';

export interface MeasureHost {
  readonly emit: (event: MeasureEvent) => void;
  /** Opens the device and holds compilation off; the result gives it back. */
  readonly enterDevice: () => Promise<() => void>;
  /** @throws UserError while the run is going */
  readonly assertAtRest: () => void;
  /**
   * The run that is at rest.
   * @throws UserError when there is none
   */
  readonly findPausedRun: () => Promise<PausedRun>;
}

export class Measures {
  readonly #host: MeasureHost;
  readonly #trainer = new AuxiliaryTrainer();
  readonly #jobs = new JobQueue();

  constructor(host: MeasureHost) {
    this.#host = host;
  }

  /** Measures and reports progress, result and failure; never rejects. A measure under way is cancelled first. */
  measure({ id, request, experiment }: MeasureCommandOf<'measure'>): Promise<void> {
    return this.#jobs.latest((signal) => this.#work(id, request, experiment, signal));
  }

  /**
   * Ends the measure that is under way, if there is one; resolves when the device is free of it.
   * @param reason for the user; null when the user cancelled
   */
  cancel(reason: UserError | null = null): Promise<void> {
    return this.#jobs.abort(reason ?? undefined);
  }

  async #work(
    id: number,
    request: MeasureRequest,
    experiment: Experiment,
    signal: AbortSignal,
  ): Promise<void> {
    const { emit } = this.#host;
    const show: MeasureContext['show'] = (stage, done, total) =>
      emit({ type: 'measure-progress', id, stage, done, total });
    const tell: MeasureContext['tell'] = async (...progress) => {
      await yieldToEvents();
      signal.throwIfAborted();
      show(...progress);
    };
    let leave = (): void => {};
    try {
      signal.throwIfAborted();
      this.#host.assertAtRest();
      leave = await this.#host.enterDevice();
      const started = performance.now();
      const result = await this.#run(request, experiment, { trainer: this.#trainer, signal, tell, show });
      signal.throwIfAborted();
      emit({ type: 'measure-result', id, result, milliseconds: performance.now() - started });
    } catch (error) {
      emit({ type: 'measure-stopped', id, failure: stopOf(error, signal) });
    } finally {
      leave();
    }
  }

  async #run(
    request: MeasureRequest,
    experiment: Experiment,
    context: MeasureContext,
  ): Promise<MeasureResult> {
    if (request.kind === 'identity') return measureIdentity(experiment, request, context);
    const pausedRun = await this.#host.findPausedRun();
    try {
      return request.kind === 'drafting'
        ? await measureDrafting(pausedRun, request, context)
        : await measureSimilarity(pausedRun, request, context);
    } finally {
      pausedRun.student.dispose();
    }
  }
}
