/** Files that the site ships beside its scripts, fetched when they are needed. */
import { UserError } from '../../errors/user-error';
import { orAborted } from './or-aborted';

/** A download that gets no byte for so long has failed. */
const STALLED_AFTER_S = 20;

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** Called for each piece that arrives. `total` is 0 when the server does not say. */
  readonly onBytes?: (done: number, total: number) => void;
}

/**
 * @param assets absolute URL of the folder that the files lie under
 * @param file path in that folder, named in the sentence of a failure
 * @throws UserError when the network or the server fails, or the transfer breaks off or stalls
 * @throws the reason of `signal`
 */
export async function download(assets: string, file: string, options: DownloadOptions): Promise<Uint8Array> {
  const { signal, onBytes = () => {} } = options;
  signal.throwIfAborted();
  const transfer = new AbortController();
  const stop = (): void => transfer.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  let stalled: ReturnType<typeof setTimeout> | undefined;
  const arrived = (): void => {
    clearTimeout(stalled);
    stalled = setTimeout(
      () => transfer.abort(new UserError('download-stalled', { file, seconds: STALLED_AFTER_S })),
      STALLED_AFTER_S * 1000,
    );
  };
  const attempt = async <T>(part: Promise<T>, code: 'download-failed' | 'download-broken'): Promise<T> => {
    try {
      const result = await orAborted(part, transfer.signal);
      arrived();
      return result;
    } catch {
      transfer.signal.throwIfAborted();
      throw new UserError(code, { file });
    }
  };
  try {
    arrived();
    const response = await attempt(
      fetch(new URL(file, assets).href, { signal: transfer.signal }),
      'download-failed',
    );
    if (!response.ok) throw new UserError('download-status', { file, status: response.status });
    return await readBody(response, (part) => attempt(part, 'download-broken'), onBytes);
  } finally {
    clearTimeout(stalled);
    signal.removeEventListener('abort', stop);
  }
}

async function readBody(
  response: Response,
  attempt: <T>(part: Promise<T>) => Promise<T>,
  onBytes: (done: number, total: number) => void,
): Promise<Uint8Array> {
  // A compressed transfer announces its compressed length, which says nothing about what arrives here.
  const total = response.headers.has('content-encoding')
    ? 0
    : Number(response.headers.get('content-length') ?? 0);
  if (!response.body) return new Uint8Array(await attempt(response.arrayBuffer()));
  const chunks: Uint8Array[] = [];
  let done = 0;
  const reader = response.body.getReader();
  for (let part = await attempt(reader.read()); !part.done; part = await attempt(reader.read())) {
    chunks.push(part.value);
    done += part.value.length;
    onBytes(done, Math.max(total, done));
  }
  const bytes = new Uint8Array(done);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
