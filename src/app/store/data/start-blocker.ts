/** Reason why an experiment on user data cannot start, known before anything is lost. */
import type { Experiment } from '../../../experiment/fields';
import { asksForTeacher } from '../../../experiment/relevance';
import { fingerprintText, isOwnTask } from '../../../experiment/user-data';
import type { DatasetCard } from '../../../run/protocol';
import type { Translate } from '../../text/text';
import { useDraftExperiment } from '../experiment/draft';
import { datasetOf, useData } from './state';

export type StartBlocker = 'none' | 'missing' | 'noTeacher';

/** Null when the experiment can start, or the list of data is not known yet. */
export function blockingReason(
  experiment: Experiment,
  datasets: readonly DatasetCard[] | null,
): StartBlocker | null {
  if (!isOwnTask(experiment.task)) return null;
  if (experiment.ownData === 0) return 'none';
  if (datasetOf(datasets, experiment) === undefined) return 'missing';
  return experiment.teacher !== 'own' && asksForTeacher(experiment) ? 'noTeacher' : null;
}

/** Blocking reason of the experiment on the controls. */
export function useStartBlocker(): StartBlocker | null {
  const datasets = useData((state) => state.datasets);
  return useDraftExperiment((state) => blockingReason(state.experiment, datasets));
}

export const blockerText = (
  t: Translate,
  blocker: Exclude<StartBlocker, 'noTeacher'>,
  { ownData }: Experiment,
): string => t(`data.${blocker}`, { fingerprint: fingerprintText(ownData) });

/** Element that shows the blocking reason. */
export const BLOCKER_NOTE = 'start-blocker';

/** Whether an experiment cannot start. The note about it then gets the focus, so that it is read. */
export function isBlocked(experiment: Experiment): boolean {
  if (!blockingReason(experiment, useData.getState().datasets)) return false;
  document.getElementById(BLOCKER_NOTE)?.focus();
  return true;
}
