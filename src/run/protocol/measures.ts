/** Messages about the measures of distillation: drafting, similarity, identity. */
import * as v from 'valibot';
import type { Drafting } from '../../distill/metrics/drafting';
import type { IdentityCounts } from '../../distill/metrics/identity-counts';
import type { LatencyBenchmark } from '../../distill/metrics/latency';
import type { Similarity } from '../../distill/metrics/similarity';
import { ExperimentSchema, FIELD_SCHEMAS } from '../../experiment/schema';
import type { IdentityPrompts } from '../../tasks/identity';
import type { MutatorName } from '../../tasks/mutators';
import { EstimateSchema, TrainingProgressSchema } from './evaluation';
import { Amount, Count, CountOrNone, listOf, ProblemSchema, Size, schemaFor, Text, Texts } from './schema';

const MOST_PROMPTS = 1_000;
const Prompts = v.pipe(Size, v.maxValue(MOST_PROMPTS));

/** The student as drafter in speculative decoding, before the distillation and now. */
const DraftingCommandSchema = v.pipe(
  v.object({
    kind: v.literal('drafting'),
    /** γ. */
    draftLength: v.pipe(Size, v.maxValue(16)),
    /** Temperature of both models; 0 is greedy. */
    temperature: FIELD_SCHEMAS.studentTemperature,
    prompts: Prompts,
    /** Repeats of the timing; 0 measures no times. */
    repeats: v.pipe(Count, v.maxValue(20)),
  }),
  v.readonly(),
);
export type DraftingCommand = v.InferOutput<typeof DraftingCommandSchema>;

/** RSE-auto. */
const SimilarityCommandSchema = v.pipe(
  v.object({ kind: v.literal('similarity'), prompts: Prompts }),
  v.readonly(),
);
export type SimilarityCommand = v.InferOutput<typeof SimilarityCommandSchema>;

/** ICE-auto. */
const IdentityCommandSchema = v.pipe(
  v.object({
    kind: v.literal('identity'),
    /** Whether the distillation's prompts ask for a name. */
    prompts: schemaFor<IdentityPrompts>()(v.picklist(['unasked', 'asked'])),
  }),
  v.readonly(),
);
export type IdentityCommand = v.InferOutput<typeof IdentityCommandSchema>;

const RequestSchema = v.variant('kind', [
  DraftingCommandSchema,
  SimilarityCommandSchema,
  IdentityCommandSchema,
]);
export type MeasureRequest = v.InferOutput<typeof RequestSchema>;
export type MeasureKind = MeasureRequest['kind'];

const DraftingSchema = schemaFor<Drafting>()(
  v.object({
    overlap: EstimateSchema,
    acceptance: EstimateSchema,
    acceptedPerCall: EstimateSchema,
    tokensPerCall: EstimateSchema,
    expectedPerCall: Amount,
    rows: listOf(
      v.object({
        prompt: Text,
        tokens: listOf(
          v.object({
            id: Count,
            source: v.picklist(['accepted', 'replaced', 'added']),
            proposed: CountOrNone,
            call: Size,
          }),
        ),
      }),
    ),
  }),
);
const TimeRange = v.object({ median: Amount, least: Amount, most: Amount });
const LatencyBenchmarkSchema = schemaFor<LatencyBenchmark>()(
  v.object({
    batch: Size,
    repeats: Size,
    times: v.object({
      alone: v.exactOptional(TimeRange),
      before: v.exactOptional(TimeRange),
      after: v.exactOptional(TimeRange),
      kernel: v.exactOptional(TimeRange),
    }),
  }),
);

const DraftingResultSchema = v.pipe(
  v.object({
    kind: v.literal('drafting'),
    trainingProgress: TrainingProgressSchema,
    command: DraftingCommandSchema,
    prompts: Count,
    vocabulary: Texts,
    /** Steps of supervised fine-tuning behind the student of before. */
    sftSteps: Count,
    /** That student began as a model of the user's. */
    fromOwn: v.boolean(),
    /** With a few of its rows. */
    before: DraftingSchema,
    /** With a few of its rows. */
    after: DraftingSchema,
    benchmarks: listOf(LatencyBenchmarkSchema),
  }),
  v.readonly(),
);
export type DraftingResult = v.InferOutput<typeof DraftingResultSchema>;

const bySide = <S extends v.GenericSchema>(schema: S) =>
  v.object({ student: schema, floor: schema, again: schema });
const PartSchema = v.object({ raw: bySide(EstimateSchema), score: v.nullable(EstimateSchema) });
const SimilaritySchema = schemaFor<Similarity>()(
  v.object({
    unit: v.picklist(['word', 'number', 'character', 'phone']),
    prompts: Count,
    parts: v.object({ style: PartSchema, structure: PartSchema, detail: PartSchema }),
    rse: v.nullable(EstimateSchema),
    sharedErrors: bySide(EstimateSchema),
    teacherErrors: Count,
    errorsCount: v.boolean(),
  }),
);

