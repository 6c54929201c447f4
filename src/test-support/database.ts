/**
 * IndexedDB in memory, for `vi.mock('idb', () => import('./database'))`: what the page uses of idb, with
 * values copied on the way in and out as the browser copies them.
 */
import type { DBSchema, IDBPDatabase, OpenDBCallbacks } from 'idb';

type Key = string | number;

interface Store {
  readonly keyPath: string | null;
  readonly values: Map<Key, unknown>;
}

/** What the tests look at and change. */
export const memory = {
  version: 0,
  stores: new Map<string, Store>(),
  /** Connections that are open. */
  open: 0,
  /** Thrown when the database is opened; null for a browser with storage. */
  refusal: null as DOMException | null,
  /** Thrown by the next `put`. */
  full: null as DOMException | null,
};

/** An empty database that was never opened. */
export function forget(): void {
  Object.assign(memory, { version: 0, stores: new Map(), open: 0, refusal: null, full: null });
}

function storeOf(name: string): Store {
  const store = memory.stores.get(name);
  if (!store) throw new DOMException(`no object store ${name}`, 'NotFoundError');
  return store;
}

/** Stands in for idb's function of this name. */
export async function openDB<S extends DBSchema>(
  _name: string,
  version: number,
  { upgrade }: OpenDBCallbacks<S>,
): Promise<IDBPDatabase<S>> {
  if (memory.refusal) throw memory.refusal;
  const connection = {
    createObjectStore: (name: string, { keyPath = null }: { keyPath?: string | null } = {}) => {
      memory.stores.set(name, { keyPath, values: new Map() });
    },
    put: async (name: string, value: Record<string, Key>, key?: Key) => {
      if (memory.full) throw memory.full;
      const { keyPath, values } = storeOf(name);
      const at = keyPath === null ? key : value[keyPath];
      if (at === undefined) throw new DOMException('no key', 'DataError');
      values.set(at, structuredClone(value));
    },
    get: async (name: string, key: Key) => structuredClone(storeOf(name).values.get(key)),
    getAll: async (name: string) => structuredClone([...storeOf(name).values.values()]),
    delete: async (name: string, key: Key) => void storeOf(name).values.delete(key),
    close: () => {
      memory.open -= 1;
    },
  };
  memory.open += 1;
  const database = connection as unknown as IDBPDatabase<S>;
  if (memory.version < version) {
    const before = memory.version;
    memory.version = version;
    // The upgrades use neither the transaction nor the event.
    upgrade?.(database, before, version, null as never, null as never);
  }
  return database;
}
