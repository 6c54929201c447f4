/** Turns the text of a file, piece by piece, into rows for the collector: running text, or records with columns. */
import { USER_DATA_LIMITS as LIMITS } from '../../experiment/user-data';
import type { Collector } from './collector';
import { type Columns, type ColumnWish, chooseColumns } from './columns';
import { cleanCell } from './dataset';
import { DataError } from './encoding';
import { type DataFormat, type Layout, layoutOf } from './format';
import { JsonReader } from './json';
import type { DataRecord, RecordReader } from './record';
import { TableReader } from './table';
import { windowsOf } from './windows';

export interface ImportOptions extends ColumnWish {
  readonly format: DataFormat | 'auto';
}

export const GUESS_ALL: ImportOptions = { format: 'auto', header: null, prompt: null, response: null };

/** A row as it stands in the file, shortened. */
export interface FirstRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What the kind of a file is judged by, in characters. */
const HEAD = 1 << 16;
const ROWS_SHOWN = 6;
const CELLS_SHOWN = 12;
const LONGEST_CELL_SHOWN = 120;
/** Cells that are this long are too long whatever cleaning does to them. */
const HOPELESS = 4_096;

/** What the rest of a file is read with, once its first piece has told what it is. */
export interface Reading {
  readonly layout: Layout;
  readonly columns: Columns | null;
  readonly firstRows: readonly FirstRow[];
  take(text: string, last: boolean): void;
}

/** @param text the beginning of the file */
export function begin(name: string, text: string, options: ImportOptions, collector: Collector): Reading {
  const head = text.slice(0, HEAD);
  const layout = layoutOf(name, head, options.format);
  switch (layout.format) {
    case 'text':
      return new TextReading(layout, collector);
    case 'json':
      return new RecordReading(layout, new JsonReader(layout.list), options, collector);
    case 'table':
      return new RecordReading(layout, new TableReader(layout.delimiter, head), options, collector);
    default:
      return layout satisfies never;
  }
}

class TextReading implements Reading {
  readonly layout: Layout;
  readonly columns = null;
  readonly firstRows = [];
  readonly #collector: Collector;
  #parts: string[] = [];
  #kept = 0;
  #unread = 0;

  constructor(layout: Layout, collector: Collector) {
    this.layout = layout;
    this.#collector = collector;
  }

  take(text: string, last: boolean): void {
    // Enough for as many windows as are kept; the rest is only measured.
    const enough = (LIMITS.examples + 1) * LIMITS.window;
    if (this.#kept < enough) this.#parts.push(text);
    else this.#unread += text.length;
    this.#kept += text.length;
    if (!last) return;
    // In one go: a character and its accent may lie in two pieces.
    const all = this.#parts.join('').normalize('NFC');
    this.#parts = [];
    let line = 1;
    for (const { line: begins, prompt, response } of windowsOf(all.slice(0, enough), (prompt) =>
      this.#collector.has(prompt),
    )) {
      line = begins;
      this.#collector.add(begins, prompt, response);
    }
    const further = Math.max(0, all.length - enough) + this.#unread;
    this.#collector.skip(Math.floor(further / LIMITS.window), line);
  }
}

class RecordReading implements Reading {
  readonly layout: Layout;
  readonly firstRows: FirstRow[] = [];
  readonly #reader: RecordReader;
  readonly #options: ImportOptions;
  readonly #collector: Collector;
  #columns: Columns | null = null;
  /** Lines in front of the table that are none of its rows. */
  #skip: number;

  constructor(layout: Layout, reader: RecordReader, options: ImportOptions, collector: Collector) {
    this.layout = layout;
    this.#reader = reader;
    this.#options = options;
    this.#collector = collector;
    this.#skip = layout.format === 'table' ? layout.skipLines : 0;
  }

  get columns(): Columns | null {
    return this.#columns;
  }

  take(text: string, last: boolean): void {
    for (const record of this.#reader.read(text, last)) {
      if (this.#skip > 0) this.#skip -= 1;
      else if (this.#collector.full) this.#collector.skip(1, record.line);
      else if ('broken' in record) this.#collector.leaveOut(record.broken, record.line, record.text);
      else this.#takeCells(record);
    }
    if (!last || this.#columns) return;
    throw new DataError('no-rows');
  }

  #takeCells({ line, cells }: Extract<DataRecord, { cells: unknown }>): void {
    if (this.#columns === null) {
      const { names } = this.#reader;
      this.#columns = chooseColumns(cells, names, this.#options);
      if (this.#columns.names.length < 2) throw new DataError('one-column');
      if (this.#columns.header) return;
    }
    const { names, prompt: promptAt, response: responseAt } = this.#columns;
    this.#show(line, cells);
    const prompt = cells[promptAt];
    const response = cells[responseAt];
    const shown = (): string => cells.map((cell) => (cell ?? '').slice(0, LONGEST_CELL_SHOWN)).join(' | ');
    // Spreadsheets pad rows with empty cells; anything else beyond the last column has come from a cell cut in two.
    if (
      prompt === undefined ||
      response === undefined ||
      cells.slice(names.length).some((cell) => cell !== '')
    ) {
      this.#collector.leaveOut('columns', line, shown());
    } else if (prompt === null || response === null) this.#collector.leaveOut('not-text', line, shown());
    else if (prompt.length > HOPELESS) this.#collector.leaveOut('long-prompt', line, shown());
    else if (response.length > HOPELESS) this.#collector.leaveOut('long-response', line, shown());
    else this.#collector.add(line, cleanCell(prompt), cleanCell(response));
  }

  #show(line: number, cells: readonly (string | null | undefined)[]): void {
    if (this.firstRows.length >= ROWS_SHOWN) return;
    this.firstRows.push({
      line,
      cells: cells.slice(0, CELLS_SHOWN).map((cell) => (cell ?? '').slice(0, LONGEST_CELL_SHOWN)),
    });
  }
}
