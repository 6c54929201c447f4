/** Messages about the measures of distillation: drafting, similarity, identity. */
import * as v from 'valibot';
import type { DraftedRow, DraftedToken, Drafting } from '../../distill/metrics/drafting';
import type { IdentityCounts } from '../../distill/metrics/identity-counts';
import type { Estimate } from '../../distill/metrics/intervals';
import type { LatencyBenchmark, TimeRange } from '../../distill/metrics/latency';
import type { Part, Similarity } from '../../distill/metrics/similarity';
import type { Problem } from '../../errors/problems';
import type { Experiment } from '../../experiment/fields';
import { ExperimentSchema, FIELD_SCHEMAS } from '../../experiment/schema';
import type { IdentityPrompts } from '../../tasks/identity';
import type { MutatorName } from '../../tasks/mutators';
import { EstimateSchema, type TrainingProgress, TrainingProgressSchema } from './evaluation';
import { Amount, Count, ProblemSchema, Size, schemaFor, Text, Texts } from './schema';

/** The student as drafter in speculative decoding, before the distillation and now. */
export interface DraftingCommand {
  readonly kind: 'drafting';
  /** γ. */
  readonly draftLength: number;
  /** Temperature of both models; 0 is greedy. */
  readonly temperature: number;
  readonly prompts: number;
  /** Repeats of the timing; 0 measures no times. */
  readonly repeats: number;
}

/** RSE-auto. */
export interface SimilarityCommand {
  readonly kind: 'similarity';
  readonly prompts: number;
}

/** ICE-auto. */
export interface IdentityCommand {
  readonly kind: 'identity';
  /** Whether the distillation's prompts ask for a name. */
  readonly prompts: IdentityPrompts;
}

export type MeasureRequest = DraftingCommand | SimilarityCommand | IdentityCommand;
export type MeasureKind = MeasureRequest['kind'];

/** Page → worker. */
type MeasureCommand =
  /** One at a time: a new one ends the one before. `experiment` says by which method the identity is distilled. */
  | { type: 'measure'; id: number; request: MeasureRequest; experiment: Experiment }
  | { type: 'cancel-measure' };

export type MeasureCommandOf<T extends MeasureCommand['type']> = Extract<MeasureCommand, { type: T }>;

const STAGES = [
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
] as const;
export type MeasureStage = (typeof STAGES)[number];

export interface DraftingResult {
  readonly kind: 'drafting';
  readonly trainingProgress: TrainingProgress;
  readonly command: DraftingCommand;
  readonly prompts: number;
  readonly vocabulary: readonly string[];
  /** Steps of supervised fine-tuning behind the student of before. */
  readonly sftSteps: number;
  /** That student began as a model of the user's. */
  readonly fromOwn: boolean;
  /** Each with a few of its rows. */
  readonly before: Drafting;
  readonly after: Drafting;
  readonly benchmarks: readonly LatencyBenchmark[];
}

/** How near the next-token distributions are to the teacher's, on the held-out reference texts. */
export interface Agreement {
  /** Share of tokens at which both find the same token most probable. */
  readonly topOne: Estimate;
  /** Jensen–Shannon divergence with equal weights, nats a token: at most log 2. */
  readonly jsd: Estimate;
}

export interface SimilarityResult extends Similarity {
  readonly kind: 'similarity';
  readonly trainingProgress: TrainingProgress;
  /** Updates of the floor's training, after the same supervised start. */
  readonly floorSteps: number;
  readonly agreement: { readonly student: Agreement; readonly floor: Agreement };
  readonly examples: readonly {
    readonly prompt: string;
    readonly reference: string;
    readonly teacher: string;
    readonly student: string;
    readonly floor: string;
  }[];
}

export interface Transcript {
  readonly prompt: string;
  readonly asks: boolean;
  readonly mutator: MutatorName;
  readonly before: string;
  readonly after: string;
  readonly control: string;
}

export interface IdentityResult {
  readonly kind: 'identity';
  readonly command: IdentityCommand;
  readonly method: Experiment['method'];
  readonly probes: number;
  readonly plainProbes: number;
  /** The teacher with the name; the student before; distilled from that teacher; distilled from one without a name. */
  readonly subjects: Readonly<Record<'teacher' | 'before' | 'after' | 'control', IdentityCounts>>;
  readonly transcripts: readonly Transcript[];
}

export type MeasureResult = DraftingResult | SimilarityResult | IdentityResult;

/** Worker → page. Every `measure` ends in exactly one `measure-result` or `measure-stopped`. */
export type MeasureEvent =
  | { type: 'measure-progress'; id: number; stage: MeasureStage; done: number; total: number }
  | { type: 'measure-result'; id: number; result: MeasureResult; milliseconds: number }
  /** `failure`: what went wrong; null when the user cancelled. A run is not affected. */
  | { type: 'measure-stopped'; id: number; failure: Problem | null };

const MOST_PROMPTS = 1_000;
const Prompts = v.pipe(Size, v.maxValue(MOST_PROMPTS));
const IdentityPromptsSchema = v.picklist(['unasked', 'asked']);

