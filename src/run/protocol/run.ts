/** Messages of one run: its device, its steps, its evaluations, its end. */
import * as v from 'valibot';
import type { TextMeasures } from '../../distill/metrics/text-metrics';
import type { Problem, ProblemCode } from '../../errors/problems';
import type { LiveChange } from '../../experiment/changes';
import type { Experiment, LiveSettings } from '../../experiment/fields';
import type { TokenSource } from '../../experiment/methods';
import { ExperimentSchema, FIELD_SCHEMAS } from '../../experiment/schema';
import type { Metric } from '../../tasks/task';
import {
  Amount,
  Count,
  Counts,
  Fraction,
  Measured,
  MetricSchema,
  Numbers,
  ProblemSchema,
  Scores,
  Size,
  schemaFor,
  Text,
  Texts,
} from './schema';

export const BACKENDS = ['webgpu', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];
export type BackendChoice = BackendName | 'auto';

/** A saved run, and who saved it last. */
export interface SavedRunKey {
  readonly id: string;
  /** A worker. Another one than the page knows has continued the run in another tab. */
  readonly writer: string;
}

const KeySchema = schemaFor<SavedRunKey>()(v.object({ id: Text, writer: Text }));

/** Page → worker. */
type SingleRunCommand =
  /**
   * First message: choose and test a device. `assets` is the absolute URL that `teachers/` and the wasm files live under,
   * `comparison` the id of the one that the tab showed last.
   */
  | { type: 'open'; backend: BackendChoice; assets: string; comparison?: string }
  /**
   * Begins a run; with `mode: 'step'` it pauses after one training step, with `restore` it resumes from the saved state, with
   * the settings and changes of that. `changes`: live settings that change at later steps.
   */
  | {
      type: 'start';
      experiment: Experiment;
      changes?: readonly LiveChange[];
      mode: 'run' | 'step';
      restore: SavedRunKey | null;
    }
  | { type: 'pause' }
  /** Saves the state of the run soon: the page may be about to go. */
  | { type: 'save' }
  | { type: 'resume' }
  | { type: 'step' }
  /** Drops the run and its tensors; the device stays open. */
  | { type: 'reset' }
  | { type: 'tune'; settings: Partial<LiveSettings> }
  /** Both models answer a prompt, greedily. Works whenever a teacher is loaded; before a run the student is untrained. */
  | { type: 'try'; id: number; prompt: string; experiment: Experiment };

const PHASES = [
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
] as const;
export type Phase = (typeof PHASES)[number];

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: 'bytes' | 'steps' | 'prompts';
}

/** One response token of the strip. */
export interface StripToken {
  readonly id: number;
  readonly source: TokenSource;
  /** Token that the student had proposed; equals `id` unless replaced; -1 when the student proposed nothing. */
  readonly proposed: number;
  /** rank_p(proposed) on the raw teacher distribution: the number of tokens more probable; -1 without proposal. */
  readonly rank: number;
}

/** The rule that proposals of a step were judged by. */
export type AcceptanceRule = Pick<Experiment, 'acceptance' | 'topK' | 'acceptanceTopP'>;

export interface StripRow {
  readonly prompt: string;
  readonly tokens: readonly StripToken[];
  /** Log-probabilities at temperature 1, row-major [tokens.length, vocabulary]; the teacher's are empty where there is none. */
  readonly teacher: Float32Array;
  readonly student: Float32Array;
}

export interface StepReport {
  readonly step: number;
  readonly phase: 'sft' | 'running';
  /** Mean loss over response tokens (nats). */
  readonly loss: number;
  /**
   * Terms of a loss with several terms or with token weights: the mean of each term over response tokens, before its
   * coefficient; `meanTokenWeight`, the mean token weight; `validation`, the cross-entropy on held-out responses, where it was measured.
   */
  readonly lossTerms?: Readonly<Record<string, number>>;
  /** accepted / (accepted + replaced) over response tokens; null when the sampler does not verify. */
  readonly acceptance: number | null;
  /** Per response position: accepted and replaced counts of this step. Empty when the sampler does not verify. */
  readonly acceptedAt: readonly number[];
  readonly replacedAt: readonly number[];
  /** Mean over response tokens of Σ_v min(p, q): the overlap of teacher and student; null during SFT. */
  readonly overlap: number | null;
  /** Mean entropy of the student on response tokens (nats). A fall towards 0 together with bad accuracy is a collapse. */
  readonly entropy: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** Response tokens trained on in this step. */
  readonly tokens: number;
  /** Milliseconds of this step from the start of sampling to the arrival of its report. */
  readonly milliseconds: number;
  /** Response tokens a second over the last few steps. */
  readonly tokensPerSecond: number;
}

