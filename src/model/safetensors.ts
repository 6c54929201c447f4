/**
 * The safetensors file format: eight bytes of header length, a JSON header, then the numbers.
 *
 * Reading treats the file as hostile: every length, shape and offset is checked before it is used, and whatever is wrong
 * becomes a `UserError`. As in the reference implementation the tensors must
 * cover the data exactly, without gaps and overlaps. Numbers are little-endian, as is every machine
 * that runs a browser today.
 */
import { UserError } from '../errors/user-error';
import { otherKind } from './file-kind';
import { decodeHalf, encodeHalf } from './half';

/** Types of numbers that are written. */
export type Dtype = 'F32' | 'F16';
/** Types of numbers that are read: as float32, which holds BF16 exactly and F64 rounded to nearest even. */
export type ReadableDtype = Dtype | 'BF16' | 'F64';

export interface StoredTensor {
  /** How the file holds the numbers; `data` is float32 in any case. */
  readonly dtype: ReadableDtype;
  readonly shape: number[];
  /** Row-major. A view of the file's bytes where they are aligned, else a copy. */
  readonly data: Float32Array;
}

export interface Safetensors {
  readonly metadata: Record<string, string>;
  readonly tensors: Map<string, StoredTensor>;
}

export interface ReadLimits {
  /** Longest JSON header in bytes; 1 MiB by default. */
  readonly headerBytes?: number;
  /** Most tensors; 10,000 by default. */
  readonly tensors?: number;
  /** Which tensors are read; all unless given. Others may be of any type of the format, and are only checked for their place. */
  readonly wanted?: (name: string) => boolean;
  /** Name of the file, for sentences. */
  readonly name?: string;
  /** Refuse a file with NaN or ±Infinity in it. */
  readonly assertFinite?: boolean;
}

const LENGTH_BYTES = 8;
const ALIGNMENT = 8;
const MOST_DIMENSIONS = 8;
const BYTES: Readonly<Record<ReadableDtype, number>> = { F32: 4, F16: 2, BF16: 2, F64: 8 };
/** Bits of the other types of the format. */
const OTHER_BITS: Readonly<Record<string, number>> = {
  ...{ BOOL: 8, U8: 8, I8: 8, U16: 16, I16: 16, U32: 32, I32: 32, U64: 64, I64: 64, C64: 64 },
  ...{ F8_E4M3: 8, F8_E5M2: 8, F8_E8M0: 8, F6_E2M3: 6, F6_E3M2: 6, F4: 4 },
};
const METADATA = '__metadata__';

/**
 * Reads a file.
 *
 * @throws UserError for anything malformed or beyond the limits, and nothing else
 */
export function readSafetensors(bytes: Uint8Array | ArrayBuffer, limits: ReadLimits = {}): Safetensors {
  const file = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  const other = otherKind(file, limits.name ?? 'model.safetensors');
  if (other) throw other;
  const { header, data } = splitFile(file, limits.headerBytes ?? 2 ** 20);
  const { [METADATA]: metadata, ...described } = header;
  const names = Object.keys(described);
  if (names.length > (limits.tensors ?? 10_000)) {
    throw new UserError('safetensors-too-many-tensors', { count: names.length });
  }
  const entries = names.map((name) => parseEntry(name, described[name]));
  assertCovered(entries, data.byteLength);

  const tensors = new Map<string, StoredTensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    if (limits.wanted && !limits.wanted(name)) continue;
    if (!isReadable(dtype)) throw new UserError('tensor-type', { tensor: [name], type: [dtype] });
    const values = decode(data.subarray(begin, end), dtype);
    if (limits.assertFinite === true && !values.every(Number.isFinite)) {
      throw new UserError('tensor-not-finite', { tensor: [name] });
    }
    tensors.set(name, { dtype, shape, data: values });
  }
  return { metadata: parseMetadata(metadata), tensors };
}

function splitFile(
  file: Uint8Array,
  longestHeader: number,
): { header: Readonly<Record<string, unknown>>; data: Uint8Array } {
  if (file.byteLength < LENGTH_BYTES) {
    throw new UserError('safetensors-too-short');
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > longestHeader) throw new UserError('safetensors-header-too-long', { limit: longestHeader });
  if (length > file.byteLength - LENGTH_BYTES) {
    throw new UserError('safetensors-header-cut-off');
  }
  const data = file.subarray(LENGTH_BYTES + length);
  return { header: parseHeader(file.subarray(LENGTH_BYTES, LENGTH_BYTES + length)), data };
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let text: string;
  let header: unknown;
  try {
    // A copy, because a decoder refuses views of shared memory.
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.slice());
    header = JSON.parse(text);
  } catch {
    throw new UserError('safetensors-header-not-json');
  }
  if (!isRecord(header)) throw new UserError('safetensors-header-not-a-table');
  const repeated = repeatedKey(text);
  if (repeated !== undefined) {
    throw new UserError('safetensors-key-repeated', { key: [repeated] });
  }
  return header;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A key that occurs twice in one object, which JSON.parse hides. The text is known to be valid JSON. */
