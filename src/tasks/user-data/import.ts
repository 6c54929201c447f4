/**
 * A file, or what was pasted, becomes a data set and a preview of it. Reads in pieces and lets others go on between
 * them, so it can share a thread with a run. Needs `Blob` and `TextDecoder`, and nothing else of a browser.
 */
import { USER_DATA_LIMITS as LIMITS } from '../../experiment/user-data';
import type { Example } from '../task';
import { Collector, type Excluded } from './collector';
import type { Columns } from './columns';
import { charactersOf, type DatasetKind, fingerprintOf, splitSizes } from './dataset';
import {
  DataError,
  detectEncoding,
  type Encoding,
  type LineEnds,
  type ReadHooks,
  TextPieces,
} from './encoding';
import type { DataFormat } from './format';
import { begin, type FirstRow, type ImportOptions, type Reading } from './reading';

export { GUESS_ALL, type ImportOptions } from './reading';

/** What the page shows of a file before it is used. */
export interface ImportPreview {
  readonly kind: DatasetKind;
  readonly encoding: Encoding;
  readonly lineEnds: LineEnds;
  readonly format: DataFormat;
  /** Of a table. */
  readonly delimiter: string | null;
  /** Null for running text. */
  readonly columns: Columns | null;
  /** The first rows as they stand in the file, shortened. */
  readonly firstRows: readonly FirstRow[];
  /** Rows (of running text: windows) in the file: `used` and the counts of `excluded` add up to it. */
  readonly rows: number;
  readonly used: number;
  readonly excluded: readonly Excluded[];
  readonly rareCharacters: string;
  /** Every different character of the usable examples, by code point. */
  readonly characters: string;
  /** How many usable examples have a prompt (response) of 0, 1, 2 … characters. */
  readonly promptLengths: readonly number[];
  readonly responseLengths: readonly number[];
  readonly split: { readonly train: number; readonly validation: number; readonly test: number };
  /** The first usable examples. */
  readonly examples: readonly Example[];
  /** Of the usable examples; 0 when there are too few to use. */
  readonly fingerprint: number;
}

export interface Imported {
  readonly preview: ImportPreview;
  readonly examples: readonly Example[];
}

const EXAMPLES_SHOWN = 5;

/**
 * @param name of the file; its ending tells the format where the content does not
 * @throws DataError for what cannot be read at all
 * @throws what `hooks.signal` was aborted with
 */
export async function importData(
  file: Blob,
  name: string,
  options: ImportOptions,
  hooks: ReadHooks,
): Promise<Imported> {
  const encoding = await detectEncoding(file, hooks);
  const pieces = new TextPieces(file, encoding, hooks);
  const collector = new Collector();
  let reading: Reading | null = null;
  for await (const { text, last } of pieces) {
    reading ??= begin(name, text, options, collector);
    reading.take(text, last);
  }
  if (!reading) throw new DataError('no-content');
  const { layout } = reading;
  const { examples, rows, excluded, rareCharacters } = collector.finish();
  const kind = layout.format === 'text' ? 'text' : 'pairs';
  return {
    examples,
    preview: {
      kind,
      encoding,
      lineEnds: pieces.lineEnds,
      format: layout.format,
      delimiter: layout.format === 'table' ? layout.delimiter : null,
      columns: reading.columns,
      firstRows: reading.firstRows,
      rows,
      used: examples.length,
      excluded,
      rareCharacters,
      characters: charactersOf(examples),
      promptLengths: lengths(
        examples.map(({ prompt }) => prompt),
        LIMITS.prompt,
      ),
      responseLengths: lengths(
        examples.map(({ response }) => response),
        LIMITS.response,
      ),
      split: splitSizes(kind, examples.length),
      examples: examples.slice(0, EXAMPLES_SHOWN),
      fingerprint: examples.length < LIMITS.fewest ? 0 : fingerprintOf(kind, examples),
    },
  };
}

function lengths(texts: readonly string[], longest: number): number[] {
  const counts = new Array<number>(longest + 1).fill(0);
  for (const { length } of texts) counts[length] = (counts[length] ?? 0) + 1;
  return counts;
}
