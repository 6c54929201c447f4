/**
 * A series of any length in fixed memory. Values fall into buckets of equal width; when all buckets are full,
 * neighbours merge and the width doubles. Each bucket keeps the count, sum, minimum, maximum and last value, so
 * a chart can show the spread honestly instead of a sample of it.
 */

export interface Bucket {
  /** x of the first and the last value in the bucket. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly last: number;
}

interface Cell {
  from: number;
  to: number;
  count: number;
  sum: number;
  min: number;
  max: number;
  last: number;
}

const merge = (a: Cell, b: Cell): Cell => ({
  from: a.from,
  to: b.to,
  count: a.count + b.count,
  sum: a.sum + b.sum,
  min: Math.min(a.min, b.min),
  max: Math.max(a.max, b.max),
  last: b.last,
});

/** A fixed-memory series. `push` in order of x; values that are not finite are left out. */
export class BucketSeries {
  #cells: Cell[] = [];
  #width = 1;
  readonly #capacity: number;

  /** @param capacity most buckets ever held; even, at least 2. */
  constructor(capacity = 400) {
    this.#capacity = Math.max(2, capacity - (capacity % 2));
  }

  /** Values per full bucket. */
  get width(): number {
    return this.#width;
  }

  get length(): number {
    return this.#cells.length;
  }

  push(x: number, value: number): void {
    if (!Number.isFinite(x) || !Number.isFinite(value)) return;
    const cell: Cell = { from: x, to: x, count: 1, sum: value, min: value, max: value, last: value };
    const end = this.#cells.at(-1);
    if (end && end.count < this.#width) {
      this.#cells[this.#cells.length - 1] = merge(end, cell);
      return;
    }
    if (this.#cells.length === this.#capacity) this.#halve();
    const last = this.#cells.at(-1);
    if (last && last.count < this.#width) this.#cells[this.#cells.length - 1] = merge(last, cell);
    else this.#cells.push(cell);
  }

  buckets(): Bucket[] {
    return this.#cells.map(({ sum, ...cell }) => ({ ...cell, mean: sum / cell.count }));
  }

  #halve(): void {
    const merged: Cell[] = [];
    for (let i = 0; i < this.#cells.length; i += 2) {
      const [a, b] = [this.#cells[i], this.#cells[i + 1]];
      if (a && b) merged.push(merge(a, b));
      else if (a) merged.push(a);
    }
    this.#cells = merged;
    this.#width *= 2;
  }
}