function repeatedKey(json: string): string | undefined {
  // One set a brace that is open; arrays have no keys and need no entry.
  const open: Set<string>[] = [];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '{') open.push(new Set());
    else if (character === '}') open.pop();
    else if (character === '"') {
      const start = at++;
      while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
      if (!isBeforeColon(json, at + 1)) continue;
      const key = String(JSON.parse(json.slice(start, at + 1)));
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
}

function isBeforeColon(json: string, start: number): boolean {
  let at = start;
  while (at < json.length && ' \t\r\n'.includes(json.charAt(at))) at++;
  return json[at] === ':';
}

interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: number[];
  /** Bytes from the start of the data. */
  readonly begin: number;
  readonly end: number;
}

function parseEntry(name: string, value: unknown): Entry {
  if (!isRecord(value)) throw new UserError('tensor-not-described', { tensor: [name] });
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string') throw new UserError('tensor-not-described', { tensor: [name] });
  if (!isSizes(shape) || shape.length > MOST_DIMENSIONS) {
    throw new UserError('tensor-shape-impossible', { tensor: [name] });
  }
  const [begin, end] = isSizes(offsets) && offsets.length === 2 ? offsets : [];
  if (begin === undefined || end === undefined || begin > end) {
    throw new UserError('tensor-offsets', { tensor: [name] });
  }
  const bits = isReadable(dtype) ? 8 * BYTES[dtype] : OTHER_BITS[dtype];
  if (bits === undefined) throw new UserError('tensor-type', { tensor: [name], type: [dtype] });
  if (byteSize(shape, bits / 8) !== end - begin) {
    throw new UserError('tensor-size', { tensor: [name], bytes: end - begin });
  }
  return { name, dtype, shape, begin, end };
}

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);

/** May be inexact or infinite for absurd shapes; those are larger than any file, which is all that matters. */
const byteSize = (shape: readonly number[], bytes: number): number =>
  shape.reduce((product, size) => product * size, bytes);

const isReadable = (dtype: string): dtype is ReadableDtype => Object.hasOwn(BYTES, dtype);

function assertCovered(entries: readonly Entry[], length: number): void {
  const inOrder = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of inOrder) {
    if (end > length) {
      throw new UserError('tensor-cut-off', { tensor: [name] });
    }
    if (begin < covered) throw new UserError('tensor-overlaps', { tensor: [name] });
    if (begin > covered) throw new UserError('tensor-after-gap', { tensor: [name] });
    covered = end;
  }
  if (covered !== length) throw new UserError('safetensors-unused-bytes');
}

function parseMetadata(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  const wrong = new UserError('safetensors-metadata');
  if (!isRecord(value)) throw wrong;
  // fromEntries defines own properties, so a key `__proto__` stays a key.
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => {
      if (typeof text !== 'string') throw wrong;
      return [key, text];
    }),
  );
}

function decode(bytes: Uint8Array, dtype: ReadableDtype): Float32Array {
  const { buffer, byteOffset, byteLength } =
    bytes.byteOffset % BYTES[dtype] === 0 ? bytes : new Uint8Array(bytes);
  const count = byteLength / BYTES[dtype];
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer, byteOffset, count);
    case 'F16':
      return decodeHalf(new Uint16Array(buffer, byteOffset, count));
    case 'F64':
      return Float32Array.from(new Float64Array(buffer, byteOffset, count));
    case 'BF16': {
      // The upper half of a float32.
      const upper = Uint32Array.from(new Uint16Array(buffer, byteOffset, count), (half) => half << 16);
      return new Float32Array(upper.buffer);
    }
    default:
      return dtype satisfies never;
  }
}

/**
 * Writes a file with the tensors sorted by name, so equal contents give equal bytes. F16 rounds to the nearest, ties to
 * even.
 *
 * @throws RangeError when a shape does not fit its data, or a name is the reserved `__metadata__`
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>,
  metadata: Readonly<Record<string, string>> = {},
  dtype: Dtype = 'F32',
): Uint8Array<ArrayBuffer> {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const described: [string, unknown][] = Object.keys(metadata).length > 0 ? [[METADATA, metadata]] : [];
  let end = 0;
  for (const [name, { shape, data }] of sorted) {
    if (name === METADATA) throw new RangeError(`a tensor cannot be named ${METADATA}`);
    if (!isSizes(shape) || byteSize(shape, BYTES[dtype]) !== data.length * BYTES[dtype]) {
      throw new RangeError(`the tensor ${name} has a shape that does not fit its data`);
    }
    const begin = end;
    end += data.length * BYTES[dtype];
    described.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  }

  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(described)));
  const headerLength = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const file = new Uint8Array(LENGTH_BYTES + headerLength + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerLength);
  file.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerLength;
  for (const [, { data }] of sorted) {
    if (dtype === 'F32') new Float32Array(file.buffer, at, data.length).set(data);
    else new Uint16Array(file.buffer, at, data.length).set(encodeHalf(data));
    at += data.length * BYTES[dtype];
  }
  return file;
}
