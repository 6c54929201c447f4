/** The class in the browser's storage: the text of each hand-in by the checksum of its recording. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** Apart from the database of the worker, which upgrades that one. */
const NAME = 'distillery-class';
const STORE = 'hand-ins';

/** Values are `unknown`, because they may come from another version of the page. */
interface Stores extends DBSchema {
  [STORE]: { key: string; value: unknown };
}

async function withDatabase<T>(work: (database: IDBPDatabase<Stores>) => Promise<T>): Promise<T> {
  const database = await openDB<Stores>(NAME, 1, {
    upgrade: (upgraded) => void upgraded.createObjectStore(STORE),
  });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

/** @throws DOMException where the browser gives no storage */
export const readKeptTexts = (): Promise<unknown[]> => withDatabase((database) => database.getAll(STORE));

/**
 * Keeps some hand-ins and forgets others, in one transaction.
 * @throws DOMException where the browser gives no storage, or no more of it
 */
export const changeKept = (
  kept: readonly { readonly id: string; readonly value: unknown }[],
  forgotten: readonly string[] = [],
): Promise<void> =>
  withDatabase(async (database) => {
    const change = database.transaction(STORE, 'readwrite');
    const writes = [
      ...forgotten.map((id) => change.store.delete(id)),
      ...kept.map(({ id, value }) => change.store.put(value, id)),
    ];
    await Promise.all([...writes, change.done]);
  });
