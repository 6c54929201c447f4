/** Saved states of runs and of comparisons in IndexedDB: each under its own id. */
import * as v from 'valibot';
import { nameOf, unusedName } from '../../experiment/run-names';
import { type Database, withDatabase } from './database';
import { heldNames } from './locks';
import { bytesIn } from './sizes';
import { STATE_KINDS, type StateKind } from './state-kinds';

/** What is known of a state without reading its values. Version 0.2 stored no sizes. */
const HeadSchema = v.looseObject({
  id: v.string(),
  savedAt: v.number(),
  /** Bytes of its values by their keys. */
  sizes: v.optional(v.record(v.string(), v.number())),
});
export type Head = v.InferOutput<typeof HeadSchema> & { readonly sizes: Readonly<Record<string, number>> };

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

/** Heads of a kind, the longest saved first. */
export async function readHeads(database: Database, kind: StateKind): Promise<Head[]> {
  const { heads, unnamed } = kind;
  const known: Head[] = [];
  for (const stored of await database.getAll(heads)) {
    const head = v.safeParse(HeadSchema, stored);
    if (head.success) known.push(await withSizes(database, kind, head.output));
  }
  // Version 0.1 stored neither heads nor dates: its state is older than all that have one.
  if (!known.some(({ id }) => id === unnamed) && (await database.get(kind.values, unnamed)) !== undefined)
    known.push(await withSizes(database, kind, { id: unnamed, savedAt: 0 }));
  return known.sort((a, b) => a.savedAt - b.savedAt);
}

/** A head with the sizes of its values: those of an earlier version are measured once. */
async function withSizes(
  database: Database,
  kind: StateKind,
  head: v.InferOutput<typeof HeadSchema>,
): Promise<Head> {
  if (head.sizes) return { ...head, sizes: head.sizes };
  const sizes: Record<string, number> = {};
  for (const key of kind.keys(head.id)) {
    const value = await database.get(kind.values, key);
    if (value !== undefined) sizes[key] = bytesIn(value);
  }
  const measured = { ...head, sizes };
  // On a full disk it is measured again the next time.
  await database.put(kind.heads, measured).catch(() => {});
  return measured;
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

/** Forgets for good what the user has deleted. Without storage there is nothing to forget. */
export async function forgetDeleted(): Promise<void> {
  try {
    await withDatabase(async (database) => {
      for (const kind of Object.values(STATE_KINDS)) {
        for (const { id } of await readHeads(database, kind)) {
          if ((await readLabel(database, kind, id)).deleted) await forget(database, kind, id);
        }
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

/** Forgets a state with all that is kept of it. */
export async function forget(database: Database, kind: StateKind, id: string): Promise<void> {
  for (const key of kind.keys(id)) await database.delete(kind.values, key);
  for (const key of kind.recordingKeys(id)) await database.delete('recordings', key);
  await database.delete(kind.heads, id);
  await database.delete(kind.heads, labelKey(id));
}
