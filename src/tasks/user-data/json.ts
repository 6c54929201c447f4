/** JSON: one record a line, a list of records, or one object. A record that is not valid JSON costs that record. */
import { UserError } from '../../errors/user-error';
import { conceptOf, isPrompt, isResponse } from './column-names';
import type { JsonLayout } from './json-layout';
import { cellsOf, isObject, isSeveral, type JsonCells } from './json-record';
import { LineSplitter, ListSplitter, type RawRecord, type Splitter, WholeSplitter } from './json-splitter';
import type { Cell, DataRecord, RecordReader } from './record';

/** Records whose keys become columns. */
const RECORDS_FOR_NAMES = 200;
const MOST_COLUMNS = 30;
/** Keys of an object beside the records, such as a version and a licence. */
const MOST_FACTS = 5;

interface Parsed extends RawRecord {
  /** Undefined, which JSON cannot say, for what is not JSON. */
  readonly value: unknown;
}

/** Its cells are made when they are first asked for: rows beyond the most that are kept are only counted. */
class LazyRecord {
  readonly line: number;
  readonly #make: () => readonly Cell[];
  #cells: readonly Cell[] | null = null;

  constructor(line: number, make: () => readonly Cell[]) {
    this.line = line;
    this.#make = make;
  }

  get cells(): readonly Cell[] {
    this.#cells ??= this.#make();
    return this.#cells;
  }
}

export class JsonReader implements RecordReader {
  readonly #splitter: Splitter;
  readonly #whole: boolean;
  readonly #given: readonly string[] | null;
  #names: readonly string[] | null = null;
  #dictionary = false;
  #several = 0;

  constructor(layout: JsonLayout) {
    this.#whole = layout.kind === 'whole';
    this.#given = layout.kind === 'list' ? layout.names : null;
    switch (layout.kind) {
      case 'lines':
        this.#splitter = new LineSplitter();
        break;
      case 'list':
        this.#splitter = new ListSplitter(layout.start);
        break;
      case 'whole':
        this.#splitter = new WholeSplitter();
        break;
      default:
        layout satisfies never;
        throw new Error('unknown layout');
    }
  }

  get names(): readonly string[] | null {
    return this.#names;
  }

  /** The file is one object whose keys are prompts and whose values are responses. */
  get dictionary(): boolean {
    return this.#dictionary;
  }

  /** Records are lists, whose places are all the names there are: the first of them may hold names. */
  get hasPlaces(): boolean {
    return !this.#dictionary && (this.#names?.every((name, at) => name === String(at + 1)) ?? false);
  }

  /** Records with a list of several texts in a column, of which the first is taken. */
  get several(): number {
    return this.#several;
  }

