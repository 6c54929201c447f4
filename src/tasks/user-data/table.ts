/** Tables: CSV, TSV and kin, read row by row. A row with broken quotes costs that row and no other. */
import type { Delimiter } from '../../experiment/user-data';
import { type CsvRow, type QuoteStyle, readRow } from './csv-row';
import type { DataRecord, RecordReader } from './record';
import { occurrences } from './text-pieces';

/** The meaning of quotation marks in a file. */
export interface QuoteRules {
  readonly style: QuoteStyle;
  /** A mark inside a cell that is not enclosed breaks the row. */
  readonly strayBreaks: boolean;
  /** Each row begins with an enclosed cell: what follows a broken row belongs to it until a line begins so. */
  readonly rowsBeginQuoted: boolean;
}

/** How many rows a file has of each kind, under the style `enclose`. */
export interface QuoteCounts {
  rows: number;
  quoted: number;
  beginQuoted: number;
  stray: number;
  broken: number;
  /** Broken rows with a backslash before a mark. */
  escaped: number;
}

export const noQuotes = (): QuoteCounts => ({
  rows: 0,
  quoted: 0,
  beginQuoted: 0,
  stray: 0,
  broken: 0,
  escaped: 0,
});

/** Largest share of broken rows among the rows with enclosed cells; in TSV text often begins with a quotation mark. */
const MOST_BROKEN = 0.5;
const MOST_BROKEN_IN_TSV = 0.1;
/** So few broken rows say nothing, but in TSV. */
const FEW = 2;
/** Rows with enclosed cells from which a writer counts as one that always encloses what needs it. */
const ENOUGH_QUOTED = 10;
/** Share of rows that begin with an enclosed cell from which all are taken to. */
const NEARLY_ALL = 0.9;
/** Lines that can belong to one broken row. */
const MOST_SKIPPED = 50;

const WITH_BACKSLASHES: QuoteRules = {
  style: 'enclose-backslash',
  strayBreaks: false,
  rowsBeginQuoted: false,
};

/** Assumptions of a first reading; its counts decide whether the file is read again under other rules. */
export const FIRST_RULES: QuoteRules = { style: 'enclose', strayBreaks: false, rowsBeginQuoted: false };

/** Decides by the share of broken rows among those with enclosed cells. */
export function quoteRules(counts: QuoteCounts, delimiter: Delimiter): QuoteRules {
  const { rows, quoted, beginQuoted, stray, broken, escaped } = counts;
  if (escaped > 0 && escaped >= MOST_BROKEN * broken) return WITH_BACKSLASHES;
  const mostQuoted = quoted >= rows / 2;
  const tolerated = delimiter === '\t' && !mostQuoted ? MOST_BROKEN_IN_TSV : MOST_BROKEN;
  const few = delimiter !== '\t' && broken <= FEW;
  const enclose = few || broken <= tolerated * (quoted + broken);
  return {
    style: enclose ? 'enclose' : 'text',
    strayBreaks: enclose && quoted >= ENOUGH_QUOTED && stray <= MOST_BROKEN * quoted,
    rowsBeginQuoted:
      enclose && quoted >= ENOUGH_QUOTED && beginQuoted >= NEARLY_ALL * (rows - broken - stray),
  };
}

/** Whether a reading under `rules` differs from the one that made these counts under `FIRST_RULES`. */
export const readsDifferently = (rules: QuoteRules, { quoted, stray, broken }: QuoteCounts): boolean =>
  rules.style === 'enclose-backslash' ||
  (rules.style === 'text' && quoted + broken > 0) ||
  (rules.strayBreaks && stray > 0) ||
  (rules.rowsBeginQuoted && broken > 0);

function count(counts: QuoteCounts, { quoting, cells }: CsvRow, text: string, beginsQuoted: boolean): void {
  if (cells.length === 1 && cells[0]?.trim() === '' && quoting === 'plain') return;
  counts.rows += 1;
  if (quoting === 'quoted') counts.quoted += 1;
  if (quoting === 'quoted' && beginsQuoted) counts.beginQuoted += 1;
  if (quoting === 'stray') counts.stray += 1;
  if (quoting === 'broken') counts.broken += 1;
  if (quoting === 'broken' && text.includes('\\"')) counts.escaped += 1;
}

const BEGINS_QUOTED = / *"/y;

function beginsQuoted(text: string, at: number): boolean {
  BEGINS_QUOTED.lastIndex = at;
  return BEGINS_QUOTED.test(text);
}

/** Rows with the same meaning of quotation marks in all of them. */
export class TableReader implements RecordReader {
  readonly names = null;
  readonly quoteCounts = noQuotes();
  readonly #delimiter: Delimiter;
  readonly #rules: QuoteRules;
  #rest = '';
  #line = 1;
  /** Lines of the last broken row that were skipped; -1 when the last row was whole. */
  #skipped = -1;

  constructor(delimiter: Delimiter, rules: QuoteRules) {
    this.#delimiter = delimiter;
    this.#rules = rules;
  }

  read(text: string, last: boolean): DataRecord[] {
    const all = this.#rest + text;
    const records: DataRecord[] = [];
    let at = 0;
    while (at < all.length) {
      const row = readRow(all, at, this.#delimiter, this.#rules.style, last);
      if (!row) break;
      const quoted = beginsQuoted(all, at);
      if (this.#continuesBroken(row, quoted)) {
        const next = all.indexOf('\n', at);
        at = next < 0 ? all.length : next + 1;
        this.#line += 1;
        continue;
      }
      const shown = all.slice(at, Math.min(row.end - 1, at + 200));
      const record = this.#recordOf(row, shown);
      count(this.quoteCounts, row, shown, quoted);
      if (record) records.push(record);
      this.#line += occurrences(all.slice(at, row.end - 1), '\n') + 1;
      at = row.end;
    }
    this.#rest = last ? '' : all.slice(at);
    return records;
  }

  /** Whether a line is the rest of a broken row before it. */
  #continuesBroken(row: CsvRow, quoted: boolean): boolean {
    if (this.#skipped < 0 || !this.#rules.rowsBeginQuoted || quoted || this.#skipped >= MOST_SKIPPED) {
      this.#skipped = this.#isBroken(row) ? 0 : -1;
      return false;
    }
    this.#skipped += 1;
    return true;
  }

  #isBroken({ quoting }: CsvRow): boolean {
    return quoting === 'broken' || (quoting === 'stray' && this.#rules.strayBreaks);
  }

  #recordOf(row: CsvRow, text: string): DataRecord | null {
    if (this.#isBroken(row)) return { line: this.#line, broken: 'quotes', text };
    return isBlank(row.cells) ? null : { line: this.#line, cells: row.cells };
  }
}

export const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');
