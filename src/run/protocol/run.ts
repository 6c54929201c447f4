/** Messages of one run: its start, its state, its results, its end. */
import * as v from 'valibot';
import type { LiveChange } from '../../experiment/changes';
import type { LiveSettings } from '../../experiment/fields';
import { ExperimentSchema, FIELD_SCHEMAS } from '../../experiment/schema';
import { BackendChoiceSchema, BackendInfoSchema, ProbeSchema } from './backend';
import { EvaluationSchema, StepReportSchema } from './report';
import {
  Amount,
  Count,
  listOf,
  MetricSchema,
  ProblemSchema,
  Scores,
  Size,
  schemaFor,
  Text,
  Texts,
} from './schema';
import { AcceptanceRuleSchema, StripRowSchema } from './strip';
import { MOST_THREADS } from './values';
import { ViewedPictureSchema } from './views';

/** A saved run, and who saved it last. */
export const SavedRunKeySchema = v.pipe(
  v.object({
    id: Text,
    /** A worker. Another one than the page knows has continued the run in another tab. */
    writer: Text,
  }),
  v.readonly(),
);
export type SavedRunKey = v.InferOutput<typeof SavedRunKeySchema>;

const LiveSettingsSchema = schemaFor<Partial<LiveSettings>>()(
  v.strictObject({
    topK: v.exactOptional(FIELD_SCHEMAS.topK),
    acceptanceTopP: v.exactOptional(FIELD_SCHEMAS.acceptanceTopP),
    studentTemperature: v.exactOptional(FIELD_SCHEMAS.studentTemperature),
    studentTopP: v.exactOptional(FIELD_SCHEMAS.studentTopP),
    teacherTemperature: v.exactOptional(FIELD_SCHEMAS.teacherTemperature),
    teacherTopP: v.exactOptional(FIELD_SCHEMAS.teacherTopP),
    learningRate: v.exactOptional(FIELD_SCHEMAS.learningRate),
  }),
);

export const LiveChangesSchema = schemaFor<readonly LiveChange[]>()(
  listOf(
    v.object({
      step: Size,
      settings: v.strictObject({
        ...LiveSettingsSchema.entries,
        steps: v.exactOptional(FIELD_SCHEMAS.steps),
      }),
    }),
  ),
);

/** Threads of the processor. */
const ThreadsWishSchema = v.pipe(
  v.object({
    /** So many, whatever is fastest; null: as many as are fastest, but one core stays with the page. */
    asked: v.nullable(v.pipe(Size, v.maxValue(MOST_THREADS))),
    /** Whether the page is in a frame of another, which the worker cannot see. */
    framed: v.boolean(),
  }),
  v.readonly(),
);
export type ThreadsWish = v.InferOutput<typeof ThreadsWishSchema>;

/** Page → worker. */
export const SingleRunCommandSchema = v.variant('type', [
  /** First message: choose and test a device. */
  v.object({
    type: v.literal('open'),
    backend: BackendChoiceSchema,
    /** Absolute URL that `teachers/` and the wasm files live under. */
    assets: v.pipe(Text, v.url()),
    threads: v.exactOptional(ThreadsWishSchema),
    /** Id of the comparison that the tab showed last. */
    comparison: v.exactOptional(Text),
    /** What was measured earlier in this visit. */
    probe: v.exactOptional(ProbeSchema),
  }),
  v.object({
    type: v.literal('start'),
    experiment: ExperimentSchema,
    /** Live settings that change at later steps. */
    changes: v.exactOptional(LiveChangesSchema),
    /** `step` pauses after one training step, `hold` before the first. */
    mode: v.picklist(['run', 'step', 'hold']),
    /** Saved state to resume from, with its own settings and changes. */
    restore: v.nullable(SavedRunKeySchema),
    /** Steps that are added to a run that is resumed. */
    extend: v.exactOptional(Size),
  }),
  v.object({ type: v.literal('pause') }),
  /** Saves the state of the run soon: the page may be about to go. */
  v.object({ type: v.literal('save') }),
  v.object({ type: v.literal('resume') }),
  v.object({ type: v.literal('step') }),
  /** Drops the run and its tensors; the device stays open. */
  v.object({ type: v.literal('reset') }),
  v.object({ type: v.literal('tune'), settings: LiveSettingsSchema }),
  /** Both models answer a prompt, greedily. Works whenever a teacher is loaded; before a run the student is untrained. */
  v.object({ type: v.literal('try'), id: Count, prompt: Text, experiment: ExperimentSchema }),
]);