  read(text: string, last: boolean): DataRecord[] {
    const raw = this.#splitter.read(text, last);
    const parsed = this.#whole
      ? raw.flatMap((document) => this.#recordsOf(document.text))
      : raw.map((record) => ({ ...record, value: parseOrUndefined(record.text) }));
    if (this.#names === null && parsed.length > 0 && isListOfPairs(parsed)) this.#dictionary = true;
    if (this.#names === null && parsed.length > 0) {
      this.#names =
        this.#given ?? columnNames(parsed.slice(0, RECORDS_FOR_NAMES).map((record) => this.#cells(record)));
    }
    return parsed.map((record) => {
      const { line, text, value } = record;
      if (value === undefined) return { line, broken: 'json', text: text.slice(0, 200) };
      return new LazyRecord(line, () => this.#cellsInOrder(record));
    });
  }

  #cells({ value }: Parsed): JsonCells {
    if (value === undefined) return new Map();
    return cellsOf(this.#dictionary ? entryOf(value) : value);
  }

  #cellsInOrder(record: Parsed): readonly Cell[] {
    const { value } = record;
    if (typeof value === 'object' && value !== null && Object.values(value).some(isSeveral))
      this.#several += 1;
    const cells = this.#cells(record);
    if (this.#given) return [...cells.values()];
    return (this.#names ?? []).map((name) => cellNamed(name, cells));
  }

  /** @throws UserError for an object that is not valid JSON */
  #recordsOf(document: string): Parsed[] {
    const value = parseOrUndefined(document);
    if (value === undefined) {
      // Objects one after the other, each over several lines.
      const records = new ListSplitter(0, true).read(document, true);
      if (records.length < 2) throw new UserError('data-json-damaged');
      return records.map((record) => ({ ...record, value: parseOrUndefined(record.text) }));
    }
    const { values, dictionary } = valuesOf(value);
    this.#dictionary = dictionary;
    return values.map((value, at) => ({ line: at + 1, text: '', value }));
  }
}

/** Objects with one key each, nearly all of them different: `{"house": "maison"}`. */
function isListOfPairs(records: readonly Parsed[]): boolean {
  const looked = records.slice(0, RECORDS_FOR_NAMES);
  const keys = looked.map(({ value }) =>
    isObject(value) && Object.keys(value).length === 1 ? Object.keys(value)[0] : null,
  );
  return looked.length > 2 && keys.every((key) => key !== null) && new Set(keys).size > looked.length / 2;
}

const entryOf = (value: unknown): unknown => (isObject(value) ? Object.entries(value)[0] : value);

/** Undefined without such a cell, null if the name holds a nested value. */
function cellNamed(name: string, cells: JsonCells): Cell {
  if (cells.has(name)) return cells.get(name);
  return [...cells.keys()].some((key) => key.startsWith(`${name}.`)) ? null : undefined;
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Values {
  readonly values: readonly unknown[];
  readonly dictionary: boolean;
}

function namesPairs(names: readonly string[]): boolean {
  const concepts = names.map(conceptOf);
  return concepts.some(isPrompt) && concepts.some(isResponse);
}

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** The records of one JSON document that has no list of them. */
function valuesOf(document: unknown): Values {
  const plain = (values: readonly unknown[]): Values => ({ values, dictionary: false });
  if (!isObject(document)) return plain([document]);
  const entries = Object.entries(document);
  const tells = entries.length <= MOST_COLUMNS && namesPairs(entries.map(([name]) => name));
  if (tells) return plain(rowsOf(entries) ?? [document]);
  const [inner, ...others] = entries
    .map(([, value]) => value)
    .filter(isObject)
    .sort((a, b) => Object.keys(b).length - Object.keys(a).length);
  const small = others.every((other) => Object.keys(other).length <= MOST_FACTS);
  const wraps = inner && small && Object.keys(inner).length > MOST_FACTS * entries.length;
  if (wraps && entries.every(([, value]) => isObject(value) || isScalar(value))) return valuesOf(inner);
  if (entries.some(([, value]) => Array.isArray(value) && value.length === 0)) return plain([]);
  const allNested = entries.length > 1 && entries.every(([, value]) => isObject(value) || isChatList(value));
  if (allNested) return plain(rowsOf(entries) ?? entries.map(([, value]) => value));
  if (entries.some(([, value]) => isChatList(value))) return plain([document]);
  const columns =
    entries.length <= MOST_COLUMNS && entries.every(([, value]) => Array.isArray(value)) && rowsOf(entries);
  if (columns && columns.length > entries.length) return plain(columns);
  return { values: entries, dictionary: true };
}

const isChatList = (value: unknown): boolean => Array.isArray(value) && isObject(value[0]);

/** Columns of equal length, as lists or by number (`{"0": …, "1": …}`), as records; null for other values. */
function rowsOf(entries: readonly (readonly [string, unknown])[]): readonly unknown[] | null {
  const columns = entries.flatMap(([name, value]) => {
    if (Array.isArray(value)) return [{ name, cells: value }];
    const byNumber = isObject(value) && Object.keys(value).every((key) => /^\d+$/.test(key));
    return byNumber ? [{ name, cells: Object.values(value) }] : [];
  });
  const [first] = columns;
  const even = columns.every(({ cells }) => cells.length === first?.cells.length);
  if (!first || columns.length < 2 || columns.length < entries.length || !even) return null;
  return first.cells.map((_, at) => Object.fromEntries(columns.map(({ name, cells }) => [name, cells[at]])));
}

/** The keys of the first records in the order in which they are met. */
function columnNames(records: readonly JsonCells[]): string[] {
  const names = new Set<string>();
  for (const cells of records) for (const name of cells.keys()) names.add(name);
  return [...names].slice(0, MOST_COLUMNS);
}
