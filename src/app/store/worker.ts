/** The page's one worker. What speaks to it is loaded after the first frame; commands wait for it. */
import { problem } from '../../errors/problems';
import type { RunClient } from '../../run/client';
import type { Command, RunEvent } from '../../run/protocol';

let client: RunClient | null = null;
let loading: Promise<RunClient> | null = null;
/** The page is in the back–forward cache, or on its way there. */
let left = false;
let receive: (event: RunEvent) => void = () => {};

/** Events go to `handler` from now on. */
export function handleEvents(handler: (event: RunEvent) => void): void {
  receive = handler;
}

async function load(): Promise<RunClient> {
  try {
    const { connect } = await import('./connection');
    client = connect((event) => receive(event));
    return client;
  } catch (error) {
    receive({
      type: 'failure',
      fatal: true,
      failure: {
        problem: problem('worker-crashed', { message: problem('worker-not-loaded') }),
        restorableStep: null,
      },
    });
    throw error;
  } finally {
    // The next command tries again.
    loading = null;
  }
}

/** Has the client do something, as soon as it is there and in the order of the calls. */
function withClient(act: (client: RunClient) => void): void {
  if (client) {
    act(client);
    return;
  }
  loading ??= load();
  loading.then(
    (loaded) => {
      if (!left) act(loaded);
    },
    // Said once, however many commands were waiting.
    () => {},
  );
}

/** Opens the worker, which then chooses its device. */
export const openWorker = (): void => withClient((opened) => opened.open());

export function post(command: Command): void {
  if (!left) withClient((opened) => opened.post(command));
}

/**
 * Ends the worker when the browser keeps the page for Back and Forward, and loads the page anew when it comes back. WebKit
 * keeps the worker too, with the lock on its run, which no other page could then resume.
 */
export function endWorkerWithPage(): void {
  window.addEventListener('pagehide', ({ persisted }) => {
    if (!persisted) return;
    left = true;
    client?.close();
  });
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload();
  });
}
