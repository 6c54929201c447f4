/** The way to a teacher for the user's own data: train one, keep it, have it teach. Where on it the user is. */
import type { Experiment } from '../../../experiment/fields';
import { isOwnTask } from '../../../experiment/user-data';
import type { ModelCard } from '../../../run/protocol';
import { useDraftExperiment } from '../experiment/draft';
import { isBusy, type RunState, useRun } from '../experiment/state';
import { unsavedSteps } from '../experiment/unsaved';
import { modelOf, useModels } from '../models/state';
import { datasetOf, useData } from './state';

export const STATIONS = ['train', 'keep', 'teach'] as const;
export type Station = (typeof STATIONS)[number];

export interface PathPosition {
  readonly station: Station;
  /** A teacher is being trained: it can be kept at any time. */
  readonly training: boolean;
  /** The settings train a teacher, or have one teach: Start is next. */
  readonly ready: boolean;
  /** Models that were kept for this data, the newest first. */
  readonly candidates: readonly ModelCard[];
  /** The model that teaches. */
  readonly teacher: ModelCard | null;
  /** It teaches in the current run. */
  readonly teaching: boolean;
}

type RunFacts = Pick<RunState, 'active' | 'phase' | 'running'>;

/**
 * @param unsaved training steps of the present run that are in no kept model
 */
export function positionOnPath(
  { task, ownData, teacher, ownTeacher, method }: Experiment,
  run: RunFacts,
  unsaved: number,
  models: readonly ModelCard[] | null,
): PathPosition {
  const candidates = (models ?? []).filter((model) => model.task === task && model.ownData === ownData);
  const chosen = teacher === 'own' ? (modelOf(models, ownTeacher) ?? null) : null;
  const training =
    unsaved > 0 &&
    run.running?.task === task &&
    run.running.ownData === ownData &&
    run.running.method === 'sft';
  const at = (station: Station, ready: boolean): PathPosition => ({
    station,
    training,
    ready,
    candidates,
    teacher: chosen,
    teaching: run.active && chosen !== null && run.running?.ownTeacher === chosen.fingerprint,
  });
  if (chosen) return at('teach', true);
  if (training) return at(isBusy(run) ? 'train' : 'keep', true);
  return candidates.length > 0 ? at('teach', false) : at('train', method === 'sft');
}

/** Null for tasks that have teachers, and without data. */
export function useTeacherPath(): PathPosition | null {
  const experiment = useDraftExperiment((state) => state.experiment);
  const models = useModels((state) => state.models);
  const run = useRun();
  const absent = useData((state) => datasetOf(state.datasets, experiment) === undefined);
  if (!isOwnTask(experiment.task) || experiment.ownData === 0 || absent) return null;
  return positionOnPath(experiment, run, unsavedSteps(), models);
}
