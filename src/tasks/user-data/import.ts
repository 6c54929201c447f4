/**
 * A file, or pasted text, becomes a data set and a preview of it. Reads in pieces and yields to other work between
 * them, so it can share a thread with a run. Needs `Blob` and `TextDecoder`, and nothing else of a browser.
 */
import { UserError } from '../../errors/user-error';
import {
  type DataFormat,
  type Encoding,
  type ImportOptions,
  USER_DATA_LIMITS as LIMITS,
} from '../../experiment/user-data';
import type { Example } from '../task';
import type { ReadHooks } from './bytes';
import { Collector, type Excluded } from './collector';
import type { Columns } from './columns';
import { charactersOf, fingerprintOf, splitSizes, type TextKind } from './dataset';
import { detectEncoding } from './encoding';
import { type Head, layoutOf } from './format';
import type { CutCells, FirstRow, Reading, ReadingNote } from './reading';
import { RecordReading } from './record-reading';
import { FIRST_RULES, type QuoteRules } from './table';
import { type LineEnds, TextPieces } from './text-pieces';
import { TextReading } from './text-reading';

/** Preview of a file before it is used. */
export interface ImportPreview {
  readonly kind: TextKind;
  readonly encoding: Encoding;
  /** The encoding was recognised by statistics and may be wrong. */
  readonly encodingGuessed: boolean;
  readonly lineEnds: LineEnds;
  readonly format: DataFormat;
  /** Present for a table. */
  readonly delimiter: string | null;
  /** Whether the delimiter is clear; otherwise the user has to choose. */
  readonly delimiterSure: boolean;
  /** Null for running text. */
  readonly columns: Columns | null;
  readonly notes: readonly ReadingNote[];
  /** The first rows of the file, shortened. */
  readonly firstRows: readonly FirstRow[];
  /** Rows (of running text: windows) in the file: `used` and the counts of `excluded` add up to it. */
  readonly rows: number;
  readonly used: number;
  readonly excluded: readonly Excluded[];
  /** Used rows with a prompt or a response that was cut to the limit. */
  readonly cut: CutCells;
  readonly rareCharacters: string;
  /** Every different character of the usable examples, by code point. */
  readonly characters: string;
  /** How many usable examples have a prompt (response) of 0, 1, 2 … characters. */
  readonly promptLengths: readonly number[];
  readonly responseLengths: readonly number[];
  readonly split: { readonly train: number; readonly validation: number; readonly test: number };
  /** The first usable examples. */
  readonly examples: readonly Example[];
  /** Fingerprint of the usable examples; 0 when there are too few to use. */
  readonly fingerprint: number;
}

export interface Imported {
  readonly preview: ImportPreview;
  readonly examples: readonly Example[];
}

const EXAMPLES_SHOWN = 5;
/** Number of characters that decide the kind of a file. */
const HEAD = 1 << 16;

/** @param head the beginning of the file */
function begin(
  name: string,
  head: Head,
  options: ImportOptions,
  rules: QuoteRules,
  collector: Collector,
): Reading {
  const layout = layoutOf(name, head, options);
  switch (layout.format) {
    case 'text':
      return new TextReading(layout, collector);
    case 'json':
    case 'table':
      return new RecordReading(layout, options, rules, collector);
    default:
      return layout satisfies never;
  }
}

interface Outcome {
  readonly reading: Reading;
  readonly collector: Collector;
  readonly lineEnds: LineEnds;
}

/**
 * @param name of the file; its ending decides the format if the content does not
 * @throws UserError for what cannot be read at all
 * @throws what `hooks.signal` was aborted with
 */
export async function importData(
  file: Blob,
  name: string,
  options: ImportOptions,
  hooks: ReadHooks,
): Promise<Imported> {
  const { encoding, guessed } = await detectEncoding(file, options.encoding, hooks);
  const read = async (rules: QuoteRules, hooks: ReadHooks): Promise<Outcome> => {
    const pieces = new TextPieces(file, encoding, hooks);
    const collector = new Collector();
    let reading: Reading | null = null;
    for await (const { text, last } of pieces) {
      const head = { text: text.slice(0, HEAD), whole: last && text.length <= HEAD };
      reading ??= begin(name, head, options, rules, collector);
      reading.take(text, last);
    }
    if (!reading) throw new UserError('data-no-content');
    return { reading, collector, lineEnds: pieces.lineEnds };
  };
  let outcome = await read(FIRST_RULES, hooks);
  // The meaning of quotation marks is decided by all rows, and is the same in all of them.
  const { otherRules } = outcome.reading;
  if (otherRules) outcome = await read(otherRules, withoutProgress(hooks));
  const { reading, collector, lineEnds } = outcome;
  if (!reading.isText && !reading.columns) throw new UserError('data-no-rows');
  return { ...describe(reading, collector, lineEnds, { encoding, guessed }) };
}

const withoutProgress = ({ pause, signal }: ReadHooks): ReadHooks => ({
  pause,
  ...(signal ? { signal } : {}),
});

function describe(
  reading: Reading,
  collector: Collector,
  lineEnds: LineEnds,
  { encoding, guessed }: { readonly encoding: Encoding; readonly guessed: boolean },
): Imported {
  const { layout } = reading;
  const { examples, rows, excluded, rareCharacters } = collector.finish();
  const kind = reading.isText ? 'text' : 'pairs';
  return {
    examples,
    preview: {
      kind,
      encoding,
      encodingGuessed: guessed,
      lineEnds,
      format: layout.format,
      delimiter: layout.format === 'table' ? layout.delimiter : null,
      delimiterSure: layout.format !== 'table' || layout.sure,
      columns: reading.columns,
      notes: reading.notes,
      firstRows: reading.firstRows,
      rows,
      used: examples.length,
      excluded,
      cut: reading.cut,
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
