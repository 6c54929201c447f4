/** Lines of a table that are not rows: titles and comments before it, the line below the header of a Markdown table. */
import { conceptOf, isAboutRows, isPrompt, isResponse } from './column-names';
import { MOST_LINES_BEFORE } from './delimiter';

type Cells = readonly string[];

/** Rows before a header that names prompts and responses; more would be the table itself. */
const MOST_BEFORE_HEADER = 2;

const filled = (cells: Cells): number => cells.filter((cell) => cell.trim() !== '').length;

/** A header without doubt: it names prompts and responses and has no other words. */
function namesBoth(cells: Cells): boolean {
  const concepts = cells.map(conceptOf);
  const known = cells.every((cell, at) => cell.trim() === '' || concepts[at] !== null || isAboutRows(cell));
  return known && concepts.some(isPrompt) && concepts.some(isResponse);
}

const isComment = (cells: Cells): boolean => /^\s*#/.test(cells[0] ?? '');

/**
 * How many of the first rows are not of the table: titles have one cell, comments begin with `#`.
 *
 * @param width cells that most rows have
 */
export function rowsBeforeTable(rows: readonly Cells[], width: number): number {
  const isTitle = (cells: Cells): boolean => filled(cells) < 2 || (isComment(cells) && cells.length < width);
  const first = rows.slice(0, MOST_LINES_BEFORE).findIndex((cells) => !isTitle(cells));
  if (first < 0) return 0;
  const comments = rows
    .slice(first, MOST_LINES_BEFORE)
    .findIndex((cells) => !isComment(cells) || namesBoth(cells));
  const most = rows.every(isComment) ? 0 : Math.max(0, comments);
  const begin = first + most;
  const header = rows.slice(begin, begin + MOST_BEFORE_HEADER + 1).findIndex(namesBoth);
  // `question 1, answer 1` above `question 2, answer 2` is a row like the others.
  const alone = header >= 0 && !namesBoth(rows[begin + header + 1] ?? []);
  return alone ? begin + header : begin;
}

/** `| --- | :-: |` */
export const isRule = (cells: Cells): boolean =>
  filled(cells) > 0 && cells.every((cell) => /^\s*(?::?-{2,}:?)?\s*$/.test(cell));
