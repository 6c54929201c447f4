/** Pictures of any size as prompts: grey, whole, on a square. */
import { SIDE } from '../../pictures';

/** A hexadecimal digit a pixel. */
const LEVELS = 16;
const WHITE = 255;
/** Share of each target pixel that a source pixel covers: targets from `first` on. */
interface Cover {
  readonly first: number;
  readonly shares: readonly number[];
}

/** How `count` source pixels in a row cover `target` pixels of the same length in all. */
function covers(count: number, target: number): Cover[] {
  return Array.from({ length: count }, (_, at) => {
    const [from, to] = [(at * target) / count, ((at + 1) * target) / count];
    const first = Math.min(target - 1, Math.floor(from));
    const last = Math.min(target - 1, Math.max(first, Math.ceil(to) - 1));
    const shares = Array.from({ length: last - first + 1 }, (_, i) =>
      Math.max(0, Math.min(to, first + i + 1) - Math.max(from, first + i)),
    );
    return { first, shares };
  });
}

/**
 * Luma of a row of pixels (ITU-R BT.601), from 0 to 255.
 * @param rgba bytes, four a pixel, opaque
 * @param start of the row in it
 */
export function lumaOf(rgba: ArrayLike<number>, start: number, row: Float64Array): Float64Array {
  for (let x = 0; x < row.length; x++) {
    const at = start + 4 * x;
    row[x] = 0.299 * (rgba[at] ?? 0) + 0.587 * (rgba[at + 1] ?? 0) + 0.114 * (rgba[at + 2] ?? 0);
  }
  return row;
}

/**
 * Makes a picture of SIDE · SIDE pixels in 16 grey levels, row by row of the large one. Each pixel is the mean of the area
 * under it, so the result does not depend on a browser's filter. A picture that is not square is centred on the mean grey of
 * its border.
 */
export class PictureShrinker {
  readonly #columns: readonly Cover[];
  readonly #rows: readonly Cover[];
  readonly #width: number;
  readonly #height: number;
  readonly #sums: Float64Array;
  readonly #line: Float64Array;
  #border = 0;
  #borderPixels = 0;
  #y = 0;

  constructor(width: number, height: number) {
    const scale = SIDE / Math.max(width, height);
    this.#width = Math.max(1, Math.round(width * scale));
    this.#height = Math.max(1, Math.round(height * scale));
    this.#columns = covers(width, this.#width);
    this.#rows = covers(height, this.#height);
    this.#sums = new Float64Array(this.#width * this.#height);
    this.#line = new Float64Array(this.#width);
  }

  /** Takes the next row. @param grey levels from 0 to 255, one a pixel */
  addRow(grey: ArrayLike<number>): void {
    const cover = this.#rows[this.#y];
    if (!cover) throw new Error('a picture has no more rows than it was said to have');
    const line = this.#line.fill(0);
    this.#columns.forEach(({ first, shares }, x) => {
      const level = grey[x] ?? 0;
      for (let i = 0; i < shares.length; i++)
        line[first + i] = (line[first + i] ?? 0) + level * (shares[i] ?? 0);
    });
    cover.shares.forEach((share, i) => {
      const start = (cover.first + i) * this.#width;
      for (let x = 0; x < this.#width; x++)
        this.#sums[start + x] = (this.#sums[start + x] ?? 0) + share * (line[x] ?? 0);
    });
    this.#takeBorder(grey);
    this.#y += 1;
  }

  #takeBorder(grey: ArrayLike<number>): void {
    const width = this.#columns.length;
    const isEdge = this.#y === 0 || this.#y === this.#rows.length - 1;
    const step = isEdge ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step) {
      this.#border += grey[x] ?? 0;
      this.#borderPixels += 1;
    }
  }

  /** The prompt: one hexadecimal digit a pixel, row by row. */
  finish(): string {
    if (this.#y !== this.#rows.length) throw new Error('a picture lacks rows');
    const digit = (grey: number): string => Math.round((grey / WHITE) * (LEVELS - 1)).toString(LEVELS);
    const around = digit(this.#border / this.#borderPixels);
    const [left, top] = [(SIDE - this.#width) >> 1, (SIDE - this.#height) >> 1];
    let prompt = around.repeat(top * SIDE);
    for (let y = 0; y < this.#height; y++) {
      const row = this.#sums.subarray(y * this.#width, (y + 1) * this.#width);
      const inside = Array.from(row, digit).join('');
      prompt += around.repeat(left) + inside + around.repeat(SIDE - left - this.#width);
    }
    return prompt.padEnd(SIDE * SIDE, around);
  }
}
