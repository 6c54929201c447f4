/** Saved states of runs, one checkpoint a run, for resuming after a reload, a crash or a divergence. */
import type { SavedRunKey } from '../protocol';
import { type Database, withDatabase } from '../storage/database';
import {
  type NewestStates,
  newestStates,
  type StateKind,
  saveState,
  writerOf,
} from '../storage/saved-states';
import { type Checkpoint, readCheckpoint } from './checkpoint';

export interface SavedRun extends SavedRunKey {
  readonly checkpoint: Checkpoint;
}

/** Name that is held while a run is open in a tab. */
export const runName = (id: string): string => `distillery run ${id}`;

const RUNS: StateKind = {
  values: 'runs',
  heads: 'savedRuns',
  unnamed: 'latest',
  keys: (id) => [id],
  lockName: runName,
};

/**
 * Saves the state of a run in place of its earlier one.
 * @throws DOMException when the browser gives no storage, or too little
 */
export const saveRun = ({ id, writer, checkpoint }: SavedRun): Promise<void> =>
  saveState(RUNS, id, id, { ...checkpoint, id, writer });

/** The saved state of a run; null when there is none, it is damaged, or the browser gives no storage. */
export async function loadRun(id: string): Promise<SavedRun | null> {
  try {
    return await withDatabase((database) => read(database, id));
  } catch {
    return null;
  }
}

/** Saved runs as the page opens; none if the browser gives no storage. */
export const newestRuns = (): Promise<NewestStates<SavedRun>> => newestStates(RUNS, read);

async function read(database: Database, id: string): Promise<SavedRun | null> {
  const stored = await database.get('runs', id);
  const checkpoint = readCheckpoint(stored);
  return checkpoint && { id, writer: writerOf(stored), checkpoint };
}
