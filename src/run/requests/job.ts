/** Cancellable work that a user asked for, one job at a time. */
import type { Problem } from '../../errors/problems';
import { problemOf } from '../../errors/user-error';

interface Job {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

export class LatestJob {
  #job: Job | null = null;

  /**
   * Aborts the job under way, waits for its end and runs `work`; resolves when that has ended.
   * @param work must not reject; its signal may be aborted before it begins
   */
  async start(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const before = this.#job;
    before?.controller.abort();
    const controller = new AbortController();
    const ended = (before?.ended ?? Promise.resolve()).then(() => work(controller.signal));
    const job = { controller, ended };
    this.#job = job;
    await ended;
    if (this.#job === job) this.#job = null;
  }

  /**
   * Aborts the job under way, if there is one.
   * @param reason for the user; undefined when the user cancelled
   * @returns resolves when the job has ended
   */
  async abort(reason?: unknown): Promise<void> {
    const job = this.#job;
    job?.controller.abort(reason);
    await job?.ended;
  }
}

/** Why a job ended without a result; null when the user cancelled it. */
export function stopOf(error: unknown, signal: AbortSignal): Problem | null {
  const why: unknown = signal.aborted ? signal.reason : error;
  if (why instanceof DOMException && why.name === 'AbortError') return null;
  return problemOf(why, 'question-failed');
}
