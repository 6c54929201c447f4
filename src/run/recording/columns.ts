/** Columns of numbers as bytes. The first bytes of all values come first, then the second: alike bytes pack well together. */

export type ColumnType = 'U8' | 'U16' | 'U32' | 'F32' | 'F64';

const ARRAYS = {
  U8: Uint8Array,
  U16: Uint16Array,
  U32: Uint32Array,
  F32: Float32Array,
  F64: Float64Array,
} as const;

/** @returns little-endian values, byte by byte */
export function bytesOf(type: ColumnType, values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const size = ARRAYS[type].BYTES_PER_ELEMENT;
  const plain = new Uint8Array(ARRAYS[type].from(values).buffer);
  const apart = new Uint8Array(plain.length);
  for (let i = 0; i < plain.length; i++)
    apart[(i % size) * values.length + Math.floor(i / size)] = plain[i] ?? 0;
  return apart;
}

/** The inverse of `bytesOf`. */
export function valuesOf(type: ColumnType, bytes: Uint8Array, count: number): number[] {
  const size = ARRAYS[type].BYTES_PER_ELEMENT;
  const plain = new Uint8Array(count * size);
  for (let i = 0; i < plain.length; i++) plain[i] = bytes[(i % size) * count + Math.floor(i / size)] ?? 0;
  return Array.from(new ARRAYS[type](plain.buffer));
}

/** Collects columns, and remembers each by name. */
export class ColumnWriter {
  readonly index: { readonly name: string; readonly type: ColumnType; readonly length: number }[] = [];
  readonly parts: Uint8Array<ArrayBuffer>[] = [];

  add(name: string, type: ColumnType, values: ArrayLike<number>): void {
    this.index.push({ name, type, length: values.length });
    this.parts.push(bytesOf(type, values));
  }
}

export class ColumnReader {
  readonly #columns = new Map<string, number[]>();

  /** @throws RangeError when the bytes are more or fewer than the columns need */
  constructor(index: ColumnWriter['index'], bytes: Uint8Array) {
    let at = 0;
    for (const { name, type, length } of index) {
      const end = at + length * ARRAYS[type].BYTES_PER_ELEMENT;
      if (end > bytes.length) throw new RangeError(`column ${name} is cut off`);
      this.#columns.set(name, valuesOf(type, bytes.subarray(at, end), length));
      at = end;
    }
    if (at !== bytes.length) throw new RangeError('bytes after the last column');
  }

  /** @throws RangeError when there is no such column, or none of this length */
  get(name: string, length: number): number[] {
    const column = this.#columns.get(name);
    if (column?.length !== length) throw new RangeError(`no column ${name} of ${length}`);
    return column;
  }

  has(name: string): boolean {
    return this.#columns.has(name);
  }
}
