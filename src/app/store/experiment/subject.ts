/** The experiment that a result is about: what it takes to repeat it. */
import type { LiveChange } from '../../../experiment/changes';
import type { Experiment } from '../../../experiment/fields';
import { useDraftExperiment } from './draft';
import { useRun } from './state';

export interface Subject {
  readonly experiment: Experiment;
  /** Changes of live settings during its run. */
  readonly changes: readonly LiveChange[];
}

/** The present or last run, as it began; without one the settings on the controls. */
export function presentSubject(): Subject {
  const { initial, changes } = useRun.getState();
  return initial ? { experiment: initial, changes } : useDraftExperiment.getState();
}
