/** Files of user data for tests. */
import { type ImportOptions, READ_AS_DETECTED } from '../experiment/user-data';
import type { Example } from '../tasks/task';
import type { ReadHooks } from '../tasks/user-data/bytes';
import { type Imported, importData } from '../tasks/user-data/import';

export const NO_PAUSE: ReadHooks = { pause: () => Promise.resolve() };

/** Reads a file without pauses; options that are not given are guessed. */
export const load = (
  content: BlobPart,
  name = 'data.txt',
  options: Partial<ImportOptions> = {},
): Promise<Imported> => importData(new Blob([content]), name, { ...READ_AS_DETECTED, ...options }, NO_PAUSE);

/** Forty different pairs. */
export const PAIRS: readonly Example[] = Array.from({ length: 40 }, (_, i) => ({
  prompt: `question ${i}`,
  response: `answer ${i * i}`,
}));

/** A table without quotes and header. */
export const csv = (rows: readonly Example[], delimiter = ',', end = '\n'): string =>
  rows.map(({ prompt, response }) => `${prompt}${delimiter}${response}`).join(end);

/** UTF-16 with a byte order mark. */
export function utf16(text: string, littleEndian: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2 + 2 * text.length);
  const view = new DataView(bytes.buffer);
  [0xfeff, ...Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))].forEach((unit, i) => {
    view.setUint16(2 * i, unit, littleEndian);
  });
  return bytes;
}
