/** Random experiments for property tests. */
import fc from 'fast-check';
import { canonicalChanges, type LiveChange, MOST_CHANGES } from './changes';
import { BUDGETS, COMPARISON_LIMITS, type Comparison, METHOD_SETTINGS, VARIABLE_FIELDS } from './comparison';
import { isAffordable } from './cost';
import { DEFAULT_EXPERIMENT, type Experiment, FIELD_NAMES, FIELDS, type Field, LIVE_FIELDS } from './fields';
import { writeList } from './layer-map';
import { METHOD_NAMES } from './methods';
import { methodFitsTask, usualMethod } from './picture-tasks';
import { isOwnTask } from './user-data';

function value(field: Field): fc.Arbitrary<string | number> {
  if (field.kind === 'choice') return fc.constantFrom(...field.choices);
  const { min, max } = field;
  if (field.kind === 'list') {
    return fc.array(fc.integer({ min, max }), { maxLength: field.longest }).map(writeList);
  }
  const inside =
    field.kind === 'integer'
      ? fc.integer({ min, max })
      : fc.double({ min, max, noNaN: true }).map((x) => x + 0);
  return fc.oneof(inside, fc.constantFrom(min, max));
}

/** Any valid experiment: within bounds, heads dividing the width, affordable, naming own data only for the task of user data. */
export const validExperiment: fc.Arbitrary<Experiment> = fc
  .record(Object.fromEntries(FIELD_NAMES.map((name) => [name, value(FIELDS[name])])), { requiredKeys: [] })
  .map((changes): Experiment => ({ ...DEFAULT_EXPERIMENT, ...changes }))
  .map((experiment) => {
    const { studentWidth: width, studentHeads: heads } = experiment;
    const least = Math.ceil(FIELDS.studentWidth.min / heads) * heads;
    const rounded = Math.max(least, width - (width % heads));
    return { ...experiment, studentWidth: rounded };
  })
  .map((experiment) => (isOwnTask(experiment.task) ? experiment : { ...experiment, ownData: 0 }))
  .map((experiment) =>
    methodFitsTask(experiment) ? experiment : { ...experiment, method: usualMethod(experiment.task) },
  )
  .map((experiment) => (experiment.start === 'teacher' ? { ...experiment, ownStudent: 0 } : experiment))
  .filter((experiment) => isAffordable(experiment));

/** Changes of live settings during a run of the experiment, in their one form. */
export const validChanges = (experiment: Experiment): fc.Arbitrary<readonly LiveChange[]> =>
  fc
    .uniqueArray(
      fc.record({
        step: fc.integer({ min: 1, max: experiment.steps }),
        settings: fc.record(Object.fromEntries(LIVE_FIELDS.map((name) => [name, value(FIELDS[name])])), {
          requiredKeys: [],
        }),
      }),
      { selector: ({ step }) => step, maxLength: MOST_CHANGES },
    )
    .map((changes) => canonicalChanges(experiment, changes));

/** Any comparison: 2 to 8 different values of a setting that can be varied; about methods' settings only among methods. */
export const validComparison: fc.Arbitrary<Comparison> = fc
  .record({
    base: validExperiment,
    vary: fc.constantFrom(...VARIABLE_FIELDS),
    seeds: fc.integer({ min: 1, max: COMPARISON_LIMITS.mostSeeds }),
    budget: fc.constantFrom(...BUDGETS),
    methodSettings: fc.constantFrom(...METHOD_SETTINGS),
  })
  .chain(({ vary, ...rest }) => {
    const { fewestValues: minLength, mostValues: maxLength } = COMPARISON_LIMITS;
    const learned = value(FIELDS[vary]).filter((one) => {
      const method = METHOD_NAMES.find((name) => vary === 'method' && name === one);
      return method === undefined || methodFitsTask({ ...rest.base, method });
    });
    return fc.uniqueArray(learned, { minLength, maxLength }).map((values) => ({
      ...{ vary, values, ...rest },
      methodSettings: vary === 'method' ? rest.methodSettings : METHOD_SETTINGS[0],
    }));
  });