export interface EvaluatedAnswer {
  readonly prompt: string;
  readonly reference: string;
  readonly answer: string;
}

export interface Evaluation {
  readonly step: number;
  readonly prompts: number;
  /** Metric id → score, on held-out (validation) prompts, greedy decoding. */
  readonly scores: Readonly<Record<string, number>>;
  readonly text: TextMeasures;
  readonly examples: readonly EvaluatedAnswer[];
}

export interface BackendInfo {
  readonly name: BackendName;
  /** Name of the graphics adapter; empty on the processor. */
  readonly adapter: string;
  /** Why this backend was chosen, and others were not. */
  readonly reasons: readonly Problem[];
  /** Advice for a faster one; null without any. */
  readonly advice: Problem | null;
}

/** Facts about a metric that the page needs to show it. */
export type MetricFacts = Pick<Metric, 'id' | 'better'>;
export type MetricId = Metric['id'];

/** Facts about the loaded task, teacher and student that the page shows. */
export interface Loaded {
  readonly vocabulary: readonly string[];
  readonly promptLength: number;
  readonly responseLength: number;
  readonly trainSize: number;
  /** The first is the headline. */
  readonly metrics: readonly MetricFacts[];
  /** Null where there is none. */
  readonly teacher: {
    readonly parameters: number;
    readonly width: number;
    readonly layers: number;
    readonly heads: number;
    readonly scores: Readonly<Record<string, number>>;
  } | null;
  readonly student: { readonly parameters: number };
}

export interface Failure {
  readonly problem: Problem;
  /** Step of the saved state that a `start` with `restore` would resume from, if there is one. */
  readonly restorableStep: number | null;
}

const ENDS_WORKER: readonly ProblemCode[] = [
  'worker-crashed',
  'device-lost',
  'graphics-memory-full',
  'out-of-memory',
];

/** Whether the worker is gone after this failure, and with it every question that it has not answered. */
export const endsWorker = ({ problem }: Failure): boolean => ENDS_WORKER.includes(problem.code);

/** Worker → page. */
export type SingleRunEvent =
  | { type: 'phase'; phase: Phase; step: number; total: number; progress: Progress | null }
  | { type: 'backend'; backend: BackendInfo }
  | { type: 'loaded'; loaded: Loaded }
  | { type: 'report'; report: StepReport }
  | { type: 'strip'; step: number; rule: AcceptanceRule; rows: readonly StripRow[] }
  | { type: 'evaluation'; evaluation: Evaluation }
  /** `teacher` is null where there is none. */
  | { type: 'answer'; id: number; prompt: string; teacher: string | null; student: string; step: number }
  /** A prompt that could not be answered; the run itself continues. */
  | { type: 'refused'; id: number; problem: Problem }
  /** The run's state was stored. `earlier`: it was found at opening, from a visit before this one. */
  | {
      type: 'saved';
      run: SavedRunKey;
      step: number;
      earlier: boolean;
      experiment: Experiment;
      changes: readonly LiveChange[];
    }
  /** All changes of live settings of the present run, made or planned, each at the step from which it holds. */
  | { type: 'changes'; changes: readonly LiveChange[] }
  | { type: 'notice'; problem: Problem }
  /** `fatal`: the run has stopped. */
  | { type: 'failure'; failure: Failure; fatal: boolean };

const LiveSettingsSchema = v.strictObject({
  topK: v.exactOptional(FIELD_SCHEMAS.topK),
  acceptanceTopP: v.exactOptional(FIELD_SCHEMAS.acceptanceTopP),
  studentTemperature: v.exactOptional(FIELD_SCHEMAS.studentTemperature),
  studentTopP: v.exactOptional(FIELD_SCHEMAS.studentTopP),
  teacherTemperature: v.exactOptional(FIELD_SCHEMAS.teacherTemperature),
  teacherTopP: v.exactOptional(FIELD_SCHEMAS.teacherTopP),
  learningRate: v.exactOptional(FIELD_SCHEMAS.learningRate),
});

const LiveChangesSchema = v.pipe(
  v.array(v.object({ step: Size, settings: LiveSettingsSchema })),
  v.readonly(),
);

export const SingleRunCommandSchema = schemaFor<SingleRunCommand>()(
  v.variant('type', [
    v.object({
      type: v.literal('open'),
      backend: v.picklist([...BACKENDS, 'auto']),
      assets: v.pipe(Text, v.url()),
      comparison: v.exactOptional(Text),
    }),
    v.object({
      type: v.literal('start'),
      experiment: ExperimentSchema,
      changes: v.exactOptional(LiveChangesSchema),
      mode: v.picklist(['run', 'step']),
      restore: v.nullable(KeySchema),
    }),
    v.object({ type: v.literal('pause') }),
    v.object({ type: v.literal('save') }),
    v.object({ type: v.literal('resume') }),
    v.object({ type: v.literal('step') }),
    v.object({ type: v.literal('reset') }),
    v.object({
      type: v.literal('tune'),
      settings: LiveSettingsSchema,
    }),
    v.object({ type: v.literal('try'), id: Count, prompt: Text, experiment: ExperimentSchema }),
  ]),
);

