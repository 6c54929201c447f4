/** Zip archives, read as if they came from an enemy. */
import { Inflate, type Zippable, zipSync } from 'fflate';
import { UserError } from '../../errors/user-error';

/** Bytes that are read at most, of one import in all. A model of the largest size has 30 MB. */
export const LONGEST_INPUT = 64 * 2 ** 20;
const MOST_ENTRIES = 1_000;
/** Compressed bytes unpacked at a time. Deflate makes at most a thousandfold of them: what a bomb gets is 17 MB. */
const PIECE = 2 ** 14;

/** Packs files into one folder. Parameters hardly compress, so they are stored as they are. */
export function zip(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  modified: Date,
): Uint8Array<ArrayBuffer> {
  const contents: Zippable = {};
  for (const [name, bytes] of files) {
    contents[`${folder}/${name}`] = [
      bytes,
      { level: name.endsWith('.safetensors') ? 0 : 6, mtime: modified },
    ];
  }
  return zipSync(contents);
}

/** For files beyond `LONGEST_INPUT`. */
export const tooLarge = (): UserError =>
  new UserError('files-too-large', { megabytes: LONGEST_INPUT / 2 ** 20 });

interface Entry {
  readonly path: readonly string[];
  readonly method: number;
  readonly crc: number;
  readonly packed: Uint8Array;
  readonly size: number;
}

/**
 * Unpacks those files of an archive whose names are wanted, by their names without folders. Of two with the same name the
 * one nearer to the top counts.
 *
 * @param budget unpacked bytes at most
 * @throws UserError when it is damaged, cut off, encrypted, or larger than it may be
 */
export function unzip(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
  budget = LONGEST_INPUT,
): Map<string, Uint8Array> {
  const wanted = new Map<string, Entry>();
  for (const entry of entriesOf(bytes)) {
    const name = entry.path.at(-1) ?? '';
    // macOS adds a shadow of every file.
    if (entry.path[0] === '__MACOSX' || !isWanted(name)) continue;
    const known = wanted.get(name);
    if (!known || entry.path.length < known.path.length) wanted.set(name, entry);
  }
  // Unpacking enforces the declared size of an entry, so this bounds the memory.
  const total = [...wanted.values()].reduce((sum, { size }) => sum + size, 0);
  if (total > budget) throw tooLarge();
  return new Map([...wanted].map(([name, entry]) => [name, unpack(name, entry)]));
}

/** A file of an archive that is not unpacked yet. */
export interface ArchivedFile {
  /** Names of its folders and its own, in order. */
  readonly path: readonly string[];
  /** Unpacked, in bytes; `unpack` gives no more. */
  readonly size: number;
  /** @throws UserError when it is damaged or packed in another way */
  readonly unpack: () => Uint8Array<ArrayBuffer>;
}

/**
 * All files of an archive, to be unpacked one at a time.
 * @param most files that it may hold
 * @throws UserError when its list of files cannot be read, is longer, or has encrypted ones
 */
export const filesIn = (bytes: Uint8Array, most: number): ArchivedFile[] =>
  entriesOf(bytes, most)
    .filter(({ path }) => path.at(-1) !== '')
    .map((entry) => ({
      path: entry.path,
      size: entry.size,
      unpack: () => unpack(entry.path.at(-1) ?? '', entry),
    }));

/**
 * The names of all files in an archive, without folders.
 * @throws UserError when its list of files cannot be read
 */
export const namesIn = (bytes: Uint8Array): string[] => entriesOf(bytes).map(({ path }) => path.at(-1) ?? '');

const END = { signature: 0x06054b50, bytes: 22, longestComment: 0xffff } as const;
const CENTRAL = { signature: 0x02014b50, bytes: 46 } as const;
const LOCAL = { signature: 0x04034b50, bytes: 30 } as const;
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;

const damaged = (): UserError => new UserError('archive-damaged');

/** The archive's own list of files, at its end (PKWARE APPNOTE 4.3). Without Zip64. */
function entriesOf(bytes: Uint8Array, most = MOST_ENTRIES): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  if (count > most) throw new UserError('archive-too-many-files', { limit: most });
  const entries: Entry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL.bytes > end || view.getUint32(at, true) !== CENTRAL.signature) throw damaged();
    const nameEnd = at + CENTRAL.bytes + view.getUint16(at + 28, true);
    const path = new TextDecoder().decode(bytes.slice(at + CENTRAL.bytes, nameEnd)).split(/[\\/]/);
    if (view.getUint16(at + 8, true) & ENCRYPTED) throw new UserError('archive-encrypted');
    const start = dataStart(view, view.getUint32(at + 42, true));
    const packed = bytes.subarray(start, start + view.getUint32(at + 20, true));
    if (packed.length !== view.getUint32(at + 20, true)) throw damaged();
    entries.push({
      path,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed,
      size: view.getUint32(at + 24, true),
    });
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function endOf(view: DataView): number {
  const last = view.byteLength - END.bytes;
  for (let at = last; at >= 0 && at >= last - END.longestComment; at--) {
    if (view.getUint32(at, true) === END.signature) return at;
  }
  throw new UserError('archive-incomplete');
}

function dataStart(view: DataView, header: number): number {
  if (header + LOCAL.bytes > view.byteLength || view.getUint32(header, true) !== LOCAL.signature) {
    throw damaged();
  }
  return header + LOCAL.bytes + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
}

function unpack(name: string, { method, packed, size, crc }: Entry): Uint8Array<ArrayBuffer> {
  const broken = new UserError('archive-file-damaged', { file: [name] });
  let bytes: Uint8Array<ArrayBuffer>;
  if (method === STORED) bytes = packed.slice();
  else if (method === DEFLATED) bytes = inflate(packed, size, broken);
  else throw new UserError('archive-file-packing', { file: [name] });
  if (bytes.length !== size || crc32(bytes) !== crc) throw broken;
  return bytes;
}

/** Gives up as soon as there is more than the announced size. */
function inflate(packed: Uint8Array, size: number, broken: UserError): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let done = 0;
  const inflater = new Inflate((chunk) => {
    if (done + chunk.length > size) throw broken;
    bytes.set(chunk, done);
    done += chunk.length;
  });
  try {
    for (let at = 0; at < packed.length; at += PIECE) {
      inflater.push(packed.subarray(at, at + PIECE), at + PIECE >= packed.length);
    }
  } catch {
    throw broken;
  }
  return bytes.subarray(0, done);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder;
});

/** CRC-32 as zip has it (reflected, polynomial 0x04c11db7). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) {
    crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ (bytes[i] ?? 0)) & 255] ?? 0);
  }
  return ~crc >>> 0;
}
