/** Work that a user asked for: one job at a time, each with a signal that aborts it. */
import type { Problem } from '../../errors/problems';
import { problemOf } from '../../errors/user-error';

interface Job {
  readonly controller: AbortController;
  readonly ended: Promise<unknown>;
}

const ignore = (): void => {};

export class JobQueue {
  #newest: Job | null = null;

  /**
   * Runs `work` when the jobs before it have ended, whatever came of them.
   * @returns settles as `work` does
   */
  inTurn<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const result = (this.#newest?.ended ?? Promise.resolve()).then(() => work(controller.signal));
    this.#newest = { controller, ended: result.catch(ignore) };
    return result;
  }

  /**
   * Aborts the newest job, waits for its end and runs `work`.
   * @param work its signal may be aborted before it begins
   * @returns settles as `work` does
   */
  latest<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#newest?.controller.abort();
    return this.inTurn(work);
  }

  /**
   * Aborts the newest job, if there is one.
   * @param reason for the user; undefined when the user cancelled
   * @returns resolves when the job has ended
   */
  async abort(reason?: unknown): Promise<void> {
    const job = this.#newest;
    job?.controller.abort(reason);
    await job?.ended;
  }
}

/** Why a job ended without a result; null when the user cancelled it or asked for another in its place. */
export function stopOf(error: unknown, signal: AbortSignal): Problem | null {
  const why: unknown = signal.aborted ? signal.reason : error;
  if (why instanceof DOMException && why.name === 'AbortError') return null;
  return problemOf(why, 'question-failed');
}