const StripRowSchema = v.pipe(
  v.object({
    prompt: Text,
    tokens: v.pipe(
      v.array(
        v.object({
          id: Count,
          source: v.picklist(['accepted', 'replaced', 'student', 'teacher', 'data']),
          proposed: v.pipe(v.number(), v.safeInteger(), v.minValue(-1)),
          rank: v.pipe(v.number(), v.safeInteger(), v.minValue(-1)),
        }),
      ),
      v.readonly(),
    ),
    teacher: Numbers,
    student: Numbers,
  }),
  v.check(
    ({ tokens, teacher, student }) =>
      (teacher.length === student.length || teacher.length === 0) &&
      (tokens.length === 0 ? student.length === 0 : student.length % tokens.length === 0),
    'Expected one distribution of each model for every token',
  ),
);

const StepReportSchema = schemaFor<StepReport>()(
  v.object({
    step: Count,
    phase: v.picklist(['sft', 'running']),
    loss: Measured,
    lossTerms: v.exactOptional(v.record(Text, Measured)),
    acceptance: v.nullable(Fraction),
    acceptedAt: Counts,
    replacedAt: Counts,
    overlap: v.nullable(Measured),
    entropy: Measured,
    gradientNorm: Measured,
    learningRate: Amount,
    tokens: Count,
    milliseconds: Amount,
    tokensPerSecond: Amount,
  }),
);

export const SingleRunEventSchema = schemaFor<SingleRunEvent>()(
  v.variant('type', [
    v.object({
      type: v.literal('phase'),
      phase: v.picklist(PHASES),
      step: Count,
      total: Count,
      progress: v.nullable(
        v.object({ done: Amount, total: Amount, unit: v.picklist(['bytes', 'steps', 'prompts']) }),
      ),
    }),
    v.object({
      type: v.literal('backend'),
      backend: v.object({
        name: v.picklist(BACKENDS),
        adapter: Text,
        reasons: v.pipe(v.array(ProblemSchema), v.readonly()),
        advice: v.nullable(ProblemSchema),
      }),
    }),
    v.object({
      type: v.literal('loaded'),
      loaded: v.object({
        vocabulary: Texts,
        promptLength: Size,
        responseLength: Size,
        trainSize: Size,
        metrics: v.pipe(v.array(MetricSchema), v.readonly()),
        teacher: v.nullable(
          v.object({ parameters: Size, width: Size, layers: Size, heads: Size, scores: Scores }),
        ),
        student: v.object({ parameters: Size }),
      }),
    }),
    v.object({ type: v.literal('report'), report: StepReportSchema }),
    v.object({
      type: v.literal('strip'),
      step: Count,
      rule: v.object({
        acceptance: FIELD_SCHEMAS.acceptance,
        topK: FIELD_SCHEMAS.topK,
        acceptanceTopP: FIELD_SCHEMAS.acceptanceTopP,
      }),
      rows: v.pipe(v.array(StripRowSchema), v.readonly()),
    }),
    v.object({
      type: v.literal('evaluation'),
      evaluation: v.object({
        step: Count,
        prompts: Count,
        scores: Scores,
        text: v.object({
          length: Amount,
          cutOff: Fraction,
          distinct: v.pipe(v.array(Fraction), v.readonly()),
        }),
        examples: v.pipe(v.array(v.object({ prompt: Text, reference: Text, answer: Text })), v.readonly()),
      }),
    }),
    v.object({
      type: v.literal('answer'),
      id: Count,
      prompt: Text,
      teacher: v.nullable(Text),
      student: Text,
      step: Count,
    }),
    v.object({ type: v.literal('refused'), id: Count, problem: ProblemSchema }),
    v.object({
      type: v.literal('saved'),
      run: KeySchema,
      step: Count,
      earlier: v.boolean(),
      experiment: ExperimentSchema,
      changes: LiveChangesSchema,
    }),
    v.object({ type: v.literal('changes'), changes: LiveChangesSchema }),
    v.object({ type: v.literal('notice'), problem: ProblemSchema }),
    v.object({
      type: v.literal('failure'),
      failure: v.object({
        problem: ProblemSchema,
        restorableStep: v.nullable(Count),
      }),
      fatal: v.boolean(),
    }),
  ]),
);
