/**
 * Threads of the engine, started by the page on behalf of the worker that computes. `new Worker` in a worker does not
 * return in some visits with Firefox 153, about one in a hundred on a busy computer, and the worker then answers nothing.
 */
import type { ThreadWorker } from '../ops/engine/threads';

/** Asks for a thread; its messages and the worker's travel over the port. */
interface ThreadRequest {
  /** URL of the thread's script. */
  readonly thread: string;
  readonly port: MessagePort;
}

/** Beside the messages of the thread itself, which are passed on as they are. */
const FAILED = 'thread-failed';
const END = 'thread-end';

const isRequest = (data: unknown): data is ThreadRequest =>
  typeof data === 'object' && data !== null && 'thread' in data;

/**
 * The page's side: starts a thread whenever the worker asks for one. Requests reach no other listener.
 * @returns the worker, which ends its threads when it is terminated
 */
export function serveThreads<W extends ThreadWorker>(
  worker: W,
  start: (address: string, name: string) => ThreadWorker,
): W {
  const threads = new Set<ThreadWorker>();
  worker.addEventListener('message', (event) => {
    const { data } = event as MessageEvent<unknown>;
    if (!isRequest(data)) return;
    event.stopImmediatePropagation();
    const { port } = data;
    const thread = start(data.thread, 'engine');
    threads.add(thread);
    const end = (): void => {
      thread.terminate();
      threads.delete(thread);
      port.close();
    };
    thread.addEventListener('message', ({ data }) => port.postMessage(data));
    thread.addEventListener('error', () => port.postMessage(FAILED));
    port.onmessage = ({ data }: MessageEvent<unknown>) => (data === END ? end() : thread.postMessage(data));
  });
  const terminate = worker.terminate.bind(worker);
  worker.terminate = () => {
    terminate();
    for (const thread of threads) thread.terminate();
    threads.clear();
  };
  return worker;
}

/** The worker's side: a thread that the page starts. */
class RelayedThread extends EventTarget implements ThreadWorker {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      this.dispatchEvent(data === FAILED ? new Event('error') : new MessageEvent('message', { data }));
    };
  }

  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }

  terminate(): void {
    this.#port.postMessage(END);
    this.#port.close();
  }
}

/**
 * Asks the page for a thread of the engine.
 * @param address URL of its script
 * @param post sends to the page
 */
export function requestThread(
  address: string,
  post: (request: ThreadRequest, transfer: Transferable[]) => void,
): ThreadWorker {
  const { port1, port2 } = new MessageChannel();
  post({ thread: address, port: port2 }, [port2]);
  return new RelayedThread(port1);
}
