/** Layout of the records of a JSON file, from its beginning. */

/**
 * `lines`: one record a line. `list`: the elements of a list that begins at `start`, which is under the keys of `path`.
 * `whole`: no such list; the file is parsed in one go.
 */
export type JsonLayout =
  | { readonly kind: 'lines' }
  | {
      readonly kind: 'list';
      readonly start: number;
      readonly path: readonly string[];
      /** Names of the columns, where an object beside the list has them. */
      readonly names: readonly string[] | null;
    }
  | { readonly kind: 'whole' };

/** Lines examined to distinguish one record a line from a document. */
const LINES = 20;
/** Characters of a list's first element that distinguish messages of one chat from records. */
const FIRST_ELEMENT = 2_000;

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** One valid value a line in most of the first lines, or at least several lines that begin like one. */
function isLines(head: string, whole: boolean): boolean {
  const lines = head.split('\n');
  if (!whole) lines.pop();
  const filled = lines.filter((line) => line.trim() !== '').slice(0, LINES);
  if (filled.length < 2) return !whole && filled.length === 1 && isJson(filled[0] ?? '');
  const valid = filled.filter((line) => /^\s*["[{\d]/.test(line) && isJson(line)).length;
  return 2 * valid > filled.length;
}

/** Begins with a message of a chat: a list of these is one record and not a list of records. */
function looksLikeMessage(element: string): boolean {
  const own = /^\{[^{}[\]]*/.exec(element)?.[0] ?? '';
  return /"(?:role|from)"\s*:\s*"/.test(own) && /"(?:content|value)"\s*:/.test(own);
}

interface ListInside {
  readonly start: number;
  readonly path: readonly string[];
  /** Characters, as far as they are in the head. */
  readonly length: number;
  /** The beginning of its first element up to the first value: lists of the same records have the same. */
  readonly firstKey: string;
}

/** The lists of objects or lists inside of an object, without those inside of lists. */
function listsInside(head: string): ListInside[] {
  const lists: ListInside[] = [];
  const path: string[] = [];
  let key = '';
  for (let at = head.indexOf('{'); at >= 0 && at < head.length; at++) {
    const character = head[at];
    if (character === '"') {
      const end = endOfText(head, at);
      if (end < 0) break;
      if (/^\s*:/.test(head.slice(end + 1, end + 100))) key = head.slice(at + 1, end);
      at = end;
    } else if (character === '{') path.push(key);
    else if (character === '}') path.pop();
    else if (character === '[') {
      const element = head.slice(at + 1, at + 1 + FIRST_ELEMENT).trimStart();
      const end = endOfList(head, at);
      if (/^[[{]/.test(element) && !looksLikeMessage(element)) {
        const [firstKey = ''] = element.split(':', 1);
        lists.push({ start: at, path: [...path.slice(1), key], length: end - at, firstKey });
      }
      at = end;
    }
  }
  return lists;
}

/** The longest list of records inside of an object, or the first of those beside it with the same keys. */
function listInside(head: string): ListInside | null {
  const lists = listsInside(head);
  const longest = lists.reduce<ListInside | null>(
    (best, list) => (best && best.length >= list.length ? best : list),
    null,
  );
  const alike = lists.find(
    ({ path, firstKey }) => path.length === longest?.path.length && firstKey === longest.firstKey,
  );
  return alike ?? longest;
}

/** Offset of the quotation mark that ends a JSON text; -1 when it does not end. */
function endOfText(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return -1;
}

/** Offset of the bracket that ends a list; of the end of the text when that comes first. */
function endOfList(text: string, begin: number): number {
  let depth = 0;
  for (let at = begin; at < text.length; at++) {
    const character = text[at];
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    else if (character === '"') {
      at = endOfText(text, at);
      if (at < 0) return text.length;
    }
    if (depth === 0) return at;
  }
  return text.length;
}

/** `"columns": [...]` before lists of cells, as pandas writes a table (orient="split"). */
function namesBefore(head: string, start: number): readonly string[] | null {
  const found = /"columns"\s*:\s*(\[[^\]]*\])/.exec(head.slice(0, start))?.[1];
  if (!found || !/^\[\s*\[/.test(head.slice(start)) || !isJson(found)) return null;
  const names: unknown = JSON.parse(found);
  return Array.isArray(names) ? names.map(String) : null;
}

/**
 * @param whole the head is all of the file
 * @param named the file's name says that it has one record a line
 */
export function jsonLayoutOf(head: string, whole: boolean, named: boolean): JsonLayout {
  const longLine = named && !whole && !head.includes('\n');
  if (longLine || isLines(head, whole)) return { kind: 'lines' };
  const begin = head.search(/\S/);
  if (head[begin] === '[') {
    const element = head.slice(begin + 1, begin + 1 + FIRST_ELEMENT).trimStart();
    // One chat alone is one record.
    return looksLikeMessage(element) ? { kind: 'whole' } : { kind: 'list', start: 0, path: [], names: null };
  }
  const inside = listInside(head);
  if (!inside) return { kind: 'whole' };
  const { start, path } = inside;
  return { kind: 'list', start, path, names: namesBefore(head, start) };
}
