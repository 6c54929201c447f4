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
import type { Problem } from '../../errors/problems';
import type { Experiment } from '../../experiment/fields';
import { ExperimentSchema, FIELD_SCHEMAS } from '../../experiment/schema';
import type { Metric } from '../../tasks/task';
import { Amount, Count, Measured, MetricSchema, ProblemSchema, Size, schemaFor, Text } from './schema';

/** Page → worker. */
export type EvaluationCommand =
  /**
   * One at a time: a new one ends the one before. Works with and without a run; `experiment` says which teacher and
   * student to take where there is none.
   */
  | { type: 'evaluate'; id: number; request: EvaluationRequest; experiment: Experiment }
  | { type: 'cancel-evaluation' };

/** Which student was evaluated: a copy taken after so many steps. All 0: before any training. */
export interface TrainingProgress {
  /** Distillation steps. */
  readonly step: number;
  /** Steps of the supervised start. */
  readonly sftSteps: number;
}

export interface EvaluationResult extends PairEvaluation {
  readonly request: EvaluationRequest;
  readonly trainingProgress: TrainingProgress;
  /** The metrics of `scores`; the first is the headline. */
  readonly metrics: readonly Pick<Metric, 'id' | 'better'>[];
  readonly milliseconds: number;
}

/** Worker → page. Every `evaluate` ends in exactly one `evaluation-result` or `evaluation-stopped`. */
export type EvaluationEvent =
  /** Answers given so far, of both models together. */
  | {
      type: 'evaluation-progress';
      id: number;
      trainingProgress: TrainingProgress;
      done: number;
      total: number;
    }
  | { type: 'evaluation-result'; id: number; result: EvaluationResult }
  /** `failure`: what went wrong; null when it was cancelled. A run is not affected. */
  | { type: 'evaluation-stopped'; id: number; failure: Problem | null };

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

export const TrainingProgressSchema = schemaFor<TrainingProgress>()(
  v.object({ step: Count, sftSteps: Count }),
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
    distinct: v.pipe(v.array(Measured), v.readonly()),
    entropy: EstimateSchema,
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

const ResultSchema = schemaFor<EvaluationResult>()(
  v.object({
    request: RequestSchema,
    trainingProgress: TrainingProgressSchema,
    metrics: v.pipe(v.array(MetricSchema), v.readonly()),
    milliseconds: Amount,
    items: v.pipe(v.array(ItemSchema), v.readonly()),
    teacher: ModelEvaluationSchema,
    student: ModelEvaluationSchema,
    agreement: AgreementSchema,
    variety: v.picklist(['like-the-teacher', 'repetitive', 'collapsed']),
  }),
);

export const EvaluationCommandSchema = schemaFor<EvaluationCommand>()(
  v.variant('type', [
    v.object({
      type: v.literal('evaluate'),
      id: Count,
      request: RequestSchema,
      experiment: ExperimentSchema,
    }),
    v.object({ type: v.literal('cancel-evaluation') }),
  ]),
);

export const EvaluationEventSchema = schemaFor<EvaluationEvent>()(
  v.variant('type', [
    v.object({
      type: v.literal('evaluation-progress'),
      id: Count,
      trainingProgress: TrainingProgressSchema,
      done: Count,
      total: Count,
    }),
    v.object({ type: v.literal('evaluation-result'), id: Count, result: ResultSchema }),
    v.object({ type: v.literal('evaluation-stopped'), id: Count, failure: v.nullable(ProblemSchema) }),
  ]),
);
