/** Picture files for tests, made by hand: every kind of PNG, and JPEG of flat blocks. */
import { deflateSync } from 'node:zlib';

/** Grey levels from 0 to 255, one a cell, row by row; a square. */
export interface Cells {
  readonly side: number;
  readonly levels: readonly number[];
}

const levelAt = ({ side, levels }: Cells, x: number, y: number): number => levels[y * side + x] ?? 0;

/** Pixels along a side of a cell, in PNG. */
const PNG_CELL = 8;

export type PngKind = 'grey' | 'palette' | 'sixteen-bit' | 'alpha';

const COLOUR_TYPES: Readonly<Record<PngKind, readonly [depth: number, type: number]>> = {
  grey: [8, 0],
  palette: [8, 3],
  'sixteen-bit': [16, 0],
  alpha: [8, 6],
};

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}

function header(width: number, height: number, depth: number, type: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, type], 8);
  return chunk('IHDR', data);
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A PNG that has no more than a head: it says how large it is. */
export const pngHead = (width: number, height: number): Buffer =>
  Buffer.concat([SIGNATURE, header(width, height, 8, 0)]);

/** Bytes of a pixel. In `alpha`, black that is more or less transparent over white looks as the level. */
function pixelOf(kind: PngKind, level: number): readonly number[] {
  if (kind === 'sixteen-bit') return [level, level];
  return kind === 'alpha' ? [0, 0, 0, 255 - level] : [level];
}

export function png(cells: Cells, kind: PngKind = 'grey'): Buffer {
  const side = cells.side * PNG_CELL;
  const rows = Array.from({ length: side }, (_, y) => [
    0,
    ...Array.from({ length: side }, (_, x) =>
      pixelOf(kind, levelAt(cells, Math.floor(x / PNG_CELL), Math.floor(y / PNG_CELL))),
    ).flat(),
  ]);
  // Its colours in the order opposite to their levels, so that an index is no level.
  const palette = Array.from({ length: 256 }, (_, i) => [255 - i, 255 - i, 255 - i]).flat();
  const data = rows.flatMap((row) => (kind === 'palette' ? row.map((b, i) => (i === 0 ? 0 : 255 - b)) : row));
  return Buffer.concat([
    SIGNATURE,
    header(side, side, ...COLOUR_TYPES[kind]),
    ...(kind === 'palette' ? [chunk('PLTE', Buffer.from(palette))] : []),
    chunk('IDAT', deflateSync(Buffer.from(data))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function segment(marker: number, data: readonly number[]): Buffer {
  const length = data.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 255, ...data]);
}

const text = (value: string): number[] => [...Buffer.from(value, 'latin1')];

/** Exif with one entry: the orientation (tag 0x112). */
const exif = (orientation: number): Buffer =>
  segment(0xe1, [
    ...text('Exif\0\0MM\0*\0\0\0\b\0\x01\x01\x12\0\x03\0\0\0\x01\0'),
    ...[orientation, 0, 0, 0, 0, 0, 0],
  ]);

/** Adobe's marker: components are CMYK, inverted as Photoshop writes them. */
const ADOBE = segment(0xee, [...text('Adobe'), 0, 100, 0, 0, 0, 0, 0]);

class Bits {
  readonly #bytes: number[] = [];
  #held = 0;
  #count = 0;

  /** A zero follows each byte of ones (T.81, F.1.2.3). */
  write(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) {
      this.#held = (this.#held << 1) | ((value >> bit) & 1);
      this.#count += 1;
      if (this.#count < 8) continue;
      this.#bytes.push(this.#held);
      if (this.#held === 255) this.#bytes.push(0);
      this.#held = 0;
      this.#count = 0;
    }
  }

  finish(): Buffer {
    while (this.#count > 0) this.write(1, 1);
    return Buffer.from(this.#bytes);
  }
}

/** DC differences have one code of four bits a length, AC coefficients only the code that ends a block. */
const DC_LENGTHS = 12;
const HUFFMAN = Buffer.concat([
  segment(0xc4, [0, 0, 0, 0, DC_LENGTHS, ...new Array<number>(12).fill(0), ...Array(DC_LENGTHS).keys()]),
  segment(0xc4, [0x10, 1, ...new Array<number>(15).fill(0), 0]),
]);

export interface JpegOptions {
  /** Blocks of 8 pixels along a side of a cell. */
  readonly blocks?: number;
  /** As in Exif; 6 asks for a turn by 90° clockwise. */
  readonly orientation?: number;
  readonly cmyk?: boolean;
}

/** Baseline JPEG (T.81) whose blocks are flat: a DC coefficient each, without loss. */
export function jpeg(cells: Cells, { blocks = 1, orientation, cmyk = false }: JpegOptions = {}): Buffer {
  const count = cells.side * blocks;
  const components = cmyk ? 4 : 1;
  const size = 8 * count;
  const bits = new Bits();
  const before = new Array<number>(components).fill(0);
  for (let y = 0; y < count; y++) {
    for (let x = 0; x < count; x++) {
      const level = levelAt(cells, Math.floor(x / blocks), Math.floor(y / blocks));
      for (let component = 0; component < components; component++) {
        // Of CMYK only black has ink.
        const value = (cmyk && component < 3 ? 255 : level) - 128;
        const difference = value - (before[component] ?? 0);
        before[component] = value;
        const length = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
        bits.write(length, 4);
        bits.write(difference > 0 ? difference : difference + 2 ** length - 1, length);
        bits.write(0, 1);
      }
    }
  }
  const ids = Array.from({ length: components }, (_, i) => i + 1);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...(orientation ? [exif(orientation)] : []),
    ...(cmyk ? [ADOBE] : []),
    // Quantisation by 8 makes the DC coefficient of a flat block its level.
    segment(0xdb, [0, ...new Array<number>(64).fill(8)]),
    segment(0xc0, [
      ...[8, size >> 8, size & 255, size >> 8, size & 255, components],
      ...ids.flatMap((id) => [id, 0x11, 0]),
    ]),
    HUFFMAN,
    segment(0xda, [components, ...ids.flatMap((id) => [id, 0]), 0, 63, 0]),
    bits.finish(),
    Buffer.from([0xff, 0xd9]),
  ]);
}

/** The same cells turned by 90° anticlockwise. */
export const turnedLeft = ({ side, levels }: Cells): Cells => ({
  side,
  levels: levels.map((_, at) => levels[(at % side) * side + side - 1 - Math.floor(at / side)] ?? 0),
});

/** Cells that tell a class (where the bright half is) and a number apart. */
export const cellsOf = (of: 'left' | 'right' | 'top', number: number): Cells => ({
  side: 4,
  levels: Array.from({ length: 16 }, (_, at) => {
    const [x, y] = [at % 4, Math.floor(at / 4)];
    const bright = of === 'left' ? x < 2 : of === 'right' ? x >= 2 : y < 2;
    return 17 * ((bright ? 10 : 1) + ((number >> (at % 8)) & 1) * (at < 8 ? 3 : 1));
  }),
});