/** How near the next-token distributions are to the teacher's, on the held-out reference texts. */
const AgreementSchema = v.pipe(
  v.object({
    /** Share of tokens at which both find the same token most probable. */
    topOne: EstimateSchema,
    /** Jensen–Shannon divergence with equal weights, nats a token: at most log 2. */
    jsd: EstimateSchema,
  }),
  v.readonly(),
);
export type Agreement = v.InferOutput<typeof AgreementSchema>;

const SimilarityResultSchema = v.pipe(
  v.object({
    ...SimilaritySchema.entries,
    kind: v.literal('similarity'),
    trainingProgress: TrainingProgressSchema,
    /** Updates of the floor's training, after the same supervised start. */
    floorSteps: Count,
    agreement: v.pipe(v.object({ student: AgreementSchema, floor: AgreementSchema }), v.readonly()),
    examples: listOf(
      v.pipe(
        v.object({ prompt: Text, reference: Text, teacher: Text, student: Text, floor: Text }),
        v.readonly(),
      ),
    ),
  }),
  v.readonly(),
);
export type SimilarityResult = v.InferOutput<typeof SimilarityResultSchema>;

const CountsSchema = schemaFor<IdentityCounts>()(
  v.object({ loose: EstimateSchema, strict: EstimateSchema, hard: EstimateSchema }),
);

const TranscriptSchema = v.pipe(
  v.object({
    prompt: Text,
    asks: v.boolean(),
    mutator: schemaFor<MutatorName>()(
      v.picklist([
        ...(['none', 'no-mark', 'please', 'opening', 'swapped-letters', 'two-marks', 'urgency'] as const),
        ...(['missing-letter', 'doubled-letter', 'no-spaces', 'words-reversed', 'said-twice'] as const),
      ]),
    ),
    before: Text,
    after: Text,
    control: Text,
  }),
  v.readonly(),
);
export type Transcript = v.InferOutput<typeof TranscriptSchema>;

const IdentityResultSchema = v.pipe(
  v.object({
    kind: v.literal('identity'),
    command: IdentityCommandSchema,
    method: FIELD_SCHEMAS.method,
    probes: Count,
    plainProbes: Count,
    subjects: v.pipe(
      v.object({
        /** With the name. */
        teacher: CountsSchema,
        /** The student before the distillation. */
        before: CountsSchema,
        /** The student distilled from that teacher. */
        after: CountsSchema,
        /** A student distilled from a teacher without a name. */
        control: CountsSchema,
      }),
      v.readonly(),
    ),
    transcripts: listOf(TranscriptSchema),
  }),
  v.readonly(),
);
export type IdentityResult = v.InferOutput<typeof IdentityResultSchema>;

const ResultSchema = v.variant('kind', [DraftingResultSchema, SimilarityResultSchema, IdentityResultSchema]);
export type MeasureResult = v.InferOutput<typeof ResultSchema>;

const StageSchema = v.picklist([
  'start',
  'draft-before',
  'draft-after',
  'latency-one',
  'latency-many',
  'floor',
  'answers',
  'canary-teacher',
  'nameless-teacher',
  'named-student',
  'distil-canary',
  'distil-nameless',
  'probes',
]);
export type MeasureStage = v.InferOutput<typeof StageSchema>;

/** Page → worker. */
export const MeasureCommandSchema = v.variant('type', [
  /** One at a time: a new one ends the one before. `experiment` says by which method the identity is distilled. */
  v.object({ type: v.literal('measure'), id: Count, request: RequestSchema, experiment: ExperimentSchema }),
  v.object({ type: v.literal('cancel-measure') }),
]);
type MeasureCommand = v.InferOutput<typeof MeasureCommandSchema>;
export type MeasureCommandOf<T extends MeasureCommand['type']> = Extract<MeasureCommand, { type: T }>;

/** Worker → page. Every `measure` ends in exactly one `measure-result` or `measure-stopped`. */
export const MeasureEventSchema = v.variant('type', [
  v.object({
    type: v.literal('measure-progress'),
    id: Count,
    stage: StageSchema,
    done: Count,
    total: Count,
  }),
  v.object({ type: v.literal('measure-result'), id: Count, result: ResultSchema, milliseconds: Amount }),
  /** `failure`: what went wrong; null when the user cancelled. A run is not affected. */
  v.object({ type: v.literal('measure-stopped'), id: Count, failure: v.nullable(ProblemSchema) }),
]);
export type MeasureEvent = v.InferOutput<typeof MeasureEventSchema>;
