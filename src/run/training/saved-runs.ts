/** Saved states of runs in IndexedDB, one checkpoint a run, for resuming after a reload, a crash or a divergence. */
import * as v from 'valibot';
import type { SavedRunKey } from '../protocol';
import { type Database, isStorageFull, withDatabase } from '../storage/database';
import { heldNames } from '../storage/locks';
import { type Checkpoint, readCheckpoint } from './checkpoint';

/** Runs that stay; the one that was saved longest ago goes first. */
export const KEPT_RUNS = 5;

export interface SavedRun extends SavedRunKey {
  readonly checkpoint: Checkpoint;
}

/** The key of version 0.1, which kept one run without an id. */
const UNNAMED = 'latest';

const HeadSchema = v.object({ id: v.string(), savedAt: v.number() });

/** Name that is held while a run is open in a tab. */
export const runName = (id: string): string => `distillery run ${id}`;

/** A name for a run or a writer that no other has. */
export const randomId = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');

/**
 * Saves the state of a run in place of its earlier one, and forgets the oldest runs beyond `KEPT_RUNS`. Where the storage
 * is full, older runs make room.
 *
 * @throws DOMException when the browser gives no storage, or too little
 */
export function saveRun({ id, writer, checkpoint }: SavedRun): Promise<void> {
  return withDatabase(async (database) => {
    const others = (await idsByAge(database)).filter((other) => other !== id);
    const held = await heldNames();
    const free = others.filter((other) => !held.has(runName(other)));
    const surplus = Math.max(0, others.length - (KEPT_RUNS - 1));
    for (const old of free.splice(0, surplus)) await forget(database, old);
    for (;;) {
      try {
        await database.put('runs', { ...checkpoint, id, writer }, id);
        await database.put('savedRuns', { id, savedAt: Date.now() });
        return;
      } catch (error) {
        const oldest = free.shift();
        if (oldest === undefined || !isStorageFull(error)) throw error;
        await forget(database, oldest);
      }
    }
  });
}

/** The saved state of a run; null when there is none, it is damaged, or the browser gives no storage. */
export async function loadRun(id: string): Promise<SavedRun | null> {
  try {
    return await withDatabase((database) => read(database, id));
  } catch {
    return null;
  }
}

export interface NewestRuns {
  /** The newest run that is open in no tab; null without one. */
  readonly resumable: SavedRun | null;
  /** A run is open in another tab. */
  readonly elsewhere: boolean;
}

/** Saved runs as the page opens; none if the browser gives no storage. */
export async function newestRuns(): Promise<NewestRuns> {
  try {
    return await withDatabase(async (database) => {
      const held = await heldNames();
      const ids = (await idsByAge(database)).reverse();
      const elsewhere = ids.some((id) => held.has(runName(id)));
      for (const id of ids) {
        const run = held.has(runName(id)) ? null : await read(database, id);
        if (run) return { resumable: run, elsewhere };
      }
      return { resumable: null, elsewhere };
    });
  } catch {
    return { resumable: null, elsewhere: false };
  }
}

async function read(database: Database, id: string): Promise<SavedRun | null> {
  const stored = await database.get('runs', id);
  const checkpoint = readCheckpoint(stored);
  if (!checkpoint) return null;
  const { writer = '' } = stored as { writer?: unknown };
  return { id, writer: typeof writer === 'string' ? writer : '', checkpoint };
}

/** The longest saved first. */
async function idsByAge(database: Database): Promise<string[]> {
  const heads = (await database.getAll('savedRuns')).flatMap((stored) => {
    const head = v.safeParse(HeadSchema, stored);
    return head.success ? [head.output] : [];
  });
  const ids = heads.sort((a, b) => a.savedAt - b.savedAt).map(({ id }) => id);
  return ids.includes(UNNAMED) ? ids : [UNNAMED, ...ids];
}

async function forget(database: Database, id: string): Promise<void> {
  await database.delete('runs', id);
  await database.delete('savedRuns', id);
}
