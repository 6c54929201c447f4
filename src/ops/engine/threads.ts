/**
 * Threads of the engine: workers that share its memory. Whether there can be any is found by trying: browsers promise
 * shared memory and do not deliver a message that holds one.
 */
import type { Crew, Engine } from './engine';
import * as at from './layout';
import type { Invitation } from './thread';

/** The part of `Worker` that is needed. It says `loaded` when it can receive an invitation, `joined` when it has joined. */
export type ThreadWorker = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

/** A thread has died in the middle of a task: what it held is lost, and nobody knows what it may still write. */
export class ThreadsLostError extends Error {
  override readonly name = 'ThreadsLostError';
}

const LOST = 'a thread of the engine has died';

/** Milliseconds in which the script of a thread must load, and in which a thread must answer then. */
const LOADING = 10_000;
const ANSWER = 1000;
/** Milliseconds without a sign of work after which threads are given up. */
const PATIENCE = 3000;
/** Looks at the other threads before this one goes to sleep: waking up takes as long as some hundred of them. */
const LOOKS = 500;

export interface ThreadSource {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly start: () => ThreadWorker;
  /** Milliseconds without a sign of work after which threads are given up; 3,000 unless told otherwise. */
  readonly patience?: number | undefined;
}

export class Threads implements Crew {
  readonly #engine: Engine;
  readonly #workers: readonly ThreadWorker[];
  readonly #pool: number;
  readonly #interval: number;
  /** How many work together, this one included; at most all of them. */
  threads: number;

  private constructor(engine: Engine, workers: readonly ThreadWorker[], pool: number, interval: number) {
    this.#engine = engine;
    this.#workers = workers;
    this.#pool = pool;
    this.#interval = interval;
    this.threads = workers.length + 1;
  }

  /** Starts threads beside the caller's own; null when not all of them answer in time. */
  static async start(engine: Engine, source: ThreadSource, count: number): Promise<Threads | null> {
    const pool = engine.allocate(at.POOL_WORDS);
    const { module, memory, patience = PATIENCE } = source;
    const interval = Math.ceil(patience / at.SILENT_INTERVALS);
    const words = engine.ints(pool, at.POOL_WORDS).fill(0);
    words[at.INTERVAL] = interval;
    engine.kernels.joinPool(pool);
    const workers: ThreadWorker[] = [];
    try {
      await Promise.all(
        Array.from({ length: count - 1 }, () => {
          const worker = source.start();
          workers.push(worker);
          return invite(worker, { module, memory, pool });
        }),
      );
      const joined = Atomics.load(engine.ints(pool, at.POOL_WORDS), at.JOINED);
      if (joined === count - 1) return new Threads(engine, workers, pool, interval);
    } catch {
      // Not all of them answered.
    }
    for (const worker of workers) worker.terminate();
    return null;
  }

  /** See `Engine.run`. */
  run(task: number, seats: readonly number[]): void {
    const words = this.#engine.ints(this.#pool, at.POOL_WORDS);
    words[at.TASK] = task;
    words[at.SEATS] = seats.length;
    words.set(seats, at.FIRST_SEAT);
    Atomics.store(words, at.DONE_SEATS, 0);
    // From here on the seats can be taken.
    Atomics.store(words, at.FREE_SEATS, seats.length);
    Atomics.add(words, at.GENERATION, 1);
    Atomics.notify(words, at.GENERATION, seats.length - 1);
    try {
      this.#engine.kernels.takeSeats(this.#pool);
    } catch (error) {
      // It traps where it awaits the turn of a thread that has died.
      if (Atomics.load(words, at.FAILED) === 0) throw error;
      throw new ThreadsLostError(LOST);
    }
    this.#await(words, seats.length);
  }

  /** Waits for the seats that others have taken. */
  #await(words: Int32Array, seats: number): void {
    const done = (): number => Atomics.load(words, at.DONE_SEATS);
    for (let look = 0; look < LOOKS; look++) if (done() === seats) return;
    let silent = 0;
    for (let beats = -1; done() < seats; ) {
      const before = done();
      if (before === seats) return;
      const outcome = Atomics.wait(words, at.DONE_SEATS, before, this.#interval);
      const now = Atomics.load(words, at.BEATS);
      silent = outcome === 'timed-out' && now === beats ? silent + 1 : 0;
      beats = now;
      if (silent >= at.SILENT_INTERVALS || Atomics.load(words, at.FAILED) !== 0) {
        throw new ThreadsLostError(LOST);
      }
    }
  }

  /** Ends all threads but the caller's own. */
  dispose(): void {
    for (const worker of this.#workers) worker.terminate();
  }
}

/** Sends the shared memory once the worker's script has loaded; resolves when it has joined. */
function invite(worker: ThreadWorker, invitation: Invitation): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error('no answer'));
    let timer = setTimeout(fail, LOADING);
    worker.addEventListener('error', () => {
      clearTimeout(timer);
      fail();
    });
    worker.addEventListener('message', (event) => {
      clearTimeout(timer);
      if ((event as MessageEvent<unknown>).data !== 'loaded') return resolve();
      timer = setTimeout(fail, ANSWER);
      worker.postMessage(invitation);
    });
  });
}
