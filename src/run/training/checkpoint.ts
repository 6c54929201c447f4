/** The saved state of the latest run, in IndexedDB: what a reload, a crash or a diverged run goes on from. */
import { readMethodState, type SavedMethodState } from '../../distill/method-state';
import type { SavedParameters } from '../../distill/optimiser';
import type { TrainerState } from '../../distill/trainer';
import { type LiveChange, repairChanges } from '../../experiment/changes';
import type { Experiment } from '../../experiment/fields';
import { repairSettings } from '../../experiment/repair';
import { upgradeExperiment } from '../../experiment/versions';
import { withDatabase } from '../storage/database';
import { currentMethodState } from '../storage/earlier-versions';
import { type EarlyStoppingState, readEarlyStopping } from './early-stopping';

export interface Checkpoint {
  /** As the run began. */
  readonly experiment: Experiment;
  /** Live settings that changed during the run, or will at a later step, where there are any. */
  readonly changes?: readonly LiveChange[];
  /** Steps of supervised fine-tuning and of distillation that are done. */
  readonly sftStep: number;
  readonly step: number;
  readonly state: TrainerState;
  /** What the method remembers, where it does. */
  readonly memory?: SavedMethodState;
  /** State of early stopping, where the run has it. */
  readonly patience?: EarlyStoppingState;
}

const LATEST = 'latest';

/** Replaces the saved state. Rejects where the browser gives no storage (some private windows). */
export function saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
  return withDatabase(async (database) => {
    await database.put('runs', checkpoint, LATEST);
  });
}

/** The saved state, or null when there is none, it is damaged, or the browser gives no storage. */
export async function loadCheckpoint(): Promise<Checkpoint | null> {
  try {
    const saved = await withDatabase((database) => database.get('runs', LATEST));
    return readCheckpoint(saved);
  } catch {
    return null;
  }
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

/** Parameters and moments of one size; null when they are damaged. */
function readParameters(saved: unknown): SavedParameters | null {
  if (typeof saved !== 'object' || saved === null) return null;
  const { parameters, first, second } = saved as Record<string, unknown>;
  const whole =
    parameters instanceof Float32Array && first instanceof Float32Array && second instanceof Float32Array;
  if (!whole || parameters.length !== first.length || first.length !== second.length) return null;
  return { parameters, first, second };
}

/**
 * Checks a saved state; null when it is damaged. Storage is outside our control: an older version of this page, or a
 * visitor, may have written it.
 */
export function readCheckpoint(saved: unknown): Checkpoint | null {
  if (typeof saved !== 'object' || saved === null) return null;
  const { experiment, changes, sftStep, step, state, memory, patience } = saved as Record<string, unknown>;
  if (!isCount(sftStep) || !isCount(step) || typeof state !== 'object' || state === null) return null;
  const { updates, projections } = state as Record<string, unknown>;
  const student = readParameters(state);
  if (!student || !isCount(updates)) return null;
  const maps = projections === undefined ? null : readParameters(projections);
  if (projections !== undefined && maps === null) return null;
  const repaired = repairSettings(upgradeExperiment(experiment));
  if (repaired.notices.length > 0) return null;
  const changed = changes === undefined ? [] : repairChanges(changes, repaired.experiment);
  if (changed === null) return null;
  const remembered = memory === undefined ? null : readMethodState(currentMethodState(memory));
  if (memory !== undefined && remembered === null) return null;
  const waited = patience === undefined ? null : readEarlyStopping(patience);
  if (patience !== undefined && waited === null) return null;
  return {
    experiment: repaired.experiment,
    ...(changed.length > 0 ? { changes: changed } : {}),
    sftStep,
    step,
    state: { ...student, updates, ...(maps ? { projections: maps } : {}) },
    ...(remembered ? { memory: remembered } : {}),
    ...(waited ? { patience: waited } : {}),
  };
}
