/** What keeps an experiment on own data from starting, known before anything is lost. */
import type { Experiment } from '../../experiment/fields';
import { needsTeacher } from '../../experiment/methods';
import { fingerprintText } from '../../experiment/own-data';
import type { DatasetCard } from '../../run/protocol';
import type { Translate } from '../text/text';
import { datasetOf, useData } from './data';
import { useEdit } from './edit';

export type Obstacle = 'none' | 'missing' | 'noTeacher';

/** Null when there is nothing in the way, or nobody knows yet. */
export function obstacleOf(experiment: Experiment, datasets: readonly DatasetCard[] | null): Obstacle | null {
  if (experiment.task !== 'own') return null;
  if (experiment.ownData === 0) return 'none';
  if (datasetOf(datasets, experiment) === undefined) return 'missing';
  return experiment.teacher !== 'own' && needsTeacher(experiment) ? 'noTeacher' : null;
}

/** Of the experiment on the controls. */
export function useObstacle(): Obstacle | null {
  const datasets = useData((state) => state.datasets);
  return useEdit((state) => obstacleOf(state.experiment, datasets));
}

export const obstacleText = (t: Translate, obstacle: Obstacle, { ownData }: Experiment): string =>
  t(`data.${obstacle}`, { fingerprint: fingerprintText(ownData) });

/** Where the page says what is in the way. */
export const OBSTACLE_NOTE = 'data-obstacle';

/** Whether an experiment cannot start. The note about it then gets the focus, so that it is read. */
export function isObstructed(experiment: Experiment): boolean {
  if (!obstacleOf(experiment, useData.getState().datasets)) return false;
  document.getElementById(OBSTACLE_NOTE)?.focus();
  return true;
}
