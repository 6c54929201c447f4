/** Whether the first row of a table holds the names of its columns. */
import { conceptOf, isAboutRows, isIdentifier, isPrompt, isResponse, languageOf } from './column-names';

export interface Header {
  readonly header: boolean;
  /** Otherwise the user is asked. */
  readonly sure: boolean;
}

const YES: Header = { header: true, sure: true };
const NO: Header = { header: false, sure: true };
const PERHAPS_YES: Header = { header: true, sure: false };
const PERHAPS_NO: Header = { header: false, sure: false };

/** Rows below a header that its columns are compared with; of fewer than `FEWEST`, nothing is said. */
const FEWEST = 3;
const NEARLY_ALL = 0.9;

type Rows = readonly (readonly string[])[];

const columnOf = (rows: Rows, at: number): readonly string[] =>
  rows.map((row) => row[at]?.trim() ?? '').filter((cell) => cell !== '');

const share = (cells: readonly string[], test: (cell: string) => boolean): number =>
  cells.length === 0 ? 0 : cells.filter(test).length / cells.length;

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const isNumber = (cell: string): boolean => /^[\p{Sc}+-]?\d[\d.,:/\s%-]*\p{Sc}?$/u.test(cell);

/** Words of at most three letters above such words: a code of a language may then be a word like them. */
const isShortAboveShort = (first: readonly string[], below: Rows): boolean =>
  first.every((cell) => cell.length <= 3) &&
  below.some((cells) => share(cells, (cell) => cell.length <= 3) > 0.3);

/** Languages named in a first row above columns of other words. */
function byLanguages(first: readonly string[], rows: Rows): Header | null {
  const others = first.filter((name) => name !== '' && languageOf(name) === null);
  const codes = first.flatMap((name) => languageOf(name) ?? []);
  if (codes.length < 2 || others.some((name) => conceptOf(name) === null && !isAboutRows(name))) return null;
  // `English, anglais` is an entry of a word list.
  if (new Set(codes).size < codes.length) return NO;
  const below = first.flatMap((name, at) => (languageOf(name) === null ? [] : [columnOf(rows, at)]));
  const namesBelow = below.some((cells) => share(cells, (cell) => languageOf(cell) !== null) > 0.3);
  if (namesBelow) return NO;
  return isShortAboveShort(first, below) ? PERHAPS_NO : YES;
}

/** Names for prompts, responses and facts about rows. */
function byNames(first: readonly string[], rows: Rows): Header | null {
  const identifiers = first.filter((name) => isIdentifier(name)).length;
  if (identifiers > 1 && !rows.some((row) => row.some(isIdentifier))) return YES;
  // `question 1` above `question 2` is a row like the others.
  const concepts = first.map((name, at) => {
    const concept = conceptOf(name);
    return share(columnOf(rows, at), (cell) => conceptOf(cell) === concept) > 0.3 ? null : concept;
  });
  if (concepts.some(isPrompt) && concepts.some(isResponse)) return YES;
  const known = concepts.filter((concept) => concept !== null);
  const languages = first.filter((name, at) => concepts[at] === null && languageOf(name) !== null).length;
  const filled = first.filter((name) => name !== '').length;
  const named = first.filter((name, at) => concepts[at] !== null || isAboutRows(name)).length;
  if (filled > 2 && named > 1) return YES;
  if (languages > 0 && known.length > 0 && known.length + languages === filled) {
    const below = first.map((_, at) => columnOf(rows, at));
    return isShortAboveShort(first, below) ? PERHAPS_NO : YES;
  }
  // `answer, réponse` is an entry of a word list.
  if (filled > 1 && known.length === filled && new Set(known).size === 1) return NO;
  return known.length > 0 ? PERHAPS_NO : null;
}

/** Columns that hold something else than their first cell. */
function byKinds(first: readonly string[], rows: Rows): Header | null {
  const columns = first.map((name, at) => ({ name, cells: columnOf(rows, at) }));
  const ofOtherKind = columns.some(
    ({ name, cells }) =>
      (name !== '' && !/\d/.test(name) && share(cells, isNumber) >= NEARLY_ALL) ||
      (isIdentifier(name) && share(cells, isIdentifier) < 1 - NEARLY_ALL),
  );
  if (ofOtherKind) return YES;
  const muchLonger = columns.every(
    ({ name, cells }) =>
      name.length <= 20 && median(cells.map(({ length }) => length)) >= Math.max(25, 3 * name.length),
  );
  if (muchLonger) return PERHAPS_YES;
  const capital = (cell: string): boolean => /^\p{Lu}/u.test(cell);
  const onlyCapitals =
    columns.every(({ name }) => capital(name)) && columns.every(({ cells }) => share(cells, capital) === 0);
  if (onlyCapitals && rows.length >= 10) return PERHAPS_NO;
  const categories = columns.some(({ name, cells }) => {
    const values = new Set(cells);
    return cells.length >= 20 && values.size <= cells.length / 5 && !values.has(name);
  });
  return categories ? PERHAPS_NO : null;
}

/**
 * @param first cells of the first row
 * @param rows some of the rows below
 */
export function headerOf(first: readonly string[], rows: Rows): Header {
  const cells = first.map((cell) => cell.trim());
  const filled = cells.filter((cell) => cell !== '');
  if (filled.length < 2 || filled.every(isNumber)) return NO;
  const compared = rows.length >= FEWEST ? rows : [];
  const named = byNames(cells, compared);
  if (named?.sure) return named;
  return (
    byLanguages(cells, compared) ?? (compared.length > 0 ? byKinds(cells, compared) : null) ?? named ?? NO
  );
}
