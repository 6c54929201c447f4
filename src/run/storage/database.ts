/** The page's IndexedDB database: one place for its version, its stores and its upgrades. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { TermKey } from '../../errors/problems';
import { UserError } from '../../errors/user-error';

const NAME = 'distillery';
const VERSION = 5;

/**
 * Values are `unknown`: what is stored may come from an older version of the page, or from the user's hands, so each
 * reader checks it.
 */
interface Stores extends DBSchema {
  /** Saved states of runs, by `id`. */
  runs: { key: string; value: unknown };
  /** When each run was saved, by `id`: known without reading its weights. */
  savedRuns: { key: string; value: unknown };
  /** Own models, by `fingerprint`. */
  models: { key: number; value: unknown };
  /** Own data sets, by `fingerprint`. */
  datasets: { key: number; value: unknown };
  /** Comparisons by `id`, and their unfinished trainings. */
  comparisons: { key: string; value: unknown };
  /** When each comparison was saved, by `id`. */
  savedComparisons: { key: string; value: unknown };
}

export type Database = IDBPDatabase<Stores>;

/**
 * Opens the database for one piece of work and closes it again, so that no tab keeps another from upgrading it.
 *
 * @throws DOMException where the browser gives no storage (some private windows), and what `work` throws
 */
export async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDB<Stores>(NAME, VERSION, {
    upgrade(upgraded, before) {
      if (before < 1) upgraded.createObjectStore('runs');
      if (before < 2) {
        upgraded.createObjectStore('models', { keyPath: 'fingerprint' });
        upgraded.createObjectStore('datasets', { keyPath: 'fingerprint' });
      }
      if (before < 3) upgraded.createObjectStore('comparisons');
      if (before < 4) upgraded.createObjectStore('savedRuns', { keyPath: 'id' });
      if (before < 5) upgraded.createObjectStore('savedComparisons', { keyPath: 'id' });
    },
  });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

/** Whether a write failed because the disk or the quota is full; some browsers report that by aborting it. */
export function isStorageFull(error: unknown): boolean {
  const kind = error instanceof DOMException ? error.name : '';
  return kind === 'QuotaExceededError' || kind === 'AbortError';
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
