/** Messages about the evaluation of teacher and student that the user asks for. */
import * as v from 'valibot';
import type {
  Agreement,
  EvaluatedItem,
  EvaluationRequest,
  JudgedAnswer,
  ModelEvaluation,
  PairEvaluation,
} from '../../distill/metrics/evaluate-pair';
import type { Estimate } from '../../distill/metrics/intervals';
import { ExperimentSchema, FIELD_SCHEMAS } from '../../experiment/schema';
import {
  Amount,
  Count,
  listOf,
  Measured,
  MetricSchema,
  ProblemSchema,
  Size,
  schemaFor,
  Text,
} from './schema';

/** Steps that an evaluated student has been through when it was copied. All 0: before any training. */
export const TrainingProgressSchema = v.pipe(
  v.object({
    /** Distillation steps. */
    step: Count,
    /** Steps of the supervised start. */
    sftSteps: Count,
  }),
  v.readonly(),
);
export type TrainingProgress = v.InferOutput<typeof TrainingProgressSchema>;

const MOST_PROMPTS = 10_000;

const DecodingSchema = v.variant('kind', [
  v.object({ kind: v.literal('greedy') }),
  v.object({
    kind: v.literal('sampled'),
    temperature: FIELD_SCHEMAS.studentTemperature,
    topP: FIELD_SCHEMAS.studentTopP,
    seed: FIELD_SCHEMAS.seed,
  }),
]);

const RequestSchema = schemaFor<EvaluationRequest>()(
  v.object({
    split: v.picklist(['validation', 'test']),
    prompts: v.pipe(Size, v.maxValue(MOST_PROMPTS)),
    decoding: DecodingSchema,
  }),
);

export const EstimateSchema = schemaFor<Estimate>()(
  v.object({
    value: Measured,
    interval: v.nullable(v.pipe(v.tuple([Measured, Measured]), v.readonly())),
  }),
);

const JudgedAnswerSchema = schemaFor<JudgedAnswer>()(
  v.object({
    text: Text,
    ended: v.boolean(),
    error: v.nullable(
      v.picklist(['empty', 'repetition', 'cut-off', 'one-edit', 'reordered', 'wrong-ending', 'other']),
    ),
    edits: v.pipe(Text, v.regex(/^[=XID]*$/)),
  }),
);

const ItemSchema = schemaFor<EvaluatedItem>()(
  v.object({
    prompt: Text,
    reference: Text,
    kind: v.nullable(Text),
    teacher: JudgedAnswerSchema,
    student: JudgedAnswerSchema,
  }),
);

const ModelEvaluationSchema = schemaFor<ModelEvaluation>()(
  v.object({
    scores: v.record(v.string(), EstimateSchema),
    length: EstimateSchema,
    cutOff: EstimateSchema,
    distinct: listOf(Measured),
    entropy: EstimateSchema,
    probe: v.nullable(EstimateSchema),
  }),
);

const AgreementSchema = schemaFor<Agreement>()(
  v.object({
    identical: EstimateSchema,
    topOne: EstimateSchema,
    forwardKl: EstimateSchema,
    jsd: EstimateSchema,
  }),
);

const PairEvaluationSchema = schemaFor<PairEvaluation>()(
  v.object({
    items: listOf(ItemSchema),
    teacher: ModelEvaluationSchema,
    student: ModelEvaluationSchema,
    agreement: AgreementSchema,
    variety: v.picklist(['like-the-teacher', 'repetitive', 'collapsed']),
  }),
);

const ResultSchema = v.pipe(
  v.object({
    ...PairEvaluationSchema.entries,
    request: RequestSchema,
    trainingProgress: TrainingProgressSchema,
    /** The metrics of `scores`; the first is the headline. */
    metrics: listOf(MetricSchema),
    milliseconds: Amount,
  }),
  v.readonly(),
);
export type EvaluationResult = v.InferOutput<typeof ResultSchema>;

/** Page → worker. */
export const EvaluationCommandSchema = v.variant('type', [
  /**
   * One at a time: a new one ends the one before. Works with and without a run; `experiment` says which teacher and
   * student to take where there is none.
   */
  v.object({ type: v.literal('evaluate'), id: Count, request: RequestSchema, experiment: ExperimentSchema }),
  v.object({ type: v.literal('cancel-evaluation') }),
]);

/** Worker → page. Every `evaluate` ends in exactly one `evaluation-result` or `evaluation-stopped`. */
export const EvaluationEventSchema = v.variant('type', [
  /** Answers given so far, of both models together. */
  v.object({
    type: v.literal('evaluation-progress'),
    id: Count,
    trainingProgress: TrainingProgressSchema,
    done: Count,
    total: Count,
  }),
  v.object({ type: v.literal('evaluation-result'), id: Count, result: ResultSchema }),
  /** `failure`: what went wrong; null when it was cancelled. A run is not affected. */
  v.object({ type: v.literal('evaluation-stopped'), id: Count, failure: v.nullable(ProblemSchema) }),
]);
export type EvaluationEvent = v.InferOutput<typeof EvaluationEventSchema>;
