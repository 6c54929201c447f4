/** Kind of a file: by its name if that is decisive, else by its beginning. */
import type { DataFormat, Delimiter, ImportOptions } from '../../experiment/user-data';
import { cutBy, guessDelimiter } from './delimiter';
import { isJson, type JsonLayout, jsonLayoutOf } from './json-layout';

export type Layout =
  | { readonly format: 'text' }
  | {
      readonly format: 'table';
      readonly delimiter: Delimiter;
      /** Whether the delimiter is clear; otherwise the user is asked. */
      readonly sure: boolean;
      /** Cells that most rows have. */
      readonly width: number;
      /** Lines in front of the table that only name the delimiter. */
      readonly skipLines: number;
    }
  | { readonly format: 'json'; readonly records: JsonLayout };

/** The beginning of a text. */
export interface Head {
  readonly text: string;
  /** It is all of the text; otherwise its last line may be cut. */
  readonly whole: boolean;
}

/** So few lines with the same number of commas are no table yet: verse and lists have them too. */
const FEWEST_ROWS = 3;
const FEWEST_ROWS_OF_SENTENCES = 10;
/**
 * `sep=;` names the delimiter in the first line, as Excel reads it. Spreadsheets that save such a file again enclose it in
 * quotation marks, or pad it to the width of the table with the delimiter they use.
 */
const NAMED_DELIMITER = /^[ \t]*"?sep=([,;\t|])"?([,;\t|]*)[ \t]*(?:\n|$)/i;

const extensionOf = (name: string): string => /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

function formatOf(extension: string, head: Head): DataFormat {
  if (['csv', 'tsv', 'tab'].includes(extension)) return 'table';
  if (['json', 'jsonl', 'ndjson'].includes(extension)) return 'json';
  const start = head.text.trimStart();
  const [line = ''] = start.split('\n', 1);
  const object =
    isJson(line) || (head.whole ? /^\{\s*\n/.test(start) || isJson(start) : /^\{\s*"/.test(start));
  if (/^\[\s*[[{"]/.test(start) || (start.startsWith('{') && object)) return 'json';
  return NAMED_DELIMITER.test(head.text) || looksLikeTable(head) ? 'table' : 'text';
}

/** Every row has the same number of cells, at least two. */
function looksLikeTable({ text, whole }: Head): boolean {
  if (cutBy('\t', text, whole).allEven) return true;
  return ([',', ';', '|'] as const).some((delimiter) => {
    const { allEven, punctuation, prose, rows } = cutBy(delimiter, text, whole);
    return allEven && !prose && rows >= (punctuation ? FEWEST_ROWS_OF_SENTENCES : FEWEST_ROWS);
  });
}

function tableLayout(extension: string, { text, whole }: Head, chosen: Delimiter | null): Layout {
  const named = NAMED_DELIMITER.exec(text);
  const body = named ? text.slice(named[0].length) : text;
  const found = delimiterOf(extension, body, whole, named);
  const delimiter = chosen ?? found.delimiter;
  const { width } = cutBy(delimiter, body, whole);
  return { format: 'table', delimiter, sure: found.sure || chosen !== null, width, skipLines: named ? 1 : 0 };
}

function delimiterOf(
  extension: string,
  body: string,
  whole: boolean,
  named: RegExpExecArray | null,
): { readonly delimiter: Delimiter; readonly sure: boolean } {
  // Padding shows the delimiter that the file was last saved with.
  const [, written, [padding] = ''] = named ?? [];
  if (written) return { delimiter: (padding ?? written) as Delimiter, sure: true };
  const isTsv = ['tsv', 'tab'].includes(extension);
  return isTsv && cutBy('\t', body, whole).width > 1
    ? { delimiter: '\t', sure: true }
    : guessDelimiter(body, whole);
}

/** @param name of the file */
export function layoutOf(name: string, head: Head, { format: chosen, delimiter }: ImportOptions): Layout {
  const extension = extensionOf(name);
  const format = chosen === 'auto' ? formatOf(extension, head) : chosen;
  switch (format) {
    case 'text':
      return { format };
    case 'json':
      return {
        format,
        records: jsonLayoutOf(head.text, head.whole, ['jsonl', 'ndjson'].includes(extension)),
      };
    case 'table':
      return tableLayout(extension, head, delimiter);
    default:
      return format satisfies never;
  }
}
