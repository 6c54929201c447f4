/** Tables of pixels, as MNIST is often passed on: a row a picture, its class in the first or the last cell. */
import { UserError } from '../../../errors/user-error';
import { type LabelColumn, PICTURE_LIMITS } from '../../../experiment/user-data';
import { type ReadHooks, readBytes } from '../bytes';
import { TextPieces } from '../text-pieces';
import { cleanClass } from './classes';
import { type ImportedPictures, PictureCollector, type PictureExclusion } from './collector';
import { PictureShrinker } from './shrink';

export interface PixelTable {
  readonly delimiter: string;
  /** Pixels along a side of each picture. */
  readonly side: number;
  /** The first row holds names. */
  readonly header: boolean;
  readonly label: LabelColumn;
}

const DELIMITERS = [',', ';', '\t'] as const;
/** Smaller pictures have so few pixels that other tables of numbers look alike. */
const SMALLEST_SIDE = 8;
/** Bytes at the beginning that decide. */
const HEAD_BYTES = 1 << 18;
/** Rows that decide where the classes are. */
const ROWS_LOOKED_AT = 50;
const LARGEST_LEVEL = 255;
const LABEL_NAMES = /^(?:label|labels|class|target|category|y)$/i;

const cellsOf = (line: string, delimiter: string): string[] =>
  line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));

/** NaN for what is no grey level. */
function levelOf(cell: string): number {
  const level = cell === '' ? Number.NaN : Number(cell);
  return level >= 0 && level <= LARGEST_LEVEL ? level : Number.NaN;
}

/** Side of the picture in a row with this many cells; 0 where it is not square, or too small. */
function sideOf(cells: number): number {
  const side = Math.sqrt(cells - 1);
  return Number.isInteger(side) && side >= SMALLEST_SIDE ? side : 0;
}

/** Of two columns that could be it, the one that looks like few classes; the first where both do, or none. */
function guessLabel(rows: readonly (readonly string[])[]): LabelColumn {
  const values = (at: number): string[] => rows.map((cells) => cells.at(at) ?? '');
  const [first, last] = [values(0), values(-1)];
  if (first.some((cell) => Number.isNaN(levelOf(cell)))) return 'first';
  if (last.some((cell) => Number.isNaN(levelOf(cell)))) return 'last';
  const looksRight = (cells: readonly string[]): boolean => {
    const different = new Set(cells).size;
    return different >= PICTURE_LIMITS.fewestClasses && different <= PICTURE_LIMITS.classes;
  };
  return !looksRight(first) && looksRight(last) ? 'last' : 'first';
}

/**
 * How a table of pixels is read; null where the text is something else.
 * @param head the beginning of a text, its last line perhaps cut
 * @param wanted column of the classes, if the user has said it
 */
export function pixelTableOf(head: string, whole: boolean, wanted: LabelColumn | null): PixelTable | null {
  const lines = head.replace(/^\ufeff/, '').split(/\r\n?|\n/);
  const complete = (whole ? lines : lines.slice(0, -1)).filter((line) => line.trim() !== '');
  const [first = '', second] = complete;
  for (const delimiter of DELIMITERS) {
    const names = cellsOf(first, delimiter);
    const side = sideOf(names.length);
    if (side === 0) continue;
    const header = names.slice(1, -1).some((cell) => Number.isNaN(levelOf(cell)));
    const rows = complete.slice(header ? 1 : 0, ROWS_LOOKED_AT).map((line) => cellsOf(line, delimiter));
    const sample = header ? second : first;
    const inner = cellsOf(sample ?? '', delimiter).slice(1, -1);
    if (inner.length !== side ** 2 - 1 || inner.some((cell) => Number.isNaN(levelOf(cell)))) continue;
    const named = header && LABEL_NAMES.test(names.at(-1) ?? '') && !LABEL_NAMES.test(names[0] ?? '');
    const isNamed = header && names.some((name) => LABEL_NAMES.test(name));
    const label = wanted ?? (named ? 'last' : isNamed ? 'first' : guessLabel(rows));
    return { delimiter, side, header, label };
  }
  return null;
}

/**
 * Reads a table of pixels.
 * @returns null where the file is none
 * @throws UserError when it is too large or gone
 * @throws what `hooks.signal` was aborted with
 */
export async function importPixelTable(
  file: Blob,
  wanted: LabelColumn | null,
  hooks: ReadHooks,
): Promise<ImportedPictures | null> {
  const head = new TextDecoder().decode(await readBytes(file, 0, HEAD_BYTES));
  const table = pixelTableOf(head, file.size <= HEAD_BYTES, wanted);
  if (!table) return null;
  if (file.size > PICTURE_LIMITS.archive) throw tooBig(file.size);
  const collector = new PictureCollector();
  let line = 0;
  let rest = '';
  for await (const { text, last } of new TextPieces(file, 'utf-8', hooks)) {
    const lines = (rest + text).split('\n');
    rest = last ? '' : (lines.pop() ?? '');
    for (const row of lines) {
      line += 1;
      if (row.trim() !== '' && !(table.header && line === 1)) readRow(row, line, table, collector);
    }
  }
  return collector.finish(table.label);
}

/** For files beyond the limit of archives and tables. */
export const tooBig = (bytes: number): UserError =>
  new UserError('data-too-big', {
    size: Math.round(bytes / 1e5) / 10,
    limit: PICTURE_LIMITS.archive / 1e6,
  });

function readRow(row: string, line: number, table: PixelTable, collector: PictureCollector): void {
  const where = String(line);
  const picture = collector.full ? 'most' : pictureOf(row, table);
  if (typeof picture === 'string') collector.leaveOut(picture, where);
  else collector.add(picture.prompt, picture.className, where);
}

/** The picture of a row, or why there is none. */
function pictureOf(
  row: string,
  { delimiter, side, label }: PixelTable,
): { readonly prompt: string; readonly className: string } | PictureExclusion {
  const cells = cellsOf(row, delimiter);
  if (cells.length !== side ** 2 + 1) return 'cells';
  const levels = (label === 'first' ? cells.slice(1) : cells.slice(0, -1)).map(levelOf);
  if (levels.some(Number.isNaN)) return 'levels';
  const shrinker = new PictureShrinker(side, side);
  for (let y = 0; y < side; y++) shrinker.addRow(levels.slice(y * side, (y + 1) * side));
  return { prompt: shrinker.finish(), className: cleanClass(cells.at(label === 'first' ? 0 : -1) ?? '') };
}
