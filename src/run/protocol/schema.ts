/** Building blocks of the schemas that messages between page and worker are checked with. */
import * as v from 'valibot';
import { isProblemCode, PROBLEMS } from '../../errors/problem-table';
import type { Problem, ProblemValue, Term } from '../../errors/problems';
import type { Metric } from '../../tasks/task';

/**
 * Ties a schema to its type in both directions: what passes the schema has the type, and the schema lets every value of
 * the type through. A member added to one but not to the other does not compile.
 */
export const schemaFor =
  <T>() =>
  <S extends v.GenericSchema<unknown, T>>(
    schema: S & ([T] extends [v.InferOutput<S>] ? unknown : never),
  ): S =>
    schema;

export const Text = v.string();

export const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** The index or the id of something; -1 where there is none. */
export const CountOrNone = v.pipe(v.number(), v.safeInteger(), v.minValue(-1));
export const Size = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Identifies data or a model of the user: a hash of 32 bits that is not 0. */
export const Fingerprint = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffffffff));
export const Amount = v.pipe(v.number(), v.finite(), v.minValue(0));
export const Fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
/** A measured number that is NaN or infinite when training has diverged; that must reach the page, not be refused. */
export const Measured = v.custom<number>((value) => typeof value === 'number', 'Expected a number');
export const Scores = v.pipe(v.record(v.string(), v.pipe(v.number(), v.finite())), v.readonly());
export const listOf = <T extends v.GenericSchema>(item: T) => v.pipe(v.array(item), v.readonly());
export const Counts = listOf(Count);
export const Texts = listOf(Text);
export const MetricSchema = schemaFor<Pick<Metric, 'id' | 'better'>>()(
  v.pipe(
    v.object({
      id: v.picklist([
        'accuracy',
        'knn',
        'knn-average',
        'mean-iou',
        'patch-accuracy',
        'exact-match',
        'chrf',
        'rouge-l',
        'phoneme-error-rate',
        'partial-results',
      ]),
      better: v.picklist(['higher', 'lower']),
    }),
    v.readonly(),
  ),
);
/** Facts about a metric that the page needs to show it. */
export type MetricFacts = v.InferOutput<typeof MetricSchema>;
/** Over any kind of buffer; the constructor's own type would narrow it to ArrayBuffer. */
const FloatArray: new (length: number) => Float32Array = Float32Array;
/** Only the class is checked; reading every number would cost more than the message is worth. */
export const Numbers = v.instance(FloatArray);

const TermSchema = v.object({
  term: v.custom<Term['term']>((value) => typeof value === 'string', 'Expected the name of a term'),
});

const ProblemValueSchema: v.GenericSchema<unknown, ProblemValue> = v.lazy(() =>
  v.union([
    v.string(),
    // NaN and infinity, too: a loss that has diverged.
    Measured,
    TermSchema,
    ProblemSchema,
    Texts,
    v.pipe(v.array(ProblemSchema), v.readonly()),
  ]),
);

/** A problem with all values that its sentence needs. */
export const ProblemSchema: v.GenericSchema<unknown, Problem> = v.pipe(
  v.object({
    code: v.custom<Problem['code']>(isProblemCode, 'Expected the code of a problem'),
    values: v.record(Text, ProblemValueSchema),
  }),
  v.check(
    ({ code, values }) => PROBLEMS[code].every((name) => Object.hasOwn(values, name)),
    'Expected the values of the problem',
  ),
);
