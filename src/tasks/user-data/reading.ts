/** One reading of a file, piece by piece: what its readers for running text and for records have in common. */
import type { Columns } from './columns';
import type { Layout } from './format';
import type { QuoteRules } from './table';

/** A row of the file, shortened. */
export interface FirstRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Something about the reading of a file that its user should know; the page has a sentence for each code. */
export interface ReadingNote {
  readonly code: 'rows-before' | 'quotes-are-text' | 'inside' | 'dictionary' | 'chat' | 'texts' | 'several';
  readonly values: Readonly<Record<string, string | number>>;
}

/** Cells that were cut to the limit, in the rows that are used. */
export interface CutCells {
  readonly prompt: number;
  readonly response: number;
}

/** One reading of a file from its beginning to its end. */
export interface Reading {
  readonly layout: Layout;
  readonly columns: Columns | null;
  readonly firstRows: readonly FirstRow[];
  readonly notes: readonly ReadingNote[];
  readonly cut: CutCells;
  /** The examples are windows of running text. */
  readonly isText: boolean;
  /** After the end: other rules for quotation marks that all rows together call for; null when these were right. */
  readonly otherRules: QuoteRules | null;
  take(text: string, last: boolean): void;
}
