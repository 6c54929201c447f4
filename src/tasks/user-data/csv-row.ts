/**
 * One row of a delimited file, as in RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180), with blanks allowed around quoted cells.
 *
 * Written here because a parser has to say where a row with broken quotes begins, so that the next line can be read as if
 * nothing had happened. Its rows of well-formed text are held against Papa Parse in the tests.
 */
import type { Delimiter } from '../../experiment/user-data';
import { LONGEST_RECORD } from './record';

/**
 * `plain`: no quotation mark. `quoted`: at least one cell is enclosed, and all marks belong to such cells. `stray`: a mark
 * inside a cell that is not enclosed. `broken`: an enclosed cell that does not end where a cell must end.
 */
export type Quoting = 'plain' | 'quoted' | 'stray' | 'broken';

export interface CsvRow {
  readonly cells: readonly string[];
  readonly quoting: Quoting;
  /** Offset behind the row's line end. */
  readonly end: number;
}

/** How quotation marks are read: they enclose cells, also with `\"` for a mark inside, or they are characters like others. */
export type QuoteStyle = 'enclose' | 'enclose-backslash' | 'text';

/** Offset of the mark that closes the cell opened at `open`; -1 when there is none. */
function closingMark(text: string, open: number, backslash: boolean): number {
  for (let at = open + 1; ; ) {
    at = text.indexOf('"', at);
    if (at < 0 || at - open > LONGEST_RECORD) return -1;
    if (backslash && isEscaped(text, at)) at += 1;
    else if (text[at + 1] === '"') at += 2;
    else return at;
  }
}

/** Whether an odd number of backslashes precedes `at`. */
function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === '\\') before -= 1;
  return (at - before) % 2 === 1;
}

const unquoted = (text: string, backslash: boolean): string =>
  backslash
    ? text.replace(/""|\\(["\\])/g, (_, escaped: string | undefined) => escaped ?? '"')
    : text.replaceAll('""', '"');

const skipBlanks = (text: string, from: number): number => {
  let at = from;
  while (text[at] === ' ') at += 1;
  return at;
};

/** Offset of the next line end, or of the end of the text. */
const lineEndFrom = (text: string, at: number): number => {
  const found = text.indexOf('\n', at);
  return found < 0 ? text.length : found;
};

/**
 * The row that begins at `start`; null when the text ends before the row does.
 *
 * @param last nothing follows the text, so its end ends the row
 */
export function readRow(
  text: string,
  start: number,
  delimiter: Delimiter,
  style: QuoteStyle,
  last: boolean,
): CsvRow | null {
  const lineEnd = lineEndFrom(text, start);
  if (lineEnd === text.length && !last && text.length - start <= LONGEST_RECORD) return null;
  const line = text.slice(start, lineEnd);
  if (style === 'text' || !line.includes('"')) {
    return { cells: line.split(delimiter), quoting: 'plain', end: lineEnd + 1 };
  }
  return readQuotedRow(text, start, delimiter, last, style === 'enclose-backslash');
}

function readQuotedRow(
  text: string,
  start: number,
  delimiter: Delimiter,
  last: boolean,
  backslash: boolean,
): CsvRow | null {
  const cells: string[] = [];
  let quoting: Quoting = 'plain';
  const broken = (): CsvRow => ({ cells, quoting: 'broken', end: lineEndFrom(text, start) + 1 });
  for (let at = start; ; ) {
    const open = skipBlanks(text, at);
    const close = text[open] === '"' ? closingMark(text, open, backslash) : -1;
    const after = close < 0 ? -1 : skipBlanks(text, close + 1);
    const enclosed =
      close >= 0 && (after >= text.length || text[after] === delimiter || text[after] === '\n');
    let end: number;
    if (enclosed) {
      if (after >= text.length && !last) return null;
      cells.push(unquoted(text.slice(open + 1, close), backslash));
      if (quoting === 'plain') quoting = 'quoted';
      end = Math.min(after, text.length);
    } else if (text[open] === '"' && open === at) {
      const unfinished = close < 0 && !last && text.length - start <= LONGEST_RECORD;
      return unfinished ? null : broken();
    } else {
      const lineEnd = lineEndFrom(text, at);
      if (lineEnd === text.length && !last && text.length - start <= LONGEST_RECORD) return null;
      const found = text.indexOf(delimiter, at);
      end = found < 0 || found > lineEnd ? lineEnd : found;
      const cell = text.slice(at, end);
      if (cell.includes('"')) quoting = 'stray';
      cells.push(cell);
    }
    if (end >= text.length || text[end] === '\n') return { cells, quoting, end: end + 1 };
    at = end + 1;
  }
}
