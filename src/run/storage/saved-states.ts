/** Saved states of runs and of comparisons in IndexedDB: each under its own id, as many of a kind as fit. */
import * as v from 'valibot';
import { type Problem, problem } from '../../errors/problems';
import { nameOf, unusedName } from '../../experiment/run-names';
import { type Database, isStorageFull, withDatabase } from './database';
import { heldNames } from './locks';
import { bytesIn } from './sizes';

/** Bytes that the states of a kind may take together; beyond that the oldest goes. */
export const KEPT_BYTES = 120_000_000;

/** Says that states have made room for newer ones. */
export const givenUp = (names: readonly string[]): Problem =>
  problem('runs-given-up', { names, limit: Math.round(KEPT_BYTES / 1e6) });

/** Runs, or comparisons. */
export interface StateKind {
  readonly values: 'runs' | 'comparisons';
  readonly heads: 'savedRuns' | 'savedComparisons';
  /** Id of the one state that version 0.1 kept, without an id. */
  readonly unnamed: string;
  /** Keys of all values of one state. */
  readonly keys: (id: string) => readonly string[];
  /** Keys of what is kept of it in the store of recordings. */
  readonly recordingKeys: (id: string) => readonly (string | IDBKeyRange)[];
  /** Name that is held while the state is open in a tab. */
  readonly lockName: (id: string) => string;
}

/** What is known of a state without reading its values. Version 0.2 stored `id` and `savedAt`. */
const HeadSchema = v.looseObject({
  id: v.string(),
  savedAt: v.number(),
  /** Bytes of its values by their keys. */
  sizes: v.optional(v.record(v.string(), v.number()), {}),
});
export type Head = v.InferOutput<typeof HeadSchema>;

/** What the user says of a state. It is stored apart: the tab that computes the state does not write it. */
const LabelSchema = v.object({
  label: v.object({ name: v.string(), notes: v.string(), deleted: v.boolean() }),
});
export type Label = v.InferOutput<typeof LabelSchema>['label'];

const labelKey = (id: string): string => `${id} label`;

/** A name for a saved state or a writer that no other has. */
export const randomId = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');

export const sizeOf = ({ sizes }: Head): number => Object.values(sizes).reduce((sum, size) => sum + size, 0);

/** Heads of a kind, the longest saved first. States of version 0.1 have none. */
export async function readHeads(database: Database, { heads, unnamed }: StateKind): Promise<Head[]> {
  const known = (await database.getAll(heads)).flatMap((stored) => {
    const head = v.safeParse(HeadSchema, stored);
    return head.success ? [head.output] : [];
  });
  const ordered = known.sort((a, b) => a.savedAt - b.savedAt);
  return ordered.some(({ id }) => id === unnamed)
    ? ordered
    : [{ id: unnamed, savedAt: 0, sizes: {} }, ...ordered];
}

export async function readLabel(database: Database, { heads }: StateKind, id: string): Promise<Label> {
  const stored = v.safeParse(LabelSchema, await database.get(heads, labelKey(id)));
  return stored.success ? stored.output.label : { name: nameOf(id), notes: '', deleted: false };
}

/** @throws DOMException when the browser gives no storage, or too little */
export async function writeLabel(
  database: Database,
  { heads }: StateKind,
  id: string,
  label: Label,
): Promise<void> {
  await database.put(heads, { id: labelKey(id), label });
}

/** Gives a new state the name of its id, or another one if that is taken. */
export async function nameNew(database: Database, kind: StateKind, id: string): Promise<Label> {
  const labels = (await database.getAll(kind.heads)).flatMap((stored) => {
    const label = v.safeParse(LabelSchema, stored);
    return label.success ? [label.output.label.name] : [];
  });
  const label = { name: unusedName(id, new Set(labels)), notes: '', deleted: false };
  await writeLabel(database, kind, id, label);
  return label;
}

/**
 * Saves one value of a state in place of its earlier one, and forgets the oldest states beyond `KEPT_BYTES`. If the storage is
 * full, older states make room. A state that is open in a tab stays.
 *
 * @param key one of the kind's `keys` of this id
 * @returns names of the states that made room
 * @throws DOMException when the browser gives no storage, or too little
 */
