/** The evaluation that the visitor asked for, beside the run: one at a time, stoppable between batches. */
import { type EvaluationRequest, evaluatePair } from '../../distill/metrics/evaluate-pair';
import { problemOf } from '../../errors/user-error';
import type { EvaluationEvent } from '../protocol/evaluation';
import type { Pair } from './pairs';

class Cancelled extends Error {}

interface Job {
  cancelled: boolean;
  /** The models are there and the device is in use. */
  busy: boolean;
  readonly ended: Promise<void>;
}

export class Evaluations {
  readonly #emit: (event: EvaluationEvent) => void;
  #job: Job | null = null;

  constructor(emit: (event: EvaluationEvent) => void) {
    this.#emit = emit;
  }

  /**
   * Evaluates, and tells everything there is to tell about it; never rejects. One that is under way is cancelled first.
   * @param prepare finds the models; called after the one before has ended
   */
  async evaluate(id: number, request: EvaluationRequest, prepare: () => Promise<Pair>): Promise<void> {
    const before = this.#job;
    if (before) before.cancelled = true;
    const job: Job = {
      cancelled: false,
      busy: false,
      ended: (before?.ended ?? Promise.resolve()).then(() => this.#run(job, id, request, prepare)),
    };
    this.#job = job;
    await job.ended;
    if (this.#job === job) this.#job = null;
  }

  /**
   * Ends the evaluation that is under way, if there is one; resolves when the device is free of it. One that still waits
   * for its models ends when they come.
   */
  async cancel(): Promise<void> {
    const job = this.#job;
    if (!job) return;
    job.cancelled = true;
    if (job.busy) await job.ended;
  }

  async #run(job: Job, id: number, request: EvaluationRequest, prepare: () => Promise<Pair>): Promise<void> {
    const assertNotCancelled = (): void => {
      if (job.cancelled) throw new Cancelled();
    };
    let pair: Pair | null = null;
    try {
      assertNotCancelled();
      pair = await prepare();
      assertNotCancelled();
      job.busy = true;
      const models = pair;
      const { task, trainingProgress } = models;
      const started = performance.now();
      const tell = async (done: number, total: number): Promise<void> => {
        await models.pause();
        assertNotCancelled();
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
      // Null for a cancellation.
      const failure = error instanceof Cancelled ? null : problemOf(error, 'question-failed');
      this.#emit({ type: 'evaluation-stopped', id, failure });
    } finally {
      pair?.release();
    }
  }
}
