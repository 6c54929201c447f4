/** Where the records of a JSON file are, from its beginning. */

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

/** Lines that are looked at, to tell one record a line from a document. */
const LINES = 20;
/** Characters of a list's first element that tell messages of one chat from records. */
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

/** A message of a chat: a list of these is one record and not a list of records. */
const looksLikeMessage = (element: string): boolean =>
  /"(?:role|from)"\s*:\s*"/.test(element) && /"(?:content|value)"\s*:/.test(element);

/** The outermost list of objects or lists inside of an object. */
function listInside(head: string): { start: number; path: readonly string[] } | null {
  const path: string[] = [];
  let key = '';
  for (let at = head.indexOf('{'); at >= 0 && at < head.length; at++) {
    const character = head[at];
    if (character === '"') {
      const end = endOfText(head, at);
      if (end < 0) return null;
      if (/^\s*:/.test(head.slice(end + 1, end + 100))) key = head.slice(at + 1, end);
      at = end;
    } else if (character === '{') path.push(key);
    else if (character === '}') path.pop();
    else if (character === '[') {
      const element = head.slice(at + 1, at + 1 + FIRST_ELEMENT).trimStart();
      const ofRecords = /^[[{]/.test(element);
      if (ofRecords && looksLikeMessage(element.slice(0, element.indexOf('}') + 1))) return null;
      if (ofRecords) return { start: at, path: [...path.slice(1), key] };
      const end = endOfList(head, at);
      if (end < 0) return null;
      at = end;
    }
  }
  return null;
}

/** Offset of the quotation mark that ends a JSON text; -1 when it does not end. */
function endOfText(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return -1;
}

/** Offset of the bracket that ends a list of plain values. */
function endOfList(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    if (text[at] === ']') return at;
    if (text[at] === '"') {
      at = endOfText(text, at);
      if (at < 0) return -1;
    }
  }
  return -1;
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
    const isChat = element.startsWith('{') && looksLikeMessage(element.slice(0, element.indexOf('}') + 1));
    return isChat ? { kind: 'whole' } : { kind: 'list', start: 0, path: [], names: null };
  }
  const inside = listInside(head);
  if (!inside) return { kind: 'whole' };
  return { kind: 'list', ...inside, names: namesBefore(head, inside.start) };
}
