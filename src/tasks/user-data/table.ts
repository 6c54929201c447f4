/** Tables: CSV and TSV, read by Papa Parse piece by piece. A row with broken quotes costs that row and no other. */
import Papa from 'papaparse';
import { occurrences } from './encoding';
import { type DataRecord, LONGEST_RECORD, type RecordReader } from './record';

export type Delimiter = ',' | ';' | '\t' | '|';

export const DELIMITERS: readonly Delimiter[] = ['\t', ',', ';', '|'];

/** Rows that a guess looks at. */
const GUESS_ROWS = 50;
/** So few mistakes say nothing about what quotation marks mean in a table. */
const MOST_SLIPS = 2;
/** After so many rows with broken quotes, quotation marks are taken as ordinary characters. */
const MOST_BROKEN = 10;

interface Parsed {
  readonly rows: readonly (readonly string[])[];
  /** Where the last of them ended. */
  readonly end: number;
  /** A row with broken quotes begins there. */
  readonly broken: boolean;
}

interface Result {
  readonly data: readonly (readonly string[])[];
  readonly errors: readonly { readonly type: string }[];
  readonly meta: { readonly cursor: number };
}

/** The rows of a text up to one that is broken; the last one only if it is `last`. */
function parse(text: string, last: boolean, delimiter: Delimiter, quotes: boolean): Parsed {
  const config = {
    delimiter,
    newline: '\n',
    // Its fast mode splits at delimiters and knows no quotes; left to itself, it is chosen where there are none.
    ...(quotes ? {} : { fastMode: true }),
  } as const;
  const atFault = ({ errors }: Result): boolean => errors.some(({ type }) => type === 'Quotes');
  const whole: Result = new Papa.Parser(config).parse(text, 0, !last);
  if (!atFault(whole)) return { rows: whole.data, end: whole.meta.cursor, broken: false };
  // Row by row, which is several times slower, to learn where the broken one begins.
  const rows: (readonly string[])[] = [];
  let end = 0;
  let broken = false;
  const parser = new Papa.Parser({
    ...config,
    step: (result: Result) => {
      broken = atFault(result);
      if (broken) return parser.abort();
      rows.push(...result.data);
      end = result.meta.cursor;
    },
  });
  parser.parse(text, 0, !last);
  return { rows, end, broken };
}

const isBlank = (row: readonly string[]): boolean => row.length === 1 && row[0]?.trim() === '';

/**
 * Whether quotation marks enclose cells in this sample. Tab-separated sentences often begin with one that means nothing,
 * so there a few mistakes are enough; elsewhere, mistakes in more than half of the lines that could have such cells.
 */
function usesQuotes(sample: string, delimiter: Delimiter): boolean {
  // Without the last line, which may be cut.
  const whole = sample.slice(0, sample.lastIndexOf('\n') + 1);
  const enclosed = whole.split('\n').filter((line) => line.startsWith('"') || line.includes(`${delimiter}"`));
  let wrong = 0;
  for (let at = 0; at < whole.length && wrong < GUESS_ROWS; ) {
    const { end, broken } = parse(whole.slice(at), true, delimiter, true);
    if (!broken) break;
    wrong += 1;
    at = whole.indexOf('\n', at + end) + 1;
    if (at === 0) break;
  }
  return delimiter === '\t'
    ? 10 * wrong <= enclosed.length
    : wrong <= MOST_SLIPS || 2 * wrong <= enclosed.length;
}

/** Number of cells that all rows of a sample have; 0 when they differ, or there are too few rows to tell. */
export function evenCells(sample: string, delimiter: Delimiter, rows: number): number {
  const counts = new Set<number>();
  const parsed = parse(sample, false, delimiter, usesQuotes(sample, delimiter));
  const looked = parsed.rows.filter((row) => !isBlank(row)).slice(0, GUESS_ROWS);
  for (const row of looked) counts.add(row.length);
  const [count = 0] = counts;
  return looked.length >= rows && counts.size === 1 && count > 1 ? count : 0;
}

/** The delimiter under which the first rows have the same number of cells, else the one that most rows have. */
export function guessDelimiter(sample: string): Delimiter {
  const even = DELIMITERS.find((delimiter) => evenCells(sample, delimiter, 1) > 0);
  if (even) return even;
  const lines = sample.split('\n', GUESS_ROWS).filter((line) => line !== '');
  const having = (delimiter: Delimiter): number => lines.filter((line) => line.includes(delimiter)).length;
  return DELIMITERS.reduce((best, delimiter) => (having(delimiter) > having(best) ? delimiter : best));
}

export class TableReader implements RecordReader {
  readonly names = null;
  readonly #delimiter: Delimiter;
  #quotes: boolean;
  #broken = 0;
  #rest = '';
  #line = 1;

  constructor(delimiter: Delimiter, sample: string) {
    this.#delimiter = delimiter;
    this.#quotes = usesQuotes(sample, delimiter);
  }

  read(text: string, last: boolean): DataRecord[] {
    const records: DataRecord[] = [];
    const all = this.#rest + text;
    let at = 0;
    for (;;) {
      const ahead = at === 0 ? all : all.slice(at);
      const { rows, end, broken } = parse(ahead, last, this.#delimiter, this.#quotes);
      for (const row of rows) {
        if (!isBlank(row)) records.push({ line: this.#line, cells: row });
        this.#line += 1;
        for (const cell of row) this.#line += occurrences(cell, '\n');
      }
      at += end;
      const unfinished = all.length - at > LONGEST_RECORD;
      if (!broken && !unfinished) break;
      // Only the line that opens the quotes is given up; the next one is read as if nothing had been.
      const lineEnd = all.indexOf('\n', at);
      const next = lineEnd < 0 ? all.length : lineEnd;
      records.push({ line: this.#line, broken: 'quotes', text: all.slice(at, Math.min(next, at + 200)) });
      this.#line += 1;
      at = Math.min(all.length, next + 1);
      this.#broken += 1;
      if (this.#broken >= MOST_BROKEN) this.#quotes = false;
      if (at >= all.length) break;
    }
    this.#rest = last ? '' : all.slice(at);
    return records;
  }
}
