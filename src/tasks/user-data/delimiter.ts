/** The delimiter of a table, from its first rows. */
import { DELIMITERS, type Delimiter } from '../../experiment/user-data';
import { readRow } from './csv-row';
import { FIRST_RULES, isBlank, type QuoteRules, quoteRules, TableReader } from './table';

/** Rows that are looked at. */
const ROWS = 200;
/** Rows that may differ from the others in a table that is named as one; of fewer than `ENOUGH_ROWS`, none. */
const MOST_UNEVEN = 0.1;
const ENOUGH_ROWS = 5;
/** Rows from which a few uneven ones are damage, in a text that is not named as a table; and the share of even ones. */
const MANY_ROWS = 20;
const NEARLY_ALL = 0.95;
/** Share of a delimiter's places, from which all are taken for punctuation. */
const MOSTLY = 0.8;
/** Lines before a table: a title, comments, the date of an export. */
export const MOST_LINES_BEFORE = 20;

/** The first rows of a text as one delimiter would cut them. */
export interface Cut {
  readonly delimiter: Delimiter;
  /** Cells that most rows have. */
  readonly width: number;
  /** Rows of that width, and all rows. */
  readonly even: number;
  readonly rows: number;
  /** All rows have that width, or of many nearly all; lines before the table do not count. */
  readonly allEven: boolean;
  /** Its places are explained by decimal numbers, dates and sentences. */
  readonly punctuation: boolean;
  /** And so are the rows: they end as sentences do, or hold quotation marks that enclose no cells. */
  readonly prose: boolean;
}

/** Rules for quotation marks, from the first rows alone. */
function rulesOf(sample: string, delimiter: Delimiter): QuoteRules {
  const reader = new TableReader(delimiter, FIRST_RULES);
  reader.read(sample, true);
  return quoteRules(reader.quoteCounts, delimiter);
}

interface SampleRow {
  readonly cells: readonly string[];
  readonly hasQuotes: boolean;
}

function sampleRows(sample: string, delimiter: Delimiter, whole: boolean): SampleRow[] {
  const { style } = rulesOf(sample, delimiter);
  const rows: SampleRow[] = [];
  for (let at = 0; at < sample.length && rows.length < ROWS; ) {
    const row = readRow(sample, at, delimiter, style, true);
    // The last row of an incomplete sample may be cut.
    if (!row || (!whole && row.end > sample.length)) break;
    if (row.quoting !== 'broken' && !isBlank(row.cells)) {
      rows.push({ cells: row.cells, hasQuotes: row.quoting === 'quoted' });
    }
    at = row.end;
  }
  return rows;
}

/** The number that most have; of two, the larger. */
export function mostCommon(counts: readonly number[]): number {
  const frequency = new Map<number, number>();
  for (const count of counts) frequency.set(count, (frequency.get(count) ?? 0) + 1);
  const [most = 0] = [...frequency].sort(([a, m], [b, n]) => n - m || b - a).map(([count]) => count);
  return most;
}

/** A decimal point or the thousands of a number, or a mark followed by a blank as in a sentence or a date. */
function isPunctuation(delimiter: Delimiter, before: string, after: string): boolean {
  if (delimiter === '\t' || delimiter === '|') return false;
  const inNumber = delimiter === ',' && /\d$/.test(before) && /^\d/.test(after);
  return inNumber || /^\s/.test(after);
}

/** @param whole the sample is all of the text; otherwise its last line may be cut */
export function cutBy(delimiter: Delimiter, sample: string, whole: boolean): Cut {
  const all = sampleRows(sample, delimiter, whole);
  // Titles and comments have one cell, also where a spreadsheet has padded them.
  const filled = (row: SampleRow): number => row.cells.filter((cell) => cell.trim() !== '').length;
  const begin = all.slice(0, MOST_LINES_BEFORE).findIndex((row) => filled(row) > 1);
  const rows = begin < 0 ? all : all.slice(begin);
  const width = mostCommon(rows.map(({ cells }) => cells.length));
  const ofWidth = rows.filter(({ cells }) => cells.length === width);
  const nearlyAll = rows.length >= MANY_ROWS && ofWidth.length >= NEARLY_ALL * rows.length;
  let places = 0;
  let explained = 0;
  for (const { cells, hasQuotes } of ofWidth) {
    for (const [at, cell] of cells.slice(1).entries()) {
      places += 1;
      if (!hasQuotes && isPunctuation(delimiter, cells[at] ?? '', cell)) explained += 1;
    }
  }
  const punctuation = places > 0 && explained >= MOSTLY * places;
  const sentences = rows.filter(({ cells }) => /[.!?…]['"”’»]?\s*$/.test(cells.at(-1) ?? '')).length;
  return {
    delimiter,
    width,
    even: ofWidth.length,
    rows: rows.length,
    allEven: width > 1 && (ofWidth.length === rows.length || nearlyAll),
    punctuation,
    prose: rulesOf(sample, delimiter).style === 'text' || (punctuation && sentences > rows.length / 2),
  };
}

const isEven = ({ width, even, rows }: Cut): boolean =>
  width > 1 &&
  (even === rows || (rows >= ENOUGH_ROWS && even >= Math.min(rows - 1, (1 - MOST_UNEVEN) * rows)));

export interface GuessedDelimiter {
  readonly delimiter: Delimiter;
  /** No other one explains the rows as well. */
  readonly sure: boolean;
}

/**
 * The delimiter under which the first rows have the same number of cells and which is not explained by numbers, dates
 * and sentences; tabs first where several do.
 */
export function guessDelimiter(sample: string, whole: boolean): GuessedDelimiter {
  const cuts = DELIMITERS.map((delimiter) => cutBy(delimiter, sample, whole));
  const even = cuts.filter(isEven);
  const separating = even.filter(({ punctuation }) => !punctuation);
  const candidates = separating.length > 0 ? separating : even;
  const preferred =
    candidates.find(({ delimiter }) => delimiter === '\t') ??
    candidates.reduce<Cut | undefined>(
      (best, cut) => (best && best.width <= cut.width ? best : cut),
      undefined,
    );
  if (preferred) return { delimiter: preferred.delimiter, sure: candidates.length === 1 };
  const share = ({ width, even, rows }: Cut): number => (width > 1 ? even / rows : 0);
  const best = cuts.reduce((best, cut) => (share(cut) > share(best) ? cut : best));
  return { delimiter: best.delimiter, sure: true };
}
