/** The page's IndexedDB database: one place for its version, its stores and its upgrades. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { TermKey } from '../../errors/problems';
import { isStorageFull } from '../../errors/storage-full';
import { UserError } from '../../errors/user-error';

const NAME = 'distillery';
const VERSION = 6;

/**
 * Values are `unknown`: what is stored may come from an older version of the page, or from the user's hands, so each
 * reader checks it.
 */
interface Stores extends DBSchema {
  /** Saved states of runs, by `id`. */
  runs: { key: string; value: unknown };
  /** The account of each run, by `id`: known without reading its weights. */
  savedRuns: { key: string; value: unknown };
  /** Own models, by `fingerprint`. */
  models: { key: number; value: unknown };
  /** Own data sets, by `fingerprint`. */
  datasets: { key: number; value: unknown };
  /** Comparisons by `id`, and their unfinished trainings. */
  comparisons: { key: string; value: unknown };
  /** When each comparison was saved, by `id`. */
  savedComparisons: { key: string; value: unknown };
  /** Recordings of runs: a file of what came before, and what came after it step by step (storage/run-log.ts). */
  recordings: { key: string; value: unknown };
}

export type Database = IDBPDatabase<Stores>;

/**
 * Opens the database for one piece of work and closes it again, so that no tab keeps another from upgrading it.
 *
 * @throws DOMException where the browser gives no storage (some private windows), and what `work` throws
 */
export async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = await open();
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

const open = (onBlocking: () => void = () => {}): Promise<Database> =>
  openDB<Stores>(NAME, VERSION, {
    upgrade(upgraded, before) {
      if (before < 1) upgraded.createObjectStore('runs');
      if (before < 2) {
        upgraded.createObjectStore('models', { keyPath: 'fingerprint' });
        upgraded.createObjectStore('datasets', { keyPath: 'fingerprint' });
      }
      if (before < 3) upgraded.createObjectStore('comparisons');
      if (before < 4) upgraded.createObjectStore('savedRuns', { keyPath: 'id' });
      if (before < 5) upgraded.createObjectStore('savedComparisons', { keyPath: 'id' });
      if (before < 6) upgraded.createObjectStore('recordings');
    },
    blocking: onBlocking,
  });

/** One change of a transaction. */
export type Write =
  | { readonly store: StoreName; readonly value: unknown; readonly key?: string }
  | { readonly store: StoreName; readonly delete: string | IDBKeyRange };

type StoreName = 'runs' | 'savedRuns' | 'recordings';

/**
 * A connection for writes that may not wait for a turn of this thread's events: each is handed to the browser at once, in one
 * transaction. A tab that upgrades the database closes the connection; the next write opens another one.
 */
export class WriteConnection {
  #opening: Promise<Database> | null = null;
  #open: Database | null = null;

  /** @throws DOMException where the browser gives no storage */
  async connect(): Promise<Database> {
    this.#opening ??= open(() => this.close());
    try {
      this.#open = await this.#opening;
      return this.#open;
    } catch (error) {
      this.#opening = null;
      throw error;
    }
  }

  /**
   * Carries out all of the changes or none.
   * @throws DOMException when the browser gives no storage, or too little
   */
  async write(changes: readonly Write[]): Promise<void> {
    const database = this.#open ?? (await this.connect());
    const names = [...new Set(changes.map(({ store }) => store))];
    const transaction = database.transaction(names, 'readwrite');
    const requests = changes.map((change) => {
      const store = transaction.objectStore(change.store);
      return 'delete' in change ? store.delete(change.delete) : store.put(change.value, change.key);
    });
    transaction.commit();
    await Promise.all([transaction.done, ...requests]);
  }

  close(): void {
    this.#open?.close();
    this.#open = null;
    this.#opening = null;
  }
}

/** A storage failure as an error for the user. A `UserError` is returned unchanged. */
function storageError(error: unknown, kept: Extract<TermKey, `kept.${string}`>): UserError {
  if (error instanceof UserError) return error;
  return new UserError(isStorageFull(error) ? 'storage-full' : 'storage-none', { kept: { term: kept } });
}

/**
 * `withDatabase`, with storage failures in words.
 * @param kept what could not be kept or read
 * @throws UserError when it does not fit or the browser gives no storage
 */
export async function withStorage<T>(
  kept: Parameters<typeof storageError>[1],
  work: (database: Database) => Promise<T>,
): Promise<T> {
  try {
    return await withDatabase(work);
  } catch (error) {
    throw storageError(error, kept);
  }
}
