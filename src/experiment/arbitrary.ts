/** Random experiments for property tests. */
import fc from 'fast-check';
import { isAffordable } from './cost';
import { DEFAULT_EXPERIMENT, type Experiment, FIELD_NAMES, FIELDS, type Field } from './fields';

function value(field: Field): fc.Arbitrary<string | number> {
  if (field.kind === 'choice') return fc.constantFrom(...field.choices);
  const { min, max } = field;
  const inside =
    field.kind === 'integer'
      ? fc.integer({ min, max })
      : fc.double({ min, max, noNaN: true }).map((x) => x + 0);
  return fc.oneof(inside, fc.constantFrom(min, max));
}

/** Any valid experiment: within bounds, heads dividing the width, affordable. */
export const validExperiment: fc.Arbitrary<Experiment> = fc
  .record(Object.fromEntries(FIELD_NAMES.map((name) => [name, value(FIELDS[name])])), { requiredKeys: [] })
  .map((changes): Experiment => ({ ...DEFAULT_EXPERIMENT, ...changes }))
  .map((experiment) => {
    const { studentWidth: width, studentHeads: heads } = experiment;
    const least = Math.ceil(FIELDS.studentWidth.min / heads) * heads;
    const rounded = Math.max(least, width - (width % heads));
    return { ...experiment, studentWidth: rounded };
  })
  .filter((experiment) => isAffordable(experiment));
