/**
 * IndexedDB in memory, for `vi.mock('idb', () => import('./database'))`: what the page uses of idb, with
 * values copied on the way in and out as the browser copies them.
 */
import type { DBSchema, IDBPDatabase, OpenDBCallbacks } from 'idb';

type Key = string | number;

interface Range {
  readonly lower: Key;
  readonly upper: Key;
}

// Node has none.
Reflect.set(globalThis, 'IDBKeyRange', { bound: (lower: Key, upper: Key): Range => ({ lower, upper }) });

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

async function put(name: string, value: Record<string, Key>, key?: Key): Promise<void> {
  if (memory.full) throw memory.full;
  const { keyPath, values } = storeOf(name);
  const at = keyPath === null ? key : value[keyPath];
  if (at === undefined) throw new DOMException('no key', 'DataError');
  values.set(at, structuredClone(value));
}

const isRange = (query: Key | Range | undefined): query is Range => typeof query === 'object';

/** Keys of a store that a query names, in order. */
function keysIn(name: string, query?: Key | Range): Key[] {
  const keys = [...storeOf(name).values.keys()].sort((a, b) => (a < b ? -1 : 1));
  if (query === undefined) return keys;
  return keys.filter((key) => (isRange(query) ? key >= query.lower && key <= query.upper : key === query));
}

async function remove(name: string, query: Key | Range): Promise<void> {
  for (const key of keysIn(name, query)) storeOf(name).values.delete(key);
}

const get = async (name: string, key: Key): Promise<unknown> =>
  structuredClone(storeOf(name).values.get(key));

const getAll = async (name: string, query?: Range): Promise<unknown[]> =>
  keysIn(name, query).map((key) => structuredClone(storeOf(name).values.get(key)));

/** A store within a transaction. */
const objectStore = (name: string) => ({
  get: (key: Key) => get(name, key),
  getAll: (query?: Range) => getAll(name, query),
  put: (value: Record<string, Key>, key?: Key) => put(name, value, key),
  delete: (query: Key | Range) => remove(name, query),
});

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
    put,
    get,
    getAll,
    delete: remove,
    transaction: (name: string) => ({
      store: objectStore(name),
      objectStore,
      commit: () => {},
      done: Promise.resolve(),
    }),
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
