/** Records with columns: tables and JSON. Records that are texts and no pairs become running text. */
import { UserError } from '../../errors/user-error';
import { type ImportOptions, USER_DATA_LIMITS as LIMITS } from '../../experiment/user-data';
import type { Collector } from './collector';
import { conceptOf } from './column-names';
import { type Columns, chooseColumns, textColumn } from './columns';
import { cutTo } from './cut';
import { cleanCell } from './dataset';
import type { Layout } from './format';
import { JsonReader } from './json';
import { isRule, rowsBeforeTable } from './preamble';
import type { CutCells, FirstRow, Reading, ReadingNote } from './reading';
import type { Cell, DataRecord, RecordReader } from './record';
import { type QuoteRules, quoteRules, readsDifferently, TableReader } from './table';
import { TextReading } from './text-reading';

const ROWS_SHOWN = 6;
const CELLS_SHOWN = 12;
const LONGEST_CELL_SHOWN = 120;
/** Records that columns and header are judged by. */
const ROWS_JUDGED = 200;

type Cells = Extract<DataRecord, { cells: unknown }>;
const hasCells = (record: DataRecord): record is Cells => 'cells' in record;
const textsOf = ({ cells }: Cells): string[] => cells.map((cell) => cell ?? '');

export class RecordReading implements Reading {
  readonly layout: Exclude<Layout, { format: 'text' }>;
  readonly firstRows: FirstRow[] = [];
  readonly #table: TableReader | null;
  readonly #json: JsonReader | null;
  readonly #reader: RecordReader;
  readonly #options: ImportOptions;
  readonly #rules: QuoteRules;
  readonly #collector: Collector;
  readonly #notes: ReadingNote[] = [];
  #columns: Columns | null = null;
  #text: { readonly column: number; readonly reading: TextReading } | null = null;
  #skipLines: number;
  #hasRule = false;
  #cutPrompts = 0;
  #cutResponses = 0;

  constructor(
    layout: Exclude<Layout, { format: 'text' }>,
    options: ImportOptions,
    rules: QuoteRules,
    collector: Collector,
  ) {
    this.layout = layout;
    this.#table = layout.format === 'table' ? new TableReader(layout.delimiter, rules) : null;
    this.#json = layout.format === 'json' ? new JsonReader(layout.records) : null;
    this.#reader = reader(this.#table ?? this.#json);
    this.#options = options;
    this.#rules = rules;
    this.#collector = collector;
    this.#skipLines = layout.format === 'table' ? layout.skipLines : 0;
  }

  get columns(): Columns | null {
    return this.#columns;
  }

