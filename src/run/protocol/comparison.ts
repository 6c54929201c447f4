/** Messages about a comparison: many runs one after another, with a curve and a result each. */
import * as v from 'valibot';
import { problem } from '../../errors/problems';
import {
  BUDGETS,
  COMPARISON_LIMITS,
  type Comparison,
  METHOD_SETTINGS,
  VARIABLE_FIELDS,
} from '../../experiment/comparison';
import { FIELDS, type Field } from '../../experiment/fields';
import { repairValue } from '../../experiment/repair';
import { ExperimentSchema } from '../../experiment/schema';
import { EstimateSchema } from './evaluation';
import {
  Amount,
  Count,
  Fraction,
  listOf,
  Measured,
  MetricSchema,
  ProblemSchema,
  Scores,
  Text,
} from './schema';

const { fewestValues, mostValues, mostSeeds } = COMPARISON_LIMITS;

export const ComparisonSchema = v.pipe(
  v.strictObject({
    base: ExperimentSchema,
    vary: v.picklist(VARIABLE_FIELDS),
    values: v.pipe(
      v.array(v.union([v.string(), v.number()])),
      v.minLength(fewestValues),
      v.maxLength(mostValues),
      v.check((values) => new Set(values).size === values.length, 'Expected different values'),
      v.readonly(),
    ),
    seeds: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(mostSeeds)),
    budget: v.picklist(BUDGETS),
    methodSettings: v.picklist(METHOD_SETTINGS),
  }),
  v.check(({ vary, values }) => {
    const field: Field = FIELDS[vary];
    return values.every((value) => repairValue(field, value).problem === undefined);
  }, 'Expected values of the varied setting'),
) satisfies v.GenericSchema<unknown, Comparison>;

/** The mean over a stretch of steps of equal length. */
const CurvePointSchema = v.pipe(
  v.object({
    /** Last of the stretch. */
    step: Count,
    loss: Measured,
    /** Null where nothing is verified. */
    acceptance: v.nullable(Fraction),
  }),
  v.readonly(),
);
export type CurvePoint = v.InferOutput<typeof CurvePointSchema>;

const ComparedScoresSchema = v.pipe(
  v.object({
    step: Count,
    /** Metric id → score on validation prompts. */
    scores: Scores,
  }),
  v.readonly(),
);
export type ComparedScores = v.InferOutput<typeof ComparedScoresSchema>;

/** How a run came out. */
const ComparedResultSchema = v.pipe(
  v.object({
    /** Updates of the student, SFT not included. */
    updates: Count,
    /** See `teacherForwards`. */
    teacherForwards: Amount,
    /**
     * Wall time of the training and its evaluations, without pauses, preparations, the scores on test prompts, and what the
     * first step took longer than the others, because kernels were compiled in it.
     */
    seconds: Amount,
    validation: Scores,
    /** Metric id → score on the first `testPrompts` of the test split. */
    test: v.pipe(v.record(Text, EstimateSchema), v.readonly()),
    testPrompts: Count,
  }),
  v.readonly(),
);
export type ComparedResult = v.InferOutput<typeof ComparedResultSchema>;

/** Earlier versions of the page stored a sentence. */
const StoredNote = v.pipe(
  Text,
  v.transform((sentence) => problem('stored', { sentence })),
);

const ComparedRunStateSchema = v.picklist(['waiting', 'running', 'paused', 'done', 'failed', 'cancelled']);
export type ComparedRunState = v.InferOutput<typeof ComparedRunStateSchema>;

/** Stage of a run: fetching and compiling, its SFT, its training, its scores on test prompts. */
const ComparedStageSchema = v.picklist(['preparing', 'sft', 'training', 'testing']);
export type ComparedStage = v.InferOutput<typeof ComparedStageSchema>;

export const ComparedRunSchema = v.pipe(
  v.object({
    state: ComparedRunStateSchema,
    stage: ComparedStageSchema,
    /** Steps or prompts of the stage; 0 while `total` is. */
    done: Amount,
    /** Steps or prompts of the stage; 0 where it is not known how long it takes. */
    total: Amount,
    /** Some hundred points at most. */
    curve: listOf(CurvePointSchema),
    scores: listOf(ComparedScoresSchema),
    result: v.nullable(ComparedResultSchema),
    /** Why it failed, or ended early. */
    note: v.nullable(v.union([ProblemSchema, StoredNote])),
  }),
  v.readonly(),
);
export type ComparedRun = v.InferOutput<typeof ComparedRunSchema>;

/** A comparison as the page gets it as a whole. */
export const SnapshotSchema = v.pipe(
  v.object({
    /** No other comparison of this browser has it. */
    id: Text,
    comparison: ComparisonSchema,
    /** Those of `planOf`. */
    runs: listOf(ComparedRunSchema),
    /** Metrics of the task; empty before it has been loaded. */
    metrics: listOf(MetricSchema),
  }),
  v.check(
    ({ comparison, runs }) => runs.length === comparison.values.length * comparison.seeds,
    'Expected one run for each value and seed',
  ),
  v.readonly(),
);
export type ComparisonSnapshot = v.InferOutput<typeof SnapshotSchema>;

/** Page → worker. */
export const ComparisonCommandSchema = v.variant('type', [
  /** Begins a comparison. The one before and a single run end; what is saved of them stays. */
  v.object({ type: v.literal('compare'), comparison: ComparisonSchema }),
  /** Resumes a comparison after a pause, also one that a reload or a single run made. */
  v.object({ type: v.literal('compare-resume'), id: Text }),
  v.object({ type: v.literal('compare-pause') }),
  /** Takes the comparison on the page over from the tab that computes it, and resumes it. */
  v.object({ type: v.literal('compare-take-over'), id: Text }),
  /** Leaves out a run that is not over; null: all of them. */
  v.object({ type: v.literal('compare-cancel'), run: v.nullable(Count) }),
  /** Takes in again a run that was left out; null: all of them. Starts nothing. */
  v.object({ type: v.literal('compare-include'), run: v.nullable(Count) }),
  /** Shows a saved comparison, also one that another tab computes, and goes on with none. */
  v.object({ type: v.literal('compare-open'), id: Text }),
]);
export type ComparisonCommand = v.InferOutput<typeof ComparisonCommandSchema>;

const ComparisonStateSchema = v.picklist(['running', 'paused', 'finished']);
export type ComparisonState = v.InferOutput<typeof ComparisonStateSchema>;

/** Worker → page. */
export const ComparisonEventSchema = v.variant('type', [
  /** A comparison has begun, or was found at opening. */
  v.object({
    type: v.literal('comparison'),
    snapshot: SnapshotSchema,
    state: ComparisonStateSchema,
    /** Another tab computes it. */
    elsewhere: v.boolean(),
  }),
  v.object({ type: v.literal('compared-run'), index: Count, run: ComparedRunSchema }),
  v.object({
    type: v.literal('comparison-state'),
    state: ComparisonStateSchema,
    metrics: listOf(MetricSchema),
    /** Why it was interrupted; null when it was not. */
    interruption: v.nullable(ProblemSchema),
  }),
]);
export type ComparisonEvent = v.InferOutput<typeof ComparisonEventSchema>;
