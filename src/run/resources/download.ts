/** Files that the site ships beside its scripts, fetched when they are needed. */

/** A file could not be fetched: the network, or the server. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  /** What the server answered; null when it did not. */
  readonly status: number | null;

  constructor(message: string, status: number | null = null) {
    super(message);
    this.status = status;
  }
}

/**
 * @param what named in the sentence of a failure, for example `The teacher`
 * @throws DownloadError when the network or the server fails
 */
export async function get(url: string, what: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch {
    throw new DownloadError(
      `${what} could not be downloaded: the network did not answer. Check the connection, then start again.`,
    );
  }
  if (!response.ok) {
    throw new DownloadError(
      `${what} could not be downloaded: the server answered ${response.status}. Try again later, or reload the page.`,
      response.status,
    );
  }
  return response;
}

/**
 * Reads a body piece by piece, telling how far it is. `total` is 0 when the server does not say.
 * @throws DownloadError when the transfer breaks off
 */
export async function readBody(
  response: Response,
  what: string,
  onBytes: (done: number, total: number) => void,
): Promise<Uint8Array> {
  // A compressed transfer announces its compressed length, which says nothing about what arrives here.
  const total = response.headers.has('content-encoding')
    ? 0
    : Number(response.headers.get('content-length') ?? 0);
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let done = 0;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const part = await reader.read();
      if (part.done) break;
      chunks.push(part.value);
      done += part.value.length;
      onBytes(done, Math.max(total, done));
    }
  } catch {
    throw new DownloadError(
      `${what} did not arrive in full: the download broke off. Check the connection, then start again.`,
    );
  }
  const bytes = new Uint8Array(done);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
