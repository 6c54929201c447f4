/** The saved state of the latest run, in IndexedDB: what a reload, a crash or a diverged run goes on from. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { TrainerState } from '../distill/trainer';
import type { Experiment } from '../experiment/fields';
import { repairExperiment } from '../experiment/repair';

export interface Checkpoint {
  readonly experiment: Experiment;
  /** Steps of supervised fine-tuning and of distillation that are done. */
  readonly sftStep: number;
  readonly step: number;
  readonly state: TrainerState;
}

interface Schema extends DBSchema {
  runs: { key: string; value: Checkpoint };
}

const LATEST = 'latest';

const open = (): Promise<IDBPDatabase<Schema>> =>
  openDB<Schema>('distillery', 1, {
    upgrade(database) {
      database.createObjectStore('runs');
    },
  });

async function withStore<T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
  const database = await open();
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

/** Replaces the saved state. Rejects where the browser gives no storage (some private windows). */
export function saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
  return withStore(async (database) => {
    await database.put('runs', checkpoint, LATEST);
  });
}

/** The saved state, or null when there is none, it is damaged, or the browser gives no storage. */
export async function loadCheckpoint(): Promise<Checkpoint | null> {
  try {
    const saved: unknown = await withStore((database) => database.get('runs', LATEST));
    return check(saved);
  } catch {
    return null;
  }
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

/** Storage is outside our control: an older version of this page, or a visitor, may have written it. */
function check(saved: unknown): Checkpoint | null {
  if (typeof saved !== 'object' || saved === null) return null;
  const { experiment, sftStep, step, state } = saved as Record<string, unknown>;
  if (!isCount(sftStep) || !isCount(step) || typeof state !== 'object' || state === null) return null;
  const { parameters, first, second, updates } = state as Record<string, unknown>;
  if (
    !(parameters instanceof Float32Array && first instanceof Float32Array && second instanceof Float32Array)
  ) {
    return null;
  }
  if (!isCount(updates) || parameters.length !== first.length || first.length !== second.length) return null;
  const repaired = repairExperiment(experiment);
  if (repaired.notices.length > 0) return null;
  return { experiment: repaired.experiment, sftStep, step, state: { parameters, first, second, updates } };
}
