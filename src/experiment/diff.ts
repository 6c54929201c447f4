/** What differs between two experiments. */
import { type Experiment, FIELD_NAMES, FIELDS, type Field, type FieldName } from './fields';
import { LABELS_EN, type Labels } from './labels';

export interface Difference {
  readonly name: FieldName;
  readonly label: string;
  readonly from: string | number;
  readonly to: string | number;
}

/** Every setting in which `b` differs from `a`, in the order of FIELDS. */
export function diffExperiments(a: Experiment, b: Experiment, labels: Labels = LABELS_EN): Difference[] {
  return FIELD_NAMES.filter((name) => !Object.is(a[name], b[name])).map((name) => ({
    name,
    label: labels.fields[name].label,
    from: a[name],
    to: b[name],
  }));
}

/**
 * The edited settings that a running run cannot take over at its next step. Empty when the edit can be applied live.
 */
export function needsRestart(running: Experiment, edited: Experiment): FieldName[] {
  return FIELD_NAMES.filter((name) => {
    const field: Field = FIELDS[name];
    return field.live !== true && !Object.is(running[name], edited[name]);
  });
}
