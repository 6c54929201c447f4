/**
 * The page's side of the worker: creates it, posts commands, checks what comes back.
 *
 * A malformed message becomes a `notice`; a worker that dies becomes a fatal `failure` with the code
 * `worker-crashed`, and the next command gets a fresh worker. No tensors here: tfjs lives behind the worker.
 */
import { type Problem, problem } from '../errors/problems';
import { messageOf } from '../errors/user-error';
import {
  type BackendChoice,
  type Command,
  endsWorker,
  MOST_THREADS,
  type Probe,
  type RunEvent,
} from './protocol';
import { parseEvent } from './protocol/parse';
import { startEngineWorker } from './start-worker';
import workerUrl from './worker.ts?worker&url';

const BACKENDS: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm', 'cpu'];

/** Reads `?backend=`; `unknown` holds a value that is not a backend, for a notice on the page. */
export function backendFromUrl(search: string): { backend: BackendChoice; unknown: string | null } {
  const asked = new URLSearchParams(search).get('backend');
  if (asked === null || asked === '') return { backend: 'auto', unknown: null };
  const backend = BACKENDS.find((name) => name === asked.toLowerCase());
  return backend ? { backend, unknown: null } : { backend: 'auto', unknown: asked.slice(0, 40) };
}

/** Reads `?threads=`: null is as many as are fastest; `unknown` holds a value that is no number of threads. */
export function threadsFromUrl(search: string): { threads: number | null; unknown: string | null } {
  const asked = new URLSearchParams(search).get('threads');
  if (asked === null || asked === '') return { threads: null, unknown: null };
  const threads = Number(asked);
  const isCount = Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS;
  return isCount ? { threads, unknown: null } : { threads: null, unknown: asked.slice(0, 40) };
}

/** The part of `Worker` that the client needs; tests hand in their own. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

export interface RunClientOptions {
  readonly backend: BackendChoice;
  /** Threads of the processor that are asked for; null: as many as are fastest. */
  readonly threads: number | null;
  /** Whether the page is in a frame of another. */
  readonly framed: boolean;
  /** Absolute URL that the teachers and the wasm files live under. */
  readonly assets: string;
  /** Id of the comparison that the tab showed last; null without one. */
  readonly comparison?: () => string | null;
  /** What was measured earlier in this visit; null where nothing was. */
  readonly probe?: () => Probe | null;
  readonly onEvent: (event: RunEvent) => void;
  readonly createWorker?: () => WorkerLike;
}

const createRunWorker = (): WorkerLike =>
  startEngineWorker(new URL(workerUrl, location.href).href, 'distillery');

/**
 * One worker at a time.
 *
 * ```ts
 * const client = new RunClient({ backend: 'auto', assets, onEvent: console.log });
 * client.open();
 * client.post({ type: 'start', experiment, mode: 'run', restore: null });
 * ```
 */
export class RunClient {
  #worker: WorkerLike | null = null;
  /** Newest saved step that the worker reported: a crash can be restored from it. */
  #savedStep: number | null = null;
  readonly #options: RunClientOptions;

  constructor(options: RunClientOptions) {
    this.#options = options;
  }

  /** Creates the worker if there is none and has it choose a device. */
  open(): void {
    if (this.#worker) return;
    let worker: WorkerLike;
    try {
      worker = (this.#options.createWorker ?? createRunWorker)();
    } catch (error) {
      this.#crashed(messageOf(error));
      return;
    }
    this.#worker = worker;
    // A dead worker's late messages must not speak for its successor.
    const current = (): boolean => this.#worker === worker;
    worker.addEventListener('message', (event) => {
      if (current()) this.#receive((event as MessageEvent<unknown>).data);
    });
    worker.addEventListener('error', (event) => {
      if (current()) this.#crashed((event as ErrorEvent).message || problem('worker-not-loaded'));
    });
    worker.addEventListener('messageerror', () => {
      if (current()) this.#crashed(problem('worker-message-unreadable'));
    });
    const { backend, assets, threads: asked, framed } = this.#options;
    const comparison = this.#options.comparison?.() ?? null;
    const probe = this.#options.probe?.() ?? null;
    this.#send({
      type: 'open',
      backend,
      assets,
      threads: { asked, framed },
      ...(comparison === null ? {} : { comparison }),
      ...(probe === null ? {} : { probe }),
    });
  }

  /** Posts a command, opening a worker first if the last one died. */
  post(command: Command): void {
    this.open();
    this.#send(command);
  }

  /** Ends the worker, whatever it is doing. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #send(command: Command): void {
    this.#worker?.postMessage(command);
  }

  #receive(data: unknown): void {
    let event: RunEvent;
    try {
      event = parseEvent(data);
    } catch (error) {
      const message = messageOf(error);
      this.#options.onEvent({ type: 'notice', problem: problem('worker-message-malformed', { message }) });
      return;
    }
    if (event.type === 'saved') this.#savedStep = event.step;
    // A lost device leaves tensors behind that nothing can use: the next command gets a fresh worker.
    if (event.type === 'failure' && endsWorker(event.failure)) this.close();
    this.#options.onEvent(event);
  }

  #crashed(message: string | Problem): void {
    this.close();
    this.#options.onEvent({
      type: 'failure',
      fatal: true,
      failure: {
        problem: problem('worker-crashed', { message }),
        restorableStep: this.#savedStep,
      },
    });
  }
}
