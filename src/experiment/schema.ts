/**
 * The strict form of an experiment, for messages between page and worker: nothing is repaired, anything out of bounds is
 * refused. Built from FIELDS, so there is no second list of bounds.
 */
import * as v from 'valibot';
import { isAffordable } from './cost';
import { type Experiment, FIELD_NAMES, FIELDS, type Field, type FieldName } from './fields';
import { methodFitsTask } from './picture-tasks';
import { repairValue } from './repair';

/** Schema of one setting. */
export type FieldSchema<K extends FieldName> = v.GenericSchema<unknown, Experiment[K]>;

function schemaOf(field: Field): v.GenericSchema<unknown, string | number> {
  if (field.kind === 'choice') return v.picklist(field.choices);
  if (field.kind === 'list') {
    return v.pipe(
      v.string(),
      v.check((text) => repairValue(field, text).problem === undefined, 'Expected a list of whole numbers'),
    );
  }
  const bounded = v.pipe(v.number(), v.finite(), v.minValue(field.min), v.maxValue(field.max));
  return field.kind === 'integer' ? v.pipe(bounded, v.integer()) : bounded;
}

/** Schemas of all settings, by name. The cast ties each to the type that FIELDS gives it, which `schemaOf` reads. */
export const FIELD_SCHEMAS = Object.fromEntries(
  FIELD_NAMES.map((name) => [name, schemaOf(FIELDS[name])]),
) as unknown as { readonly [K in FieldName]: FieldSchema<K> };

/** A complete experiment: no missing and no further names, all within bounds, heads dividing the width, affordable. */
export const ExperimentSchema = v.pipe(
  v.strictObject(FIELD_SCHEMAS),
  v.check(
    (experiment) => experiment.studentWidth % experiment.studentHeads === 0,
    'The student’s heads must divide its width',
  ),
  v.check((experiment) => methodFitsTask(experiment), 'The method cannot learn the task'),
  v.check((experiment) => isAffordable(experiment), 'One step of this experiment would cost too much'),
) satisfies v.GenericSchema<unknown, Experiment>;
