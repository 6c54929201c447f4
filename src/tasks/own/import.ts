/**
 * A file, or what was pasted, becomes a data set and a preview of it. Reads in pieces and lets others go on between
 * them, so it can share a thread with a run. Needs `Blob` and `TextDecoder`, and nothing else of a browser.
 */
import { OWN_DATA_LIMITS as LIMITS } from '../../experiment/own-data';
import type { Example } from '../task';
import { Collector, type LeftOut } from './collector';
import { type Columns, type ColumnWish, chooseColumns } from './columns';
import { charactersOf, cleanCell, type DatasetKind, fingerprintOf, splitSizes } from './dataset';
import {
  DataError,
  detectEncoding,
  type Encoding,
  type LineEnds,
  type ReadHooks,
  TextPieces,
} from './encoding';
import { type DataFormat, type Layout, layoutOf } from './format';
import { JsonReader } from './json';
import type { DataRecord, RecordReader } from './record';
import { TableReader } from './table';
import { windowsOf } from './windows';

export interface ImportOptions extends ColumnWish {
  readonly format: DataFormat | 'auto';
}

export const GUESS_ALL: ImportOptions = { format: 'auto', header: null, prompt: null, response: null };

/** What the page shows of a file before it is used. */
export interface ImportPreview {
  readonly kind: DatasetKind;
  readonly encoding: Encoding;
  readonly lineEnds: LineEnds;
  readonly format: DataFormat;
  /** Of a table. */
  readonly delimiter: string | null;
  /** Null for running text. */
  readonly columns: Columns | null;
  /** The first rows as they stand in the file, shortened. */
  readonly firstRows: readonly { readonly line: number; readonly cells: readonly string[] }[];
  /** Rows (of running text: windows) in the file: `used` and the counts of `leftOut` add up to it. */
  readonly rows: number;
  readonly used: number;
  readonly leftOut: readonly LeftOut[];
  readonly rareCharacters: string;
  /** Every different character of the usable examples, by code point. */
  readonly characters: string;
  /** How many usable examples have a prompt (response) of 0, 1, 2 … characters. */
  readonly promptLengths: readonly number[];
  readonly responseLengths: readonly number[];
  readonly split: { readonly train: number; readonly validation: number; readonly test: number };
  /** The first usable examples. */
  readonly examples: readonly Example[];
  /** Of the usable examples; 0 when there are too few to use. */
  readonly fingerprint: number;
}

export interface Imported {
  readonly preview: ImportPreview;
  readonly examples: readonly Example[];
}

const HEAD = 1 << 16;
const ROWS_SHOWN = 6;
const CELLS_SHOWN = 12;
const LONGEST_CELL_SHOWN = 120;
const EXAMPLES_SHOWN = 5;
/** Cells that are this long are too long whatever cleaning does to them. */
const HOPELESS = 4_096;

/**
 * @param name of the file; its ending tells the format where the content does not
 * @throws DataError for what cannot be read at all
 * @throws what `hooks.signal` was aborted with
 */
export async function importData(
  file: Blob,
  name: string,
  options: ImportOptions,
  hooks: ReadHooks,
): Promise<Imported> {
  const encoding = await detectEncoding(file, hooks);
  const pieces = new TextPieces(file, encoding, hooks);
  const collector = new Collector();
  let reading: Reading | null = null;
  for await (const { text, last } of pieces) {
    reading ??= begin(name, text, options, collector);
    reading.take(text, last);
  }
  if (!reading) throw new DataError('no-content');
  const { layout } = reading;
  const { examples, rows, leftOut, rareCharacters } = collector.finish();
  const kind = layout.format === 'text' ? 'text' : 'pairs';
  return {
    examples,
    preview: {
      kind,
      encoding,
      lineEnds: pieces.lineEnds,
      format: layout.format,
      delimiter: layout.format === 'table' ? layout.delimiter : null,
      columns: reading.columns,
      firstRows: reading.firstRows,
      rows,
      used: examples.length,
      leftOut,
      rareCharacters,
      characters: charactersOf(examples),
      promptLengths: lengths(
        examples.map(({ prompt }) => prompt),
        LIMITS.prompt,
      ),
      responseLengths: lengths(
        examples.map(({ response }) => response),
        LIMITS.response,
      ),
      split: splitSizes(kind, examples.length),
      examples: examples.slice(0, EXAMPLES_SHOWN),
      fingerprint: examples.length < LIMITS.fewest ? 0 : fingerprintOf(kind, examples),
    },
  };
}

function lengths(texts: readonly string[], longest: number): number[] {
  const counts = new Array<number>(longest + 1).fill(0);
  for (const { length } of texts) counts[length] = (counts[length] ?? 0) + 1;
  return counts;
}

/** What the rest of a file is read with, once its first piece has told what it is. */
interface Reading {
  readonly layout: Layout;
  readonly columns: Columns | null;
  readonly firstRows: ImportPreview['firstRows'];
  take(text: string, last: boolean): void;
}

function begin(name: string, text: string, options: ImportOptions, collector: Collector): Reading {
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
  readonly firstRows: { line: number; cells: string[] }[] = [];
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
