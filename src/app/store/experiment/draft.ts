/** The experiment on the controls: what Start would start. */
import { create } from 'zustand';
import type { LiveChange } from '../../../experiment/changes';
import { DEFAULT_EXPERIMENT, type Experiment, type FieldName } from '../../../experiment/fields';
import { withMethod } from '../../../experiment/method-defaults';
import { METHOD_NAMES } from '../../../experiment/methods';

export interface EditState {
  readonly experiment: Experiment;
  /** Changes of live settings that Start would plan, each at its step. */
  readonly changes: readonly LiveChange[];
}

export const useDraftExperiment = create<EditState>(() => ({ experiment: DEFAULT_EXPERIMENT, changes: [] }));

/** The same experiment with one setting changed; another method brings its published defaults along. */
export function withField(experiment: Experiment, name: FieldName, value: string | number): Experiment {
  const method = METHOD_NAMES.find((one) => name === 'method' && one === value);
  if (method) return withMethod(experiment, method);
  return { ...experiment, [name]: value };
}
