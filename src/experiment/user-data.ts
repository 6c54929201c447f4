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

/** Limits of pictures of the user, beside those above for the fewest examples, the sets that are held out and the name. */
export const PICTURE_LIMITS = {
  /** Most pictures that are kept; further ones are counted and left out. */
  pictures: 10_000,
  /** Largest picture file, in bytes. */
  bytes: 25_000_000,
  /** Largest zip archive or table of pixels, in bytes. */
  archive: 128_000_000,
  /** Most pixels of a picture before it is made small. */
  pixels: 25_000_000,
  fewestClasses: 2,
  classes: 26,
  /** Characters of the name of a class. */
  className: 40,
} as const;

/** Files that are taken for pictures, by their names. */
export const isPictureName = (name: string): boolean => /\.(?:png|jpe?g|jfif)$/i.test(name);

/** Tasks that are made of the user's own data, which a link names by `ownData`. */
export type OwnTask = 'own' | 'own-pictures';
export const isOwnTask = (task: string): task is OwnTask => task === 'own' || task === 'own-pictures';

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

/** Column of a table of pixels that holds the classes. */
export const LABEL_COLUMNS = ['first', 'last'] as const;
export type LabelColumn = (typeof LABEL_COLUMNS)[number];

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
  /** Tables of pixels: where the class of each picture is. */
  readonly label: LabelColumn | null;
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
  label: null,
};
