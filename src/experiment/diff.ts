/** Differences between two experiments. */
import { type Experiment, FIELD_NAMES, FIELDS, type Field, type FieldName } from './fields';

export interface Difference {
  readonly name: FieldName;
  readonly from: string | number;
  readonly to: string | number;
}

/** The settings in which two experiments differ, in the order of FIELDS. */
export const differingFields = (a: Experiment, b: Experiment): FieldName[] =>
  FIELD_NAMES.filter((name) => !Object.is(a[name], b[name]));

/** Every setting in which `b` differs from `a`, in the order of FIELDS. */
export function diffExperiments(a: Experiment, b: Experiment): Difference[] {
  return differingFields(a, b).map((name) => ({
    name,
    from: a[name],
    to: b[name],
  }));
}

/**
 * The edited settings that a running run cannot take over at its next step. Empty when the edit can be applied live.
 */
export function needsRestart(running: Experiment, edited: Experiment): FieldName[] {
  return differingFields(running, edited).filter((name) => {
    const field: Field = FIELDS[name];
    return field.live !== true;
  });
}
