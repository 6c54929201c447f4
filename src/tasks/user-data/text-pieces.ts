/** The text of a file, piece by piece, with one kind of line end. */
import type { Encoding } from '../../experiment/user-data';
import { decodePiece, type ReadHooks, readBytes } from './bytes';

export type LineEnds = 'none' | 'lf' | 'crlf' | 'cr' | 'mixed';

/** Bytes between two pauses: a step of a run waits until they are parsed. */
const PIECE_BYTES = 1 << 20;

export interface Piece {
  /** Its line ends are single line feeds. */
  readonly text: string;
  readonly last: boolean;
}

/** The text of a file in pieces, without byte order mark; counts the kinds of line ends it has replaced. */
export class TextPieces {
  readonly #file: Blob;
  readonly #encoding: Encoding;
  readonly #hooks: ReadHooks;
  #lf = 0;
  #crlf = 0;
  #cr = 0;

  constructor(file: Blob, encoding: Encoding, hooks: ReadHooks) {
    this.#file = file;
    this.#encoding = encoding;
    this.#hooks = hooks;
  }

  /** State of the text read so far. */
  get lineEnds(): LineEnds {
    const kinds = [
      ['lf', this.#lf],
      ['crlf', this.#crlf],
      ['cr', this.#cr],
    ] as const;
    const found = kinds.filter(([, count]) => count > 0);
    if (found.length > 1) return 'mixed';
    return found[0]?.[0] ?? 'none';
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Piece> {
    const { size } = this.#file;
    const decoder = new TextDecoder(this.#encoding);
    let held = '';
    for (let offset = 0; offset < size; offset += PIECE_BYTES) {
      const last = offset + PIECE_BYTES >= size;
      const bytes = await readBytes(this.#file, offset, offset + PIECE_BYTES);
      let text = held + decodePiece(decoder, bytes, last);
      // A line feed may follow in the next piece.
      held = !last && text.endsWith('\r') ? '\r' : '';
      text = this.#withLineFeeds(held === '' ? text : text.slice(0, -1));
      yield { text, last };
      this.#hooks.progress?.((size + Math.min(size, offset + PIECE_BYTES)) / 2, size);
      await this.#hooks.pause();
      this.#hooks.signal?.throwIfAborted();
    }
  }

  #withLineFeeds(text: string): string {
    const crlf = occurrences(text, '\r\n');
    this.#crlf += crlf;
    this.#cr += occurrences(text, '\r') - crlf;
    this.#lf += occurrences(text, '\n') - crlf;
    return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  }
}

/** How often a text occurs in another. */
export function occurrences(text: string, sought: string): number {
  let count = 0;
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + sought.length)) count += 1;
  return count;
}
