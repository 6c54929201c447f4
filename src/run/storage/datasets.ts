/** The user's data sets, kept in IndexedDB until they delete them. */
import * as v from 'valibot';
import type { Example } from '../../tasks/task';
import type { Dataset } from '../../tasks/user-data/dataset';
import type { DatasetCard } from '../protocol/data';
import { Size } from '../protocol/schema';
import { type Database, withStorage } from './database';

/** As stored: the examples as one text, because a string is copied many times faster than a list of objects. */
interface Stored extends DatasetCard {
  readonly text: string;
}

// Control characters, which no example holds.
const BETWEEN_EXAMPLES = '\u001e';
const WITHIN_EXAMPLE = '\u001f';

/** Storage is outside our control: an older version of this page, or a user, may have written it. */
const StoredSchema = v.object({
  fingerprint: Size,
  name: v.string(),
  kind: v.picklist(['pairs', 'text', 'pictures']),
  examples: Size,
  bytes: Size,
  created: v.number(),
  text: v.string(),
}) satisfies v.GenericSchema<unknown, Stored>;

function examplesOf(text: string): Example[] {
  return text.split(BETWEEN_EXAMPLES).map((pair) => {
    const at = pair.indexOf(WITHIN_EXAMPLE);
    return { prompt: pair.slice(0, Math.max(at, 0)), response: pair.slice(at + 1) };
  });
}

const cardOf = ({ fingerprint, name, kind, examples, bytes, created }: DatasetCard): DatasetCard => ({
  fingerprint,
  name,
  kind,
  examples,
  bytes,
  created,
});

const inStorage = <T>(work: (database: Database) => Promise<T>): Promise<T> => withStorage('kept.data', work);

/**
 * Keeps a data set, in the place of the same data under another name.
 *
 * @param created milliseconds since 1970
 * @throws UserError when it does not fit or the browser gives no storage
 */
export async function storeDataset({ examples, ...facts }: Dataset, created: number): Promise<DatasetCard> {
  const text = examples
    .map(({ prompt, response }) => prompt + WITHIN_EXAMPLE + response)
    .join(BETWEEN_EXAMPLES);
  const stored: Stored = {
    ...facts,
    examples: examples.length,
    bytes: new Blob([text]).size,
    created,
    text,
  };
  await inStorage((database) => database.put('datasets', stored));
  return cardOf(stored);
}

async function read(fingerprint: number): Promise<Stored | null> {
  const parsed = v.safeParse(
    StoredSchema,
    await inStorage((database) => database.get('datasets', fingerprint)),
  );
  return parsed.success ? parsed.output : null;
}

/**
 * @returns null when there is no such data set, or what is stored there is damaged
 * @throws UserError when the browser gives no storage
 */
export async function loadDataset(fingerprint: number): Promise<Dataset | null> {
  const stored = await read(fingerprint);
  if (!stored) return null;
  const { name, kind } = stored;
  return { fingerprint, name, kind, examples: examplesOf(stored.text) };
}

/**
 * @returns what brings it back, null when there was none
 * @throws UserError when the browser gives no storage
 */
export async function deleteDataset(
  fingerprint: number,
): Promise<{ readonly card: DatasetCard; readonly restore: () => Promise<void> } | null> {
  const stored = await read(fingerprint);
  // Damaged ones go, too.
  await inStorage((database) => database.delete('datasets', fingerprint));
  if (!stored) return null;
  return {
    card: cardOf(stored),
    restore: () => inStorage((database) => database.put('datasets', stored)).then(() => undefined),
  };
}

/**
 * Cards of all data sets, the newest first. Damaged entries are skipped.
 * @throws UserError when the browser gives no storage
 */
export async function listDatasets(): Promise<DatasetCard[]> {
  const stored = await inStorage((database) => database.getAll('datasets'));
  return stored
    .flatMap((entry) => {
      const parsed = v.safeParse(StoredSchema, entry);
      return parsed.success ? [cardOf(parsed.output)] : [];
    })
    .sort((a, b) => b.created - a.created);
}
