/** JSON: one record a line (JSONL), or a list of records. A record that is not valid JSON costs that record. */
import { DataError, occurrences } from './encoding';
import { type Cell, type DataRecord, LONGEST_RECORD, type RecordReader } from './record';

/** Records whose keys become columns. */
const RECORDS_FOR_NAMES = 200;
const MOST_COLUMNS = 30;

interface RawRecord {
  readonly line: number;
  readonly text: string;
}

export class JsonReader implements RecordReader {
  readonly #split: LineSplitter | ListSplitter;
  #names: string[] | null = null;

  /** @param list the file is one list, not one record a line */
  constructor(list: boolean) {
    this.#split = list ? new ListSplitter() : new LineSplitter();
  }

  get names(): readonly string[] | null {
    return this.#names;
  }

  read(text: string, last: boolean): DataRecord[] {
    const parsed = this.#split
      .read(text, last)
      .map(({ line, text }) => ({ line, text, value: parseOrUndefined(text) }));
    if (this.#names === null && parsed.length > 0)
      this.#names = columnNames(parsed.map(({ value }) => value));
    const names = this.#names ?? [];
    return parsed.map(({ line, text, value }): DataRecord => {
      if (value === undefined) return { line, broken: 'json', text: text.slice(0, 200) };
      if (Array.isArray(value)) return { line, cells: value.map(cellOf) };
      if (typeof value !== 'object' || value === null) return { line, cells: [cellOf(value)] };
      const record = value as Readonly<Record<string, unknown>>;
      return {
        line,
        cells: names.map((name) => (Object.hasOwn(record, name) ? cellOf(record[name]) : undefined)),
      };
    });
  }
}

/** Undefined, which JSON cannot say, for what is not JSON. */
function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cellOf(value: unknown): Cell {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** The keys of the first records in the order in which they are met; for lists, their places. */
function columnNames(values: readonly unknown[]): string[] {
  const names = new Set<string>();
  let cells = 0;
  for (const value of values.slice(0, RECORDS_FOR_NAMES)) {
    if (Array.isArray(value)) cells = Math.max(cells, value.length);
    else if (typeof value === 'object' && value !== null)
      for (const key of Object.keys(value)) names.add(key);
    else if (value !== undefined) cells = Math.max(cells, 1);
  }
  const all = names.size > 0 ? [...names] : Array.from({ length: cells }, (_, at) => String(at + 1));
  return all.slice(0, MOST_COLUMNS);
}

class LineSplitter {
  #rest = '';
  #line = 1;

  read(text: string, last: boolean): RawRecord[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = last ? '' : (lines.pop() ?? '');
    if (this.#rest.length > LONGEST_RECORD) throw new DataError('record-too-long', { line: this.#line });
    const records: RawRecord[] = [];
    for (const line of lines) {
      if (line.trim() !== '') records.push({ line: this.#line, text: line });
      this.#line += 1;
    }
    return records;
  }
}

/** Cuts a list into its elements by brackets and quotes alone, so that one damaged element leaves the others whole. */
class ListSplitter {
  #rest = '';
  #line = 1;
  /** Brackets and braces that are open; the list's own is the first. */
  #depth = 0;
  #inText = false;
  #escaped = false;

  read(text: string, last: boolean): RawRecord[] {
    const records: RawRecord[] = [];
    let begin = 0;
    const element = (end: number): void => {
      const raw = this.#rest + text.slice(begin, end);
      this.#rest = '';
      begin = end + 1;
      const trimmed = raw.trim();
      const before = occurrences(raw.slice(0, raw.length - raw.trimStart().length), '\n');
      if (trimmed !== '') records.push({ line: this.#line + before, text: trimmed });
      this.#line += occurrences(raw, '\n');
    };
    for (let at = 0; at < text.length; at++) {
      const character = text[at];
      if (this.#inText) {
        if (this.#escaped) this.#escaped = false;
        else if (character === '\\') this.#escaped = true;
        else if (character === '"') this.#inText = false;
      } else if (character === '"') this.#inText = true;
      else if (character === '[' || character === '{') {
        if (this.#depth === 0) {
          if (this.#rest.trim() !== '' || text.slice(begin, at).trim() !== '') break;
          this.#line += occurrences(this.#rest + text.slice(begin, at), '\n');
          this.#rest = '';
          begin = at + 1;
        }
        this.#depth += 1;
      } else if (character === ']' || character === '}') {
        if (this.#depth === 1) element(at);
        this.#depth -= 1;
        // What follows the list belongs to nothing.
        if (this.#depth <= 0) return records;
      } else if (character === ',' && this.#depth === 1) element(at);
    }
    if (last) element(text.length);
    else this.#rest += text.slice(begin);
    if (this.#rest.length > LONGEST_RECORD) throw new DataError('record-too-long', { line: this.#line });
    return records;
  }
}
