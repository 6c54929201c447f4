/** Limits of user data. Shared by links, costs, the page and the task. */

export const USER_DATA_LIMITS = {
  /** Largest file, in bytes. */
  bytes: 50_000_000,
  /** Most examples that are kept; further ones are counted and left out. */
  examples: 100_000,
  /** Fewest usable examples: enough for a training, a validation and a test set. */
  fewest: 30,
  /** Most different characters: the vocabulary without PAD, BOS and EOS. */
  characters: 256,
  /** Longest prompt and longest response, in characters. With BOS and EOS a sequence has at most 128 tokens. */
  prompt: 63,
  response: 63,
  /** Running text: characters that are given, and characters that follow. */
  window: 32,
  /** Most examples in the validation set, and in the test set. */
  heldOut: 1_000,
  /** Characters of a data set's name. */
  name: 80,
} as const;

/** A fingerprint as people compare it: eight hexadecimal digits. */
export const fingerprintText = (fingerprint: number): string =>
  (fingerprint >>> 0).toString(16).padStart(8, '0');

export const DATA_FORMATS = ['text', 'table', 'json'] as const;
export type DataFormat = (typeof DATA_FORMATS)[number];

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** Encodings by their names in the Encoding Standard (https://encoding.spec.whatwg.org). */
export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'shift_jis',
  'euc-jp',
  'iso-2022-jp',
  'gb18030',
  'big5',
  'euc-kr',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'iso-8859-2',
  'iso-8859-5',
  'iso-8859-6',
  'iso-8859-7',
  'iso-8859-8',
  'iso-8859-15',
  'koi8-r',
] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Treatment of cells longer than the limit: leave the row out, or keep the first or the last characters. */
export const CUTS = ['none', 'first', 'last'] as const;
export type Cut = (typeof CUTS)[number];

/** How a file is read. Null leaves the choice to the reader. */
export interface ImportOptions {
  readonly format: DataFormat | 'auto';
  readonly encoding: Encoding | null;
  /** Tables only. */
  readonly delimiter: Delimiter | null;
  /** Whether the first row of a table holds the names of the columns. */
  readonly header: boolean | null;
  /** Columns by their index. */
  readonly prompt: number | null;
  readonly response: number | null;
  /** A column whose cell follows the prompt in the same row; -1 for none. */
  readonly input: number | null;
  readonly cutPrompt: Cut;
  readonly cutResponse: Cut;
}

export const READ_AS_DETECTED: ImportOptions = {
  format: 'auto',
  encoding: null,
  delimiter: null,
  header: null,
  prompt: null,
  response: null,
  input: null,
  cutPrompt: 'none',
  cutResponse: 'none',
};
