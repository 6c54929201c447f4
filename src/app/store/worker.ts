/** The page's connection to its one worker. */
import { backendFromUrl, RunClient } from '../../run/client';
import type { Command, RunEvent } from '../../run/protocol';
import { t } from '../text/text';
import { notify } from './view';

let client: RunClient | null = null;
let receive: (event: RunEvent) => void = () => {};

/** Events go to `handler` from now on. */
export function handleEvents(handler: (event: RunEvent) => void): void {
  receive = handler;
}

function connection(): RunClient {
  if (client) return client;
  const { backend, unknown } = backendFromUrl(location.search);
  if (unknown !== null) notify([t('notice.unknownBackend', { value: unknown })]);
  const assets = new URL(import.meta.env.BASE_URL, location.href).href;
  client = new RunClient({ backend, assets, onEvent: (event) => receive(event) });
  return client;
}

/** Opens the worker, which then chooses its device. */
export const openWorker = (): void => connection().open();

export const post = (command: Command): void => connection().post(command);