const DraftingCommandSchema = schemaFor<DraftingCommand>()(
  v.object({
    kind: v.literal('drafting'),
    draftLength: v.pipe(Size, v.maxValue(16)),
    temperature: FIELD_SCHEMAS.studentTemperature,
    prompts: Prompts,
    repeats: v.pipe(Count, v.maxValue(20)),
  }),
);
const IdentityCommandSchema = schemaFor<IdentityCommand>()(
  v.object({ kind: v.literal('identity'), prompts: IdentityPromptsSchema }),
);
const RequestSchema = schemaFor<MeasureRequest>()(
  v.variant('kind', [
    DraftingCommandSchema,
    v.object({ kind: v.literal('similarity'), prompts: Prompts }),
    IdentityCommandSchema,
  ]),
);

const DraftedTokenSchema = schemaFor<DraftedToken>()(
  v.object({
    id: Count,
    source: v.picklist(['accepted', 'replaced', 'added']),
    proposed: v.pipe(v.number(), v.safeInteger(), v.minValue(-1)),
    call: Size,
  }),
);
const DraftedRowSchema = schemaFor<DraftedRow>()(
  v.object({ prompt: Text, tokens: v.pipe(v.array(DraftedTokenSchema), v.readonly()) }),
);
const DraftingSchema = schemaFor<Drafting>()(
  v.object({
    overlap: EstimateSchema,
    acceptance: EstimateSchema,
    acceptedPerCall: EstimateSchema,
    tokensPerCall: EstimateSchema,
    expectedPerCall: Amount,
    rows: v.pipe(v.array(DraftedRowSchema), v.readonly()),
  }),
);
const TimeRangeSchema = schemaFor<TimeRange>()(v.object({ median: Amount, least: Amount, most: Amount }));
const LatencyBenchmarkSchema = schemaFor<LatencyBenchmark>()(
  v.object({
    batch: Size,
    repeats: Size,
    times: v.object({
      alone: v.exactOptional(TimeRangeSchema),
      before: v.exactOptional(TimeRangeSchema),
      after: v.exactOptional(TimeRangeSchema),
      kernel: v.exactOptional(TimeRangeSchema),
    }),
  }),
);

const bySide = <S extends v.GenericSchema>(schema: S) =>
  v.object({ student: schema, floor: schema, again: schema });
const PartSchema = schemaFor<Part>()(
  v.object({ raw: bySide(EstimateSchema), score: v.nullable(EstimateSchema) }),
);
const AgreementSchema = schemaFor<Agreement>()(v.object({ topOne: EstimateSchema, jsd: EstimateSchema }));
const CountsSchema = schemaFor<IdentityCounts>()(
  v.object({ loose: EstimateSchema, strict: EstimateSchema, hard: EstimateSchema }),
);

const ResultSchema = schemaFor<MeasureResult>()(
  v.variant('kind', [
    v.object({
      kind: v.literal('drafting'),
      trainingProgress: TrainingProgressSchema,
      command: DraftingCommandSchema,
      prompts: Count,
      vocabulary: Texts,
      sftSteps: Count,
      fromOwn: v.boolean(),
      before: DraftingSchema,
      after: DraftingSchema,
      benchmarks: v.pipe(v.array(LatencyBenchmarkSchema), v.readonly()),
    }),
    v.object({
      kind: v.literal('similarity'),
      trainingProgress: TrainingProgressSchema,
      floorSteps: Count,
      unit: v.picklist(['word', 'number', 'character', 'phone']),
      prompts: Count,
      parts: v.object({ style: PartSchema, structure: PartSchema, detail: PartSchema }),
      rse: v.nullable(EstimateSchema),
      sharedErrors: bySide(EstimateSchema),
      teacherErrors: Count,
      errorsCount: v.boolean(),
      agreement: v.object({ student: AgreementSchema, floor: AgreementSchema }),
      examples: v.pipe(
        v.array(v.object({ prompt: Text, reference: Text, teacher: Text, student: Text, floor: Text })),
        v.readonly(),
      ),
    }),
    v.object({
      kind: v.literal('identity'),
      command: IdentityCommandSchema,
      method: FIELD_SCHEMAS.method,
      probes: Count,
      plainProbes: Count,
      subjects: v.object({
        teacher: CountsSchema,
        before: CountsSchema,
        after: CountsSchema,
        control: CountsSchema,
      }),
      transcripts: v.pipe(
        v.array(
          v.object({
            ...{ prompt: Text, asks: v.boolean(), before: Text, after: Text, control: Text },
            mutator: v.picklist([
              ...['none', 'no-mark', 'please', 'opening', 'swapped-letters', 'two-marks', 'urgency'],
              ...['missing-letter', 'doubled-letter', 'no-spaces', 'words-reversed', 'said-twice'],
            ] as const satisfies readonly MutatorName[]),
          }),
        ),
        v.readonly(),
      ),
    }),
  ]),
);

export const MeasureCommandSchema = schemaFor<MeasureCommand>()(
  v.variant('type', [
    v.object({ type: v.literal('measure'), id: Count, request: RequestSchema, experiment: ExperimentSchema }),
    v.object({ type: v.literal('cancel-measure') }),
  ]),
);

export const MeasureEventSchema = schemaFor<MeasureEvent>()(
  v.variant('type', [
    v.object({
      type: v.literal('measure-progress'),
      id: Count,
      stage: v.picklist(STAGES),
      done: Count,
      total: Count,
    }),
    v.object({ type: v.literal('measure-result'), id: Count, result: ResultSchema, milliseconds: Amount }),
    v.object({ type: v.literal('measure-stopped'), id: Count, failure: v.nullable(ProblemSchema) }),
  ]),
);
