/** One backend of a visitor's device, in a worker of its own that is ended when it takes too long. */
import { startEngineWorker } from '../../src/run/start-worker';
import type { Case } from '../cases';
import type { Contestant } from '../contestants';
import type { Host } from '../host';
import { failureOf } from '../orders';
import { RemoteSession, SessionError, STOPPED } from '../remote-session';
import type { Opened, Preparation, Sample } from '../session';
import workerUrl from './bench-worker.ts?worker&url';

/** Seconds that anything may take: with compiling, a slow device needs many for its first step. */
const PATIENCE_S = 40;

/** Why a backend is left out of the cases that follow. */
export const TOO_SLOW = `too slow: more than ${PATIENCE_S} s`;
export const PLAIN_JAVASCRIPT = 'plain JavaScript is measured on the product only';

export class WorkerHost implements Host {
  readonly contestant: Contestant;
  #session: RemoteSession | null = null;
  #opened: Opened | null = null;
  #out: string | null = null;

  constructor(contestant: Contestant) {
    this.contestant = contestant;
  }

  async open(): Promise<Opened> {
    if (this.#opened && this.#session) return this.#opened;
    this.#session = new RemoteSession(startEngineWorker(new URL(workerUrl, location.href).href, 'benchmark'));
    this.#opened = await this.#within((session) => session.open(this.contestant));
    return this.#opened;
  }

  async prepare(work: Case['work']): Promise<Preparation> {
    if (this.#out !== null) return { refused: this.#out };
    if (this.contestant.target.backend === 'cpu' && work.kind !== 'step')
      return { refused: PLAIN_JAVASCRIPT };
    return this.#within((session) => session.prepare(work));
  }

  run(units: number): Promise<Sample> {
    return this.#within((session) => session.run(units));
  }

  async dispose(): Promise<void> {
    if (this.#session) await this.#within((session) => session.dispose());
  }

  async close(): Promise<void> {
    this.#end(STOPPED);
  }

  #end(reason: string): void {
    this.#out ??= reason;
    this.#session?.end();
    this.#session = null;
  }

  async #within<T>(ask: (session: RemoteSession) => Promise<T>): Promise<T> {
    const session = this.#session;
    if (!session) throw new SessionError(failureOf(this.#out ?? STOPPED));
    const timer = setTimeout(() => this.#end(TOO_SLOW), PATIENCE_S * 1000);
    try {
      return await ask(session);
    } catch (error) {
      if (this.#out === null) throw error;
      throw new SessionError(failureOf(this.#out));
    } finally {
      clearTimeout(timer);
    }
  }
}
