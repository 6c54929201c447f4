/** A session in a worker of a page, from the page's side. */
import type { Case } from './cases';
import type { Contestant } from './contestants';
import { type Answer, type Failure, failureOf, type Order } from './orders';
import type { Opened, Preparation, Sample } from './session';

/** The message of what was under way when a session was ended. */
export const STOPPED = 'stopped';

/** What a session in a worker could not do. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  readonly problem: Failure['problem'];

  constructor({ error, problem }: Failure) {
    super(error);
    this.problem = problem;
  }
}

export class RemoteSession {
  readonly #worker: Worker;
  #settle: ((answer: Answer) => void) | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => this.#settle?.(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#settle?.(failureOf(event.message || 'the worker has ended'));
    });
  }

  open(contestant: Contestant): Promise<Opened> {
    return this.#ask({ type: 'open', contestant });
  }

  prepare(work: Case['work']): Promise<Preparation> {
    return this.#ask({ type: 'prepare', work });
  }

  run(units: number): Promise<Sample> {
    return this.#ask({ type: 'run', units });
  }

  async dispose(): Promise<void> {
    await this.#ask({ type: 'dispose' });
  }

  /** Ends the worker; what is asked then, or was, fails. */
  end(): void {
    this.#worker.terminate();
    this.#settle?.(failureOf(STOPPED));
  }

  /** @throws SessionError */
  async #ask<T>(order: Order): Promise<T> {
    const answer = await new Promise<Answer>((resolve) => {
      this.#settle = resolve;
      this.#worker.postMessage(order);
    });
    this.#settle = null;
    if ('error' in answer) throw new SessionError(answer);
    return answer.value as T;
  }
}