const PhaseSchema = v.picklist([
  'idle',
  'probing',
  'downloading',
  'compiling',
  /** The teacher answers the training prompts, for a method that trains on its answers. */
  'preparing',
  'sft',
  'running',
  'paused',
  'finished',
  'failed',
]);
export type Phase = v.InferOutput<typeof PhaseSchema>;

const ProgressSchema = v.pipe(
  v.object({ done: Amount, total: Amount, unit: v.picklist(['bytes', 'steps', 'prompts']) }),
  v.readonly(),
);
export type Progress = v.InferOutput<typeof ProgressSchema>;

const LoadedTeacherSchema = v.pipe(
  v.object({ parameters: Size, width: Size, layers: Size, heads: Size, scores: Scores }),
  v.readonly(),
);

/** Facts about the loaded task, teacher and student that the page shows. */
export const LoadedSchema = v.pipe(
  v.object({
    vocabulary: Texts,
    promptLength: Size,
    responseLength: Size,
    trainSize: Size,
    /** The first is the headline. */
    metrics: listOf(MetricSchema),
    /** Null where there is none. */
    teacher: v.nullable(LoadedTeacherSchema),
    student: v.pipe(v.object({ parameters: Size }), v.readonly()),
  }),
  v.readonly(),
);
export type Loaded = v.InferOutput<typeof LoadedSchema>;

const FailureSchema = v.pipe(
  v.object({
    problem: ProblemSchema,
    /** Step of the saved state that a `start` with `restore` would resume from, if there is one. */
    restorableStep: v.nullable(Count),
  }),
  v.readonly(),
);
export type Failure = v.InferOutput<typeof FailureSchema>;

/** Worker → page. */
export const SingleRunEventSchema = v.variant('type', [
  v.object({
    type: v.literal('phase'),
    phase: PhaseSchema,
    step: Count,
    total: Count,
    progress: v.nullable(ProgressSchema),
  }),
  v.object({ type: v.literal('backend'), backend: BackendInfoSchema }),
  /** Floating-point operations a second that a short measurement reached, as experiment/cost.ts counts them. */
  v.object({ type: v.literal('speed'), flopsPerSecond: Amount }),
  v.object({ type: v.literal('loaded'), loaded: LoadedSchema }),
  v.object({ type: v.literal('report'), report: StepReportSchema }),
  v.object({
    type: v.literal('strip'),
    step: Count,
    rule: AcceptanceRuleSchema,
    rows: listOf(StripRowSchema),
  }),
  /** Of the first pictures of a batch, after its step, for methods that compare views. */
  v.object({ type: v.literal('views'), step: Count, pictures: listOf(ViewedPictureSchema) }),
  v.object({ type: v.literal('evaluation'), evaluation: EvaluationSchema }),
  v.object({
    type: v.literal('answer'),
    id: Count,
    prompt: Text,
    /** Null where there is no teacher. */
    teacher: v.nullable(Text),
    student: Text,
    step: Count,
  }),
  /** A prompt that could not be answered; the run itself continues. */
  v.object({ type: v.literal('refused'), id: Count, problem: ProblemSchema }),
  /** The run's state was stored. */
  v.object({
    type: v.literal('saved'),
    run: SavedRunKeySchema,
    step: Count,
    /** It was found at opening, from a visit before this one. */
    earlier: v.boolean(),
    experiment: ExperimentSchema,
    changes: LiveChangesSchema,
  }),
  /** All changes of live settings of the present run, made or planned, each at the step from which it holds. */
  v.object({ type: v.literal('changes'), changes: LiveChangesSchema }),
  v.object({ type: v.literal('notice'), problem: ProblemSchema }),
  /** What notices with this code said is no longer so. */
  v.object({
    type: v.literal('notice-over'),
    code: v.picklist(['run-open-elsewhere', 'comparison-open-elsewhere']),
  }),
  v.object({
    type: v.literal('failure'),
    failure: FailureSchema,
    /** The run has stopped. */
    fatal: v.boolean(),
  }),
]);
export type SingleRunEvent = v.InferOutput<typeof SingleRunEventSchema>;
