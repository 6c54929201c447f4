/** Messages about a comparison: many runs one after another, with a curve and a result each. */
import * as v from 'valibot';
import type { Estimate } from '../../distill/metrics/intervals';
import { type Problem, problem } from '../../errors/problems';
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
import type { Metric } from '../../tasks/task';
import {
  Amount,
  Count,
  Fraction,
  Measured,
  MetricSchema,
  ProblemSchema,
  Scores,
  schemaFor,
  Text,
} from './schema';

/** Page → worker. */
export type ComparisonCommand =
  /** Begins a comparison. The one before and a single run end; what is saved of them stays. */
  | { type: 'compare'; comparison: Comparison }
  /** Resumes a comparison after a pause, also one that a reload or a single run made. */
  | { type: 'compare-resume'; id: string }
  | { type: 'compare-pause' }
  /** Leaves out a run that is not over; null: all of them. */
  | { type: 'compare-cancel'; run: number | null }
  /** Takes in again a run that was left out; null: all of them. Starts nothing. */
  | { type: 'compare-include'; run: number | null }
  /** Drops the comparison with its results. */
  | { type: 'compare-forget' };

export type ComparedRunState = 'waiting' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

/** The mean over a stretch of steps of equal length. */
export interface CurvePoint {
  /** Last of the stretch. */
  readonly step: number;
  readonly loss: number;
  /** Null where nothing is verified. */
  readonly acceptance: number | null;
}

export interface ComparedScores {
  readonly step: number;
  /** Metric id → score on validation prompts. */
  readonly scores: Readonly<Record<string, number>>;
}

/** How a run came out. */
export interface ComparedResult {
  /** Updates of the student, without its warm start. */
  readonly updates: number;
  /** See `teacherForwards`. */
  readonly teacherForwards: number;
  /**
   * Wall time of the training and its evaluations, without pauses, preparations, the scores on test prompts, and what the
   * first step took longer than the others, because kernels were compiled in it.
   */
  readonly seconds: number;
  readonly validation: Readonly<Record<string, number>>;
  /** Metric id → score on the first `testPrompts` of the test split. */
  readonly test: Readonly<Record<string, Estimate>>;
  readonly testPrompts: number;
}

/** Stage of a run: fetching and compiling, its warm start, its training, its scores on test prompts. */
export type ComparedStage = 'preparing' | 'sft' | 'training' | 'testing';

export interface ComparedRun {
  readonly state: ComparedRunState;
  readonly stage: ComparedStage;
  /** Steps or prompts of the stage; both 0 where it is not known how long it takes. */
  readonly done: number;
  readonly total: number;
  /** Some hundred points at most. */
  readonly curve: readonly CurvePoint[];
  readonly scores: readonly ComparedScores[];
  readonly result: ComparedResult | null;
  /** Why it failed, or ended early. */
  readonly note: Problem | null;
}

/** With a result, or without one for good. */
export const isOver = ({ state }: ComparedRun): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled';

/** Under way; one run of a comparison at most. */
export const isBegun = ({ state }: ComparedRun): boolean => state === 'running' || state === 'paused';

/**
 * Index of the run that a comparison does next; −1 when all are finished. A run that has begun comes first: an earlier
 * one may have been included again since.
 */
export function nextRun(runs: readonly ComparedRun[]): number {
  const begun = runs.findIndex(isBegun);
  return begun < 0 ? runs.findIndex(({ state }) => state === 'waiting') : begun;
}

/** A run whose turn has not come. */
export const WAITING_RUN: ComparedRun = {
  state: 'waiting',
  stage: 'preparing',
  done: 0,
  total: 0,
  curve: [],
  scores: [],
  result: null,
  note: null,
};

export type ComparisonState = 'running' | 'paused' | 'finished';

/** A comparison as the page gets it as a whole. `runs` are those of `planOf`. */
export interface ComparisonSnapshot {
  /** No other comparison of this browser has it. */
  readonly id: string;
  readonly comparison: Comparison;
  readonly runs: readonly ComparedRun[];
  /** Metrics of the task; empty before it has been loaded. */
  readonly metrics: readonly Pick<Metric, 'id' | 'better'>[];
}

/** Worker → page. */
export type ComparisonEvent =
  /** A comparison has begun, or was found at opening; null: there is none any more. */
  | { type: 'comparison'; snapshot: ComparisonSnapshot | null; state: ComparisonState }
  | { type: 'compared-run'; index: number; run: ComparedRun }
  /** `interruption`: why it was interrupted; null when it was not. */
  | {
      type: 'comparison-state';
      state: ComparisonState;
      metrics: readonly Pick<Metric, 'id' | 'better'>[];
      interruption: Problem | null;
    };

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

const ResultSchema = schemaFor<ComparedResult>()(
  v.object({
    updates: Count,
    teacherForwards: Amount,
    seconds: Amount,
    validation: Scores,
    test: v.record(
      v.string(),
      v.object({
        value: Measured,
        interval: v.nullable(v.pipe(v.tuple([Measured, Measured]), v.readonly())),
      }),
    ),
    testPrompts: Count,
  }),
);

/** Earlier versions of the page stored a sentence. */
const StoredNote = v.pipe(
  Text,
  v.transform((sentence) => problem('stored', { sentence })),
);

export const ComparedRunSchema = schemaFor<ComparedRun>()(
  v.object({
    state: v.picklist(['waiting', 'running', 'paused', 'done', 'failed', 'cancelled']),
    stage: v.picklist(['preparing', 'sft', 'training', 'testing']),
    done: Amount,
    total: Amount,
    curve: v.pipe(
      v.array(v.object({ step: Count, loss: Measured, acceptance: v.nullable(Fraction) })),
      v.readonly(),
    ),
    scores: v.pipe(v.array(v.object({ step: Count, scores: Scores })), v.readonly()),
    result: v.nullable(ResultSchema),
    note: v.nullable(v.union([ProblemSchema, StoredNote])),
  }),
);

const Metrics = v.pipe(v.array(MetricSchema), v.readonly());
const State = v.picklist(['running', 'paused', 'finished']);

export const SnapshotSchema = schemaFor<ComparisonSnapshot>()(
  v.pipe(
    v.object({
      id: Text,
      comparison: ComparisonSchema,
      runs: v.pipe(v.array(ComparedRunSchema), v.readonly()),
      metrics: Metrics,
    }),
    v.check(
      ({ comparison, runs }) => runs.length === comparison.values.length * comparison.seeds,
      'Expected one run for each value and seed',
    ),
  ),
);

export const ComparisonCommandSchema = schemaFor<ComparisonCommand>()(
  v.variant('type', [
    v.object({ type: v.literal('compare'), comparison: ComparisonSchema }),
    v.object({ type: v.literal('compare-resume'), id: Text }),
    v.object({ type: v.literal('compare-pause') }),
    v.object({ type: v.literal('compare-cancel'), run: v.nullable(Count) }),
    v.object({ type: v.literal('compare-include'), run: v.nullable(Count) }),
    v.object({ type: v.literal('compare-forget') }),
  ]),
);

export const ComparisonEventSchema = schemaFor<ComparisonEvent>()(
  v.variant('type', [
    v.object({ type: v.literal('comparison'), snapshot: v.nullable(SnapshotSchema), state: State }),
    v.object({ type: v.literal('compared-run'), index: Count, run: ComparedRunSchema }),
    v.object({
      type: v.literal('comparison-state'),
      state: State,
      metrics: Metrics,
      interruption: v.nullable(ProblemSchema),
    }),
  ]),
);
