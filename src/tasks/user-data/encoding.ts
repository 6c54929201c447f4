/** The encoding of a file: by byte order mark, else UTF-8 where most of it is valid, else by statistics. */
import { UserError } from '../../errors/user-error';
import { type Encoding, USER_DATA_LIMITS as LIMITS } from '../../experiment/user-data';
import { decodePiece, type ReadHooks, readBytes } from './bytes';

/** Bytes between two pauses, some tens of milliseconds of work: a step of a run waits for one such piece. */
const PIECE_BYTES = 1 << 22;
/** Most control characters, as a share of all, in a file that is text. */
const MOST_CONTROL = 0.005;
/** Share of NUL characters from which a file without a byte order mark may be UTF-16. */
const NULS_OF_UTF16 = 0.02;
/** Share of the NULs that are at offsets of one parity then. */
const ONE_PARITY = 0.95;
/** Bytes that the statistics look at. */
const SAMPLE_BYTES = 1 << 16;

/** Undecodable characters, as a share of those above U+007F, in a damaged file that is read in the right encoding. */
const DAMAGE = 0.05;

const NUL = 0;
const LINE_FEED = 10;
const ESCAPE = 27;
const REPLACEMENT = 0xfffd;

const SIGNATURES: readonly {
  readonly bytes: readonly number[];
  readonly problem: 'data-archive' | 'data-pdf';
}[] = [
  // zip, which xlsx, docx and ods are as well
  { bytes: [0x50, 0x4b, 0x03, 0x04], problem: 'data-archive' },
  { bytes: [0x1f, 0x8b], problem: 'data-archive' },
  { bytes: [0x25, 0x50, 0x44, 0x46, 0x2d], problem: 'data-pdf' },
];

const MARKS: readonly { readonly bytes: readonly number[]; readonly encoding: Encoding }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
];

export interface DetectedEncoding {
  readonly encoding: Encoding;
  /** Whether statistics decided. */
  readonly guessed: boolean;
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10;

const begins = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, at) => bytes[at] === byte);

/**
 * @param chosen by the user; null to detect it
 * @throws UserError for files that are too big, empty or not text
 */
export async function detectEncoding(
  file: Blob,
  chosen: Encoding | null,
  hooks: ReadHooks,
): Promise<DetectedEncoding> {
  if (file.size > LIMITS.bytes)
    throw new UserError('data-too-big', { size: megabytes(file.size), limit: megabytes(LIMITS.bytes) });
  const head = await readBytes(file, 0, 8);
  const known = SIGNATURES.find(({ bytes }) => begins(head, bytes));
  if (known) throw new UserError(known.problem);
  // An encoding that the user chose is used, control characters or not.
  if (chosen) return { encoding: chosen, guessed: false };
  const marked = MARKS.find(({ bytes }) => begins(head, bytes))?.encoding ?? null;
  const census = await takeCensus(file, marked ?? 'utf-8', hooks);
  if (!census.content) throw new UserError('data-no-content');
  if (marked) {
    if (isBinary(census)) throw new UserError('data-binary');
    return { encoding: marked, guessed: false };
  }
  if (census.nuls > NULS_OF_UTF16 * census.characters) return unmarkedUtf16(file, census.nulsAt, hooks);
  // Valid UTF-8 sequences hardly ever occur by chance: a few invalid bytes among them are damage.
  const isUtf8 = census.undecodable <= census.nonAscii && !census.escapes;
  if (isUtf8 && !isBinary(census)) return { encoding: 'utf-8', guessed: false };
  const { legacyEncodings } = await import('./legacy-encoding');
  return { encoding: await mostReadable(file, legacyEncodings(census.sample), hooks), guessed: true };
}

/** Counts of what a file holds when it is decoded in one encoding. */
interface Census {
  readonly characters: number;
  /** Control characters other than NUL, white space and the escape of ISO-2022. */
  readonly control: number;
  readonly nuls: number;
  /** NUL bytes at even and at odd offsets. */
  readonly nulsAt: readonly [even: number, odd: number];
  /** Decoded characters above U+007F. */
  readonly nonAscii: number;
  /** U+FFFD, which invalid bytes decode to. */
  readonly undecodable: number;
  /** Escape sequences of ISO-2022. */
  readonly escapes: boolean;
  readonly content: boolean;
  /** Lines with bytes above 127 or with escape sequences. */
  readonly sample: Uint8Array;
}

