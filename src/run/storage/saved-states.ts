/** Saved states of runs and of comparisons in IndexedDB: each under its own id, the newest few of a kind. */
import * as v from 'valibot';
import { type Database, isStorageFull, withDatabase } from './database';
import { heldNames } from './locks';

/** States of a kind that stay; the one that was saved longest ago goes first. */
export const KEPT_STATES = 5;

/** Runs, or comparisons. */
export interface StateKind {
  readonly values: 'runs' | 'comparisons';
  readonly heads: 'savedRuns' | 'savedComparisons';
  /** Id of the one state that version 0.1 kept, without an id. */
  readonly unnamed: string;
  /** Keys of all values of one state. */
  readonly keys: (id: string) => readonly string[];
  /** Name that is held while the state is open in a tab. */
  readonly lockName: (id: string) => string;
}

const HeadSchema = v.object({ id: v.string(), savedAt: v.number() });

/** A name for a saved state or a writer that no other has. */
export const randomId = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');

/**
 * Saves one value of a state in place of its earlier one, and forgets the oldest states beyond `KEPT_STATES`. If the
 * storage is full, older states make room. A state that is open in a tab stays.
 *
 * @param key one of the kind's `keys` of this id
 * @throws DOMException when the browser gives no storage, or too little
 */
export function saveState(kind: StateKind, id: string, key: string, value: unknown): Promise<void> {
  return withDatabase(async (database) => {
    const others = (await idsByAge(database, kind)).filter((other) => other !== id);
    const held = await heldNames();
    const free = others.filter((other) => !held.has(kind.lockName(other)));
    const surplus = Math.max(0, others.length - (KEPT_STATES - 1));
    for (const old of free.splice(0, surplus)) await forget(database, kind, old);
    for (;;) {
      try {
        await database.put(kind.values, value, key);
        await database.put(kind.heads, { id, savedAt: Date.now() });
        return;
      } catch (error) {
        const oldest = free.shift();
        if (oldest === undefined || !isStorageFull(error)) throw error;
        await forget(database, kind, oldest);
      }
    }
  });
}

/** Deletes a state; without storage there is nothing to delete. */
export async function forgetState(kind: StateKind, id: string): Promise<void> {
  try {
    await withDatabase((database) => forget(database, kind, id));
  } catch {
    // No storage: nothing was kept.
  }
}

export interface NewestStates<T> {
  /** The newest state that is open in no tab; null without one. */
  readonly resumable: T | null;
  /** A state is open in another tab. */
  readonly elsewhere: boolean;
}

/**
 * Saved states as the page opens; none if the browser gives no storage.
 * @param read null when the state is damaged: the next older one counts
 * @param first id of the state that comes before newer ones
 */
export async function newestStates<T>(
  kind: StateKind,
  read: (database: Database, id: string) => Promise<T | null>,
  first: string | null = null,
): Promise<NewestStates<T>> {
  try {
    return await withDatabase(async (database) => {
      const held = await heldNames();
      const ids = (await idsByAge(database, kind)).reverse();
      const elsewhere = ids.some((id) => held.has(kind.lockName(id)));
      for (const id of ids.toSorted((a, b) => Number(b === first) - Number(a === first))) {
        const state = held.has(kind.lockName(id)) ? null : await read(database, id);
        if (state) return { resumable: state, elsewhere };
      }
      return { resumable: null, elsewhere };
    });
  } catch {
    return { resumable: null, elsewhere: false };
  }
}

/** The worker that saved a state; empty if version 0.1 saved it. */
export function writerOf(stored: unknown): string {
  const { writer = '' } = stored as { writer?: unknown };
  return typeof writer === 'string' ? writer : '';
}

/** The longest saved first. */
async function idsByAge(database: Database, { heads, unnamed }: StateKind): Promise<string[]> {
  const known = (await database.getAll(heads)).flatMap((stored) => {
    const head = v.safeParse(HeadSchema, stored);
    return head.success ? [head.output] : [];
  });
  const ids = known.sort((a, b) => a.savedAt - b.savedAt).map(({ id }) => id);
  return ids.includes(unnamed) ? ids : [unnamed, ...ids];
}

async function forget(database: Database, { values, heads, keys }: StateKind, id: string): Promise<void> {
  for (const key of keys(id)) await database.delete(values, key);
  await database.delete(heads, id);
}