  get cut(): CutCells {
    return { prompt: this.#cutPrompts, response: this.#cutResponses };
  }

  get isText(): boolean {
    return this.#text !== null;
  }

  get otherRules(): QuoteRules | null {
    if (!this.#table || this.layout.format !== 'table') return null;
    const { quoteCounts } = this.#table;
    const rules = quoteRules(quoteCounts, this.layout.delimiter);
    return readsDifferently(rules, quoteCounts) ? rules : null;
  }

  get notes(): readonly ReadingNote[] {
    const notes = [...this.#notes];
    if (this.layout.format === 'json' && this.layout.records.kind === 'list') {
      const { path } = this.layout.records;
      if (path.length > 0) notes.push({ code: 'inside', values: { path: path.join(' › ') } });
    }
    if (this.#json?.dictionary) notes.push({ code: 'dictionary', values: {} });
    const several = this.#json?.several ?? 0;
    if (several > 0) notes.push({ code: 'several', values: { count: several } });
    if (this.#table && this.#rules.style === 'text') notes.push({ code: 'quotes-are-text', values: {} });
    return notes;
  }

  take(text: string, last: boolean): void {
    let records = this.#reader.read(text, last);
    if (this.#skipLines > 0 && records.length > 0) {
      records = records.slice(this.#skipLines);
      this.#skipLines = 0;
    }
    if (!this.#columns && !this.#text && records.some(hasCells)) records = this.#begin(records);
    for (const record of records) {
      if (this.#collector.full) this.#collector.skip(1, record.line);
      else if (!hasCells(record)) this.#collector.leaveOut(record.broken, record.line, record.text);
      else if (this.#text) this.#text.reading.take(`${record.cells[this.#text.column] ?? ''}\n`, false);
      else this.#takeCells(record);
    }
    if (last && this.#text) this.#text.reading.take('', true);
  }

  /** Chooses columns by the first records; returns those that are rows. */
  #begin(records: DataRecord[]): DataRecord[] {
    const { names } = this.#reader;
    const rows = this.layout.format === 'table' ? this.#withoutPreamble(records) : records;
    const judged = rows.filter(hasCells).slice(0, ROWS_JUDGED);
    const width = this.layout.format === 'table' ? this.layout.width : (names?.length ?? 0);
    if (this.#options.format === 'auto' && this.#beginText(judged, names, width))
      return this.#rowsOfText(rows);
    if (width < 2) throw new UserError('data-one-column');
    this.#columns = chooseColumns(
      judged.map(({ cells }) => cells),
      this.#json?.hasPlaces ? null : names,
      width,
      // The line below the header of a Markdown table.
      this.#hasRule ? { ...this.#options, header: this.#options.header ?? true } : this.#options,
    );
    const { prompt, response } = this.#columns;
    if (names?.[prompt] === 'user' && names[response] === 'assistant') {
      this.#notes.push({ code: 'chat', values: {} });
    }
    const [header] = judged;
    return this.#columns.header ? rows.filter((row) => row !== header) : rows;
  }

  /** Records that are texts and no pairs become running text. */
  #beginText(judged: readonly Cells[], names: readonly string[] | null, width: number): boolean {
    const [first] = judged;
    const ofTable =
      !names && width === 1 && first && conceptOf(textsOf(first)[0] ?? '') === 'text' ? 0 : null;
    const column = names ? textColumn(names) : ofTable;
    if (column === null || !judged.some(({ cells }) => cells[column])) return false;
    this.#text = { column, reading: new TextReading(this.layout, this.#collector) };
    this.#notes.push({ code: 'texts', values: {} });
    return true;
  }

  #rowsOfText(rows: DataRecord[]): DataRecord[] {
    return this.#reader.names ? rows : rows.slice(1);
  }

  #withoutPreamble(records: DataRecord[]): DataRecord[] {
    const { delimiter, width } = this.layout as Extract<Layout, { format: 'table' }>;
    const texts = records.slice(0, ROWS_JUDGED).filter(hasCells).map(textsOf);
    const before = width < 2 ? 0 : rowsBeforeTable(texts, width);
    const cut = records.filter(hasCells)[before];
    const begin = cut && before > 0 ? records.indexOf(cut) : 0;
    if (before > 0) {
      const text = (texts[0] ?? [])
        .filter((cell) => cell.trim() !== '')
        .join(delimiter)
        .slice(0, LONGEST_CELL_SHOWN);
      this.#notes.push({ code: 'rows-before', values: { count: before, text } });
    }
    const rule = records.filter(hasCells)[before + 1];
    if (!rule || !isRule(textsOf(rule))) return records.slice(begin);
    this.#hasRule = true;
    return records.slice(begin).filter((record) => record !== rule);
  }

  #takeCells({ line, cells }: Cells): void {
    if (!this.#columns) return;
    const { names, prompt: promptAt, response: responseAt, input: inputAt } = this.#columns;
    this.#show(line, cells);
    const prompt = cells[promptAt];
    const response = cells[responseAt];
    const shown = (): string => cells.map((cell) => (cell ?? '').slice(0, LONGEST_CELL_SHOWN)).join(' | ');
    // Spreadsheets pad rows with empty cells; other cells beyond the last column come from a cell cut in two.
    const tooMany = cells.slice(names.length).some((cell) => cell !== '');
    if (prompt === undefined || response === undefined || tooMany) {
      this.#collector.leaveOut('columns', line, shown());
    } else if (prompt === null || response === null) this.#collector.leaveOut('not-text', line, shown());
    else this.#add(line, withInput(prompt, cells[inputAt]), cleanCell(response));
  }

  #add(line: number, prompt: string, response: string): void {
    const { cutPrompt, cutResponse } = this.#options;
    const shortPrompt = cutTo(prompt, LIMITS.prompt, cutPrompt);
    const shortResponse = cutTo(response, LIMITS.response, cutResponse);
    if (!this.#collector.add(line, shortPrompt, shortResponse)) return;
    if (shortPrompt !== prompt) this.#cutPrompts += 1;
    if (shortResponse !== response) this.#cutResponses += 1;
  }

  #show(line: number, cells: readonly Cell[]): void {
    if (this.firstRows.length >= ROWS_SHOWN) return;
    this.firstRows.push({
      line,
      cells: cells.slice(0, CELLS_SHOWN).map((cell) => (cell ?? '').slice(0, LONGEST_CELL_SHOWN)),
    });
  }
}

function reader(candidate: RecordReader | null): RecordReader {
  if (!candidate) throw new Error('a layout without a reader');
  return candidate;
}

/** A prompt, and the cell that follows it where there is something in it. */
function withInput(prompt: string, input: Cell): string {
  const [first, second] = [cleanCell(prompt), cleanCell(input ?? '')];
  return second === '' ? first : `${first} ${second}`;
}
