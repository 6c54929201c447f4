/** Bytes of a file, and their text, piece by piece. */
import { UserError } from '../../errors/user-error';

export interface ReadHooks {
  /** Called between pieces, so that other work on the thread can run. */
  readonly pause: () => Promise<void>;
  /** Bytes read of all bytes that will be read. */
  readonly progress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** @throws UserError when the file is gone */
export async function readBytes(file: Blob, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(from, to).arrayBuffer());
  } catch {
    // The file was moved, changed or deleted after it was chosen.
    throw new UserError('data-gone');
  }
}

/** Always as a stream: at once, Node 20 to 22 read Windows-1252 as ISO-8859-1. */
export const decodePiece = (decoder: TextDecoder, bytes: Uint8Array, last: boolean): string =>
  decoder.decode(bytes, { stream: true }) + (last ? decoder.decode() : '');