const isBinary = ({ characters, control, nuls }: Census): boolean =>
  control + nuls > MOST_CONTROL * characters;

/** @param first the first look at the file: reports progress, and gives up as soon as it is no text */
async function takeCensus(file: Blob, encoding: Encoding, hooks: ReadHooks, first = true): Promise<Census> {
  const decoder = new TextDecoder(encoding);
  const counts = { characters: 0, control: 0, nuls: 0, nonAscii: 0, undecodable: 0 };
  const nulsAt: [number, number] = [0, 0];
  const sample: number[] = [];
  let escapes = false;
  let content = false;
  for (let offset = 0; offset < file.size; offset += PIECE_BYTES) {
    const bytes = await readBytes(file, offset, offset + PIECE_BYTES);
    const text = decodePiece(decoder, bytes, offset + PIECE_BYTES >= file.size);
    countCharacters(text, counts);
    if (counts.nuls > 0) countNuls(bytes, nulsAt);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of ISO-2022 begin with one
    escapes ||= /\u001b[$(]/.test(text);
    content ||= text.trim() !== '';
    sampleLines(bytes, sample);
    const noText = counts.control > 2 * MOST_CONTROL * counts.characters && counts.nuls === 0 && !escapes;
    if (first && noText) {
      throw new UserError('data-binary');
    }
    if (first) hooks.progress?.(Math.min(file.size, offset + PIECE_BYTES) / 2, file.size);
    await hooks.pause();
    hooks.signal?.throwIfAborted();
  }
  return { ...counts, nulsAt, escapes, content, sample: Uint8Array.from(sample) };
}

type Counts = { characters: number; control: number; nuls: number; nonAscii: number; undecodable: number };

function countCharacters(text: string, counts: Counts): void {
  counts.characters += text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 160) {
      if (unit === REPLACEMENT) counts.undecodable += 1;
      else counts.nonAscii += 1;
    } else if (unit >= 127) counts.control += 1;
    else if (unit === NUL) counts.nuls += 1;
    else if (unit < 32 && unit !== 27 && (unit < 9 || unit > 13)) counts.control += 1;
  }
}

function countNuls(bytes: Uint8Array, at: [number, number]): void {
  for (let offset = 0; offset < bytes.length; offset++) {
    if (bytes[offset] === NUL) at[(offset & 1) as 0 | 1] += 1;
  }
}

/** Adds lines with bytes that are not plain ASCII, as far as there is room. */
function sampleLines(bytes: Uint8Array, sample: number[]): void {
  for (let start = 0; start < bytes.length && sample.length < SAMPLE_BYTES; ) {
    const lineFeed = bytes.indexOf(LINE_FEED, start);
    const end = lineFeed < 0 ? bytes.length : lineFeed + 1;
    const line = bytes.subarray(start, Math.min(end, start + SAMPLE_BYTES));
    if (line.some((byte) => byte > 127 || byte === ESCAPE)) sample.push(...line.subarray(0, 4096));
    start = end;
  }
}

/** UTF-16 without a byte order mark: the NULs of its ASCII characters are all at odd or all at even offsets. */
async function unmarkedUtf16(
  file: Blob,
  [even, odd]: Census['nulsAt'],
  hooks: ReadHooks,
): Promise<DetectedEncoding> {
  const encoding = odd > even ? 'utf-16le' : 'utf-16be';
  const census = await takeCensus(file, encoding, hooks, false);
  const oneParity = Math.max(even, odd) >= ONE_PARITY * (even + odd);
  if (!oneParity || census.undecodable > MOST_CONTROL * census.characters || isBinary(census)) {
    throw new UserError('data-binary');
  }
  return { encoding, guessed: true };
}

/** The first encoding that decodes nearly all of the file without control characters, else the one that fails least. */
async function mostReadable(file: Blob, encodings: readonly Encoding[], hooks: ReadHooks): Promise<Encoding> {
  let best: { encoding: Encoding; faults: number } | null = null;
  for (const encoding of encodings) {
    const census = await takeCensus(file, encoding, hooks, false);
    const faults = census.undecodable + census.control + census.nuls;
    if (faults <= DAMAGE * census.nonAscii) return encoding;
    if (!isBinary(census) && (!best || faults < best.faults)) best = { encoding, faults };
  }
  if (!best) throw new UserError('data-binary');
  return best.encoding;
}
