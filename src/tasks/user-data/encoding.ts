/** Bytes of a file as text, piece by piece: which encoding, one kind of line end, and whether it is text at all. */
import { USER_DATA_LIMITS as LIMITS } from '../../experiment/user-data';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
export type LineEnds = 'none' | 'lf' | 'crlf' | 'cr' | 'mixed';

/** Why data cannot be read at all. The page has a sentence for each. */
export type DataProblem =
  | 'too-big'
  | 'no-content'
  | 'binary'
  | 'archive'
  | 'pdf'
  | 'gone'
  | 'one-column'
  | 'no-rows'
  | 'record-too-long';

/** Data that cannot be read; `values` fill the sentence of its code. */
export class DataError extends Error {
  override readonly name = 'DataError';
  readonly code: DataProblem;
  readonly values: Readonly<Record<string, string | number>>;

  constructor(code: DataProblem, values: Readonly<Record<string, string | number>> = {}) {
    super(`the data cannot be read: ${code}`);
    this.code = code;
    this.values = values;
  }
}

export interface ReadHooks {
  /** Called between pieces: lets whatever else shares the thread go on. */
  readonly pause: () => Promise<void>;
  /** Bytes read of all bytes that will be read. */
  readonly progress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Some tens of milliseconds of work each: what a step of a run has to wait. Not less, because a step of the run goes
 * between any two, and that is what the file has to wait. Only to look at bytes takes less than to parse them.
 */
const LOOK_BYTES = 1 << 22;
const PIECE_BYTES = 1 << 20;
/** Control characters in text are rare; in other files they are not. */
const MOST_CONTROL = 0.005;

const SIGNATURES: readonly { readonly bytes: readonly number[]; readonly problem: DataProblem }[] = [
  // zip, which xlsx, docx and ods are as well
  { bytes: [0x50, 0x4b, 0x03, 0x04], problem: 'archive' },
  { bytes: [0x1f, 0x8b], problem: 'archive' },
  { bytes: [0x25, 0x50, 0x44, 0x46, 0x2d], problem: 'pdf' },
];

const begins = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, at) => bytes[at] === byte);

/**
 * The encoding of a file: by its byte order mark, else UTF-8 where all of it is valid UTF-8, else Windows-1252.
 *
 * @throws DataError for files that are too big, empty or not text
 */
export async function detectEncoding(file: Blob, hooks: ReadHooks): Promise<Encoding> {
  if (file.size > LIMITS.bytes) throw new DataError('too-big', { size: file.size, limit: LIMITS.bytes });
  const head = await read(file, 0, 8);
  const known = SIGNATURES.find(({ bytes }) => begins(head, bytes));
  if (known) throw new DataError(known.problem);
  const marked: Encoding | null = begins(head, [0xff, 0xfe])
    ? 'utf-16le'
    : begins(head, [0xfe, 0xff])
      ? 'utf-16be'
      : null;
  const candidates: readonly Encoding[] = marked ? [marked] : ['utf-8', 'windows-1252'];
  for (const encoding of candidates) {
    if (await isText(file, encoding, encoding === 'utf-8', hooks)) return encoding;
  }
  throw new DataError('binary');
}

/**
 * Reads all of it once. False for bytes that are not of this encoding, where `strict`.
 * @throws DataError for what is not text in it
 */
async function isText(file: Blob, encoding: Encoding, strict: boolean, hooks: ReadHooks): Promise<boolean> {
  const decoder = new TextDecoder(encoding, { fatal: strict });
  let characters = 0;
  let control = 0;
  let content = false;
  for (let offset = 0; offset < file.size; offset += LOOK_BYTES) {
    const bytes = await read(file, offset, offset + LOOK_BYTES);
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: offset + LOOK_BYTES < file.size });
    } catch {
      return false;
    }
    characters += text.length;
    control += controlCharacters(text);
    content ||= text.trim() !== '';
    if (control > MOST_CONTROL * characters) throw new DataError('binary');
    hooks.progress?.(Math.min(file.size, offset + LOOK_BYTES) / 2, file.size);
    await hooks.pause();
    hooks.signal?.throwIfAborted();
  }
  if (!content) throw new DataError('no-content');
  return true;
}

/** Control characters other than tab, line feed, form feed and carriage return. */
function controlCharacters(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 32 ? unit !== 9 && unit !== 10 && unit !== 12 && unit !== 13 : unit >= 127 && unit < 160)
      count++;
  }
  return count;
}

async function read(file: Blob, from: number, to: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(from, to).arrayBuffer());
  } catch {
    // The file was moved, changed or deleted after it was chosen.
    throw new DataError('gone');
  }
}

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

  /** Of what has been read so far. */
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
      const bytes = await read(this.#file, offset, offset + PIECE_BYTES);
      let text = held + decoder.decode(bytes, { stream: !last });
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