export function saveState(kind: StateKind, id: string, key: string, value: unknown): Promise<string[]> {
  return withDatabase(async (database) => {
    const head = (await readHeads(database, kind)).find((one) => one.id === id);
    const sizes = { ...head?.sizes, [key]: bytesIn(value) };
    const save = async (): Promise<void> => {
      await database.put(kind.values, value, key);
      await database.put(kind.heads, { id, savedAt: Date.now(), sizes });
    };
    return [...(await withRoom(database, kind, id, save)), ...(await keepWithin(database, kind, id))];
  });
}

/**
 * Carries out a write; while the storage is full, the oldest states make room for it.
 * @param id state that stays
 * @returns names of the states that made room
 * @throws DOMException when no room is left to make
 */
export async function withRoom(
  database: Database,
  kind: StateKind,
  id: string,
  write: () => Promise<void>,
): Promise<string[]> {
  const gone: string[] = [];
  let free: Head[] | null = null;
  for (;;) {
    try {
      await write();
      return gone;
    } catch (error) {
      if (!isStorageFull(error)) throw error;
      free ??= await expendable(database, kind, id);
      const oldest = free.shift();
      if (!oldest) throw error;
      gone.push(...(await giveUp(database, kind, oldest)));
    }
  }
}

/**
 * Forgets the oldest states beyond `KEPT_BYTES`.
 * @param id state that stays
 * @returns their names
 */
export async function keepWithin(database: Database, kind: StateKind, id: string): Promise<string[]> {
  const gone: string[] = [];
  const all = await readHeads(database, kind);
  let total = all.reduce((sum, head) => sum + sizeOf(head), 0);
  if (total <= KEPT_BYTES) return gone;
  for (const head of await expendable(database, kind, id)) {
    if (total <= KEPT_BYTES) break;
    total -= sizeOf(head);
    gone.push(...(await giveUp(database, kind, head)));
  }
  return gone;
}

/** States that may make room: those that the user has deleted, then the longest saved. */
async function expendable(database: Database, kind: StateKind, id: string): Promise<Head[]> {
  const held = await heldNames();
  const free: { head: Head; deleted: boolean }[] = [];
  for (const head of await readHeads(database, kind)) {
    if (head.id === id || held.has(kind.lockName(head.id))) continue;
    free.push({ head, deleted: (await readLabel(database, kind, head.id)).deleted });
  }
  return free.sort((a, b) => Number(b.deleted) - Number(a.deleted)).map(({ head }) => head);
}

/** @returns the name of the state, unless the user had deleted it or nothing was there */
async function giveUp(database: Database, kind: StateKind, { id, savedAt }: Head): Promise<string[]> {
  const { name, deleted } = await readLabel(database, kind, id);
  await forget(database, kind, id);
  return deleted || savedAt === 0 ? [] : [name];
}

/** Forgets for good what the user has deleted. Without storage there is nothing to forget. */
export async function forgetDeleted(kind: StateKind): Promise<void> {
  try {
    await withDatabase(async (database) => {
      for (const { id } of await readHeads(database, kind)) {
        if ((await readLabel(database, kind, id)).deleted) await forget(database, kind, id);
      }
    });
  } catch {
    // No storage: nothing was kept.
  }
}

export interface NewestStates<T> {
  /** The newest state that is open in no tab; null without one. */
  readonly resumable: T | null;
  /** Names held for the states that are open in other tabs. */
  readonly elsewhere: readonly string[];
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
      const ids = (await readHeads(database, kind)).map(({ id }) => id).reverse();
      const elsewhere = ids.map(kind.lockName).filter((name) => held.has(name));
      for (const id of ids.toSorted((a, b) => Number(b === first) - Number(a === first))) {
        if (held.has(kind.lockName(id)) || (await readLabel(database, kind, id)).deleted) continue;
        const state = await read(database, id);
        if (state) return { resumable: state, elsewhere };
      }
      return { resumable: null, elsewhere };
    });
  } catch {
    return { resumable: null, elsewhere: [] };
  }
}

/** The worker that saved a state; empty if version 0.1 saved it. */
export function writerOf(stored: unknown): string {
  const { writer = '' } = stored as { writer?: unknown };
  return typeof writer === 'string' ? writer : '';
}

async function forget(database: Database, kind: StateKind, id: string): Promise<void> {
  for (const key of kind.keys(id)) await database.delete(kind.values, key);
  for (const key of kind.recordingKeys(id)) await database.delete('recordings', key);
  await database.delete(kind.heads, id);
  await database.delete(kind.heads, labelKey(id));
}
