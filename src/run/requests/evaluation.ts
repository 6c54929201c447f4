/** The evaluation that the user asked for, beside the run: one at a time, stoppable between batches. */
import { type EvaluationRequest, evaluatePair } from '../../distill/metrics/evaluate-pair';
import type { EvaluationEvent } from '../protocol/evaluation';
import { JobQueue, stopOf } from '../resources/job-queue';
import type { Pair } from './pairs';

export class Evaluations {
  readonly #emit: (event: EvaluationEvent) => void;
  readonly #jobs = new JobQueue();
  /** The models of the present job are there and the device is in use. */
  #busy = false;

  constructor(emit: (event: EvaluationEvent) => void) {
    this.#emit = emit;
  }

  /**
   * Evaluates and reports progress, result and failure; never rejects. An evaluation under way is cancelled first.
   * @param prepare finds the models; called after the one before has ended
   */
  evaluate(id: number, request: EvaluationRequest, prepare: () => Promise<Pair>): Promise<void> {
    return this.#jobs.latest((signal) => this.#run(signal, id, request, prepare));
  }

  /**
   * Ends the evaluation that is under way, if there is one; resolves when the device is free of it. One that still waits
   * for its models ends when they come.
   */
  async cancel(): Promise<void> {
    const ended = this.#jobs.abort();
    if (this.#busy) await ended;
  }

  async #run(
    signal: AbortSignal,
    id: number,
    request: EvaluationRequest,
    prepare: () => Promise<Pair>,
  ): Promise<void> {
    let pair: Pair | null = null;
    try {
      signal.throwIfAborted();
      pair = await prepare();
      signal.throwIfAborted();
      this.#busy = true;
      const models = pair;
      const { task, trainingProgress } = models;
      const started = performance.now();
      const tell = async (done: number, total: number): Promise<void> => {
        await models.pause();
        signal.throwIfAborted();
        this.#emit({ type: 'evaluation-progress', id, trainingProgress, done, total });
      };
      await tell(0, 2 * Math.min(request.prompts, task.split()[request.split].length));
      const evaluation = await evaluatePair(task, pair, request, tell);
      this.#emit({
        type: 'evaluation-result',
        id,
        result: {
          ...evaluation,
          request,
          trainingProgress,
          metrics: task.metrics.map(({ id: metric, better }) => ({ id: metric, better })),
          milliseconds: performance.now() - started,
        },
      });
    } catch (error) {
      this.#emit({ type: 'evaluation-stopped', id, failure: stopOf(error, signal) });
    } finally {
      pair?.release();
      this.#busy = false;
    }
  }
}
