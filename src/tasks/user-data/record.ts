/** Output of the readers of tables and JSON. */
import type { ExclusionReason } from './collector';

/** Text; undefined where a row has no such cell; null where there is something that is not text. */
export type Cell = string | null | undefined;

export type DataRecord =
  | { readonly line: number; readonly cells: readonly Cell[] }
  /** Could not be read. */
  | { readonly line: number; readonly broken: ExclusionReason; readonly text: string };

export interface RecordReader {
  /** Names of the columns, where the format has them; known after the first records. */
  readonly names: readonly string[] | null;
  /**
   * The records that end in this piece; the rest is kept for the next one.
   * @throws UserError when nothing more can be made of the file
   */
  read(text: string, last: boolean): DataRecord[];
}

/** A record longer than this is a mistake: a mark that is opened and never closed. In characters. */
export const LONGEST_RECORD = 250_000;
