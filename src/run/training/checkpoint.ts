/** The saved state of a run, and its check. */
import { readMethodState, type SavedMethodState } from '../../distill/method-state';
import type { SavedParameters } from '../../distill/optimiser';
import type { TrainerState } from '../../distill/trainer';
import { type LiveChange, repairChanges } from '../../experiment/changes';
import type { Experiment } from '../../experiment/fields';
import { repairExperiment } from '../../experiment/repair';
import { upgradeExperiment } from '../../experiment/versions';
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
  /** What is trained beside the student, where the method has it. */
  readonly beside?: TrainerState;
  /** State of the method, if it has one. */
  readonly memory?: SavedMethodState;
  /** State of early stopping, where the run has it. */
  readonly patience?: EarlyStoppingState;
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

/** A trained vector with its count of updates, and learned maps and averages, where there are any; null when it is damaged. */
function readTrainer(saved: unknown): TrainerState | null {
  const parameters = readParameters(saved);
  if (!parameters) return null;
  const { updates, projections, averages } = saved as Record<string, unknown>;
  const maps = projections === undefined ? undefined : readParameters(projections);
  if (!isCount(updates) || maps === null) return null;
  if (averages !== undefined && !(averages instanceof Float32Array)) return null;
  return {
    ...{ ...parameters, updates },
    ...(maps ? { projections: maps } : {}),
    ...(averages ? { averages } : {}),
  };
}

/**
 * Checks a saved state; null when it is damaged. Storage is outside our control: an older version of this page, or a
 * user, may have written it.
 */
export function readCheckpoint(saved: unknown): Checkpoint | null {
  if (typeof saved !== 'object' || saved === null) return null;
  const { experiment, changes, sftStep, step, memory, patience, ...trained } = saved as Record<
    string,
    unknown
  >;
  if (!isCount(sftStep) || !isCount(step)) return null;
  const state = readTrainer(trained.state);
  const beside = trained.beside === undefined ? undefined : readTrainer(trained.beside);
  if (!state || beside === null) return null;
  const repaired = repairExperiment(upgradeExperiment(experiment));
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
    state,
    ...(beside ? { beside } : {}),
    ...(remembered ? { memory: remembered } : {}),
    ...(waited ? { patience: waited } : {}),
  };
}
