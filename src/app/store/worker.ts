/** The page's connection to its one worker. */
import { backendFromUrl, RunClient, threadsFromUrl } from '../../run/client';
import type { Command, RunEvent } from '../../run/protocol';
import { recallInTab } from '../browser/session-storage';
import { usePresentation } from './presentation/state';
import { recallProbe } from './probe';
import { notify } from './view';

let client: RunClient | null = null;
/** The page is in the back–forward cache, or on its way there. */
let left = false;
let receive: (event: RunEvent) => void = () => {};

/** Events go to `handler` from now on. */
export function handleEvents(handler: (event: RunEvent) => void): void {
  receive = handler;
}

const isEmbedded = (): boolean => usePresentation.getState().view === 'embed';

function connection(): RunClient {
  if (client) return client;
  const { backend, unknown } = backendFromUrl(location.search);
  if (unknown !== null) notify([{ key: 'notice.unknownBackend', values: { value: unknown } }]);
  const { threads, unknown: unknownThreads } = threadsFromUrl(location.search);
  if (unknownThreads !== null) {
    notify([{ key: 'notice.unknownThreads', values: { value: unknownThreads } }]);
  }
  const assets = new URL(import.meta.env.BASE_URL, location.href).href;
  client = new RunClient({
    // In somebody else's page the processor is not ours alone.
    ...{ backend, threads: threads ?? (isEmbedded() ? 1 : null), framed: window.top !== window },
    ...{ assets, comparison: () => recallInTab('comparison'), probe: recallProbe },
    onEvent: (event) => receive(event),
  });
  return client;
}

/** Opens the worker, which then chooses its device. */
export const openWorker = (): void => connection().open();

export function post(command: Command): void {
  if (!left) connection().post(command);
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
