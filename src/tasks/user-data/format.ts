/** What kind of file it is: by its name where that says it, else by what it begins with. */
import { type Delimiter, evenCells, guessDelimiter } from './table';

export type DataFormat = 'text' | 'table' | 'json';

export type Layout =
  | { readonly format: 'text' }
  | { readonly format: 'table'; readonly delimiter: Delimiter; readonly skipLines: number }
  | { readonly format: 'json'; readonly list: boolean };

/** So few lines with the same number of commas are no table yet: verse and lists have them too. */
const FEWEST_ROWS = 3;
/** Excel's way of naming the delimiter, in the first line. */
const NAMED_DELIMITER = /^sep=([,;\t|])\n/i;

const extensionOf = (name: string): string => /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

function formatOf(extension: string, head: string): DataFormat {
  if (['csv', 'tsv', 'tab'].includes(extension)) return 'table';
  if (['json', 'jsonl', 'ndjson'].includes(extension)) return 'json';
  const start = head.trimStart();
  if (/^\[\s*[[{"]/.test(start) || (start.startsWith('{') && isJson(start.split('\n', 1)[0] ?? '')))
    return 'json';
  return guessable(head) ? 'table' : 'text';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** One list, and not a list a line. */
function isList(head: string): boolean {
  const [first = '', ...others] = head.trim().split('\n');
  return first.startsWith('[') && !(others.length > 0 && isJson(first));
}

/** Every row has the same number of cells, at least two. */
const guessable = (head: string): boolean =>
  evenCells(head, '\t', 2) > 0 ||
  evenCells(head, ',', FEWEST_ROWS) > 0 ||
  evenCells(head, ';', FEWEST_ROWS) > 0;

/**
 * @param head the beginning of the text; its last line may be cut
 * @param asked what the visitor has said it is
 */
export function layoutOf(name: string, head: string, asked: DataFormat | 'auto'): Layout {
  const extension = extensionOf(name);
  const format = asked === 'auto' ? formatOf(extension, head) : asked;
  switch (format) {
    case 'text':
      return { format };
    case 'json':
      return { format, list: isList(head) };
    case 'table': {
      const named = NAMED_DELIMITER.exec(head);
      if (named) return { format, delimiter: named[1] as Delimiter, skipLines: 1 };
      const delimiter = extension === 'tsv' || extension === 'tab' ? '\t' : guessDelimiter(head);
      return { format, delimiter, skipLines: 0 };
    }
    default:
      return format satisfies never;
  }
}
