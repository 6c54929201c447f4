/** Values of a setting as text in an input. */
import { COMPARISON_LIMITS, VARIABLE_FIELDS } from '../../experiment/comparison';
import { type Experiment, FIELDS, type Field, type FieldName } from '../../experiment/fields';
import { matters } from '../../experiment/relevance';
import { checkNumber } from '../settings/check';
import type { TranslateAll } from '../text/text';

export type CheckedValues = { readonly values: readonly number[] } | { readonly problem: string };

/** Whether typed numbers will do as values of a setting; the reason when they will not. */
export function checkValues(name: FieldName, typed: string, t: TranslateAll): CheckedValues {
  const field: Field = FIELDS[name];
  if (field.kind !== 'integer' && field.kind !== 'number') return { problem: t('settings.number') };
  const parts = typed.split(/[,;\s]+/).filter((part) => part !== '');
  const values: number[] = [];
  for (const part of parts) {
    const checked = checkNumber(field, part, t);
    if ('problem' in checked) return { problem: `${part}: ${checked.problem}` };
    if (values.includes(checked.value)) return { problem: t('compare.values.same', { value: part }) };
    values.push(checked.value);
  }
  const { fewestValues: fewest, mostValues: most } = COMPARISON_LIMITS;
  if (values.length < fewest) return { problem: t('compare.values.few', { fewest }) };
  if (values.length > most) return { problem: t('compare.values.many', { most }) };
  return { values };
}

/** Own models and data are chosen by name, and the method has a list of its own. */
const ELSEWHERE: ReadonlySet<FieldName> = new Set(['method', 'teacher', 'ownTeacher', 'ownStudent']);

/** The settings that can be swept: those that make a difference to the experiment. */
export const sweepable = (experiment: Experiment): FieldName[] =>
  VARIABLE_FIELDS.filter((name) => !ELSEWHERE.has(name) && matters(name, experiment));

/** Values worth starting from where the user has not said any. */
const FIRST_VALUES: Readonly<Partial<Record<FieldName, readonly number[]>>> = {
  topK: [0, 1, 3, 10, 30],
  trainSize: [100, 200, 400, 1000],
  studentWidth: [24, 48, 96],
  studentLayers: [1, 2, 4],
  sftSteps: [0, 100, 300],
  studentTemperature: [0.5, 1, 1.5],
  learningRate: [1e-3, 2e-3, 4e-3],
  batchSize: [8, 16, 32],
};

export function firstValues(name: FieldName, experiment: Experiment): readonly (string | number)[] {
  const field: Field = FIELDS[name];
  const known = FIRST_VALUES[name];
  if (known) return known;
  if (field.kind === 'choice') return field.choices.slice(0, COMPARISON_LIMITS.mostValues);
  if (field.kind === 'list') return [field.default];
  const now = Number(experiment[name]);
  const beside = [now / 2, now, now * 2, field.min, field.max].map((value) => {
    const inside = Math.min(field.max, Math.max(field.min, value));
    return field.kind === 'integer' ? Math.round(inside) : Number(inside.toPrecision(3));
  });
  return [...new Set(beside)].slice(0, 3);
}
