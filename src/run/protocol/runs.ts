/** Messages about the runs and comparisons that are kept. */
import * as v from 'valibot';
import { ExperimentSchema } from '../../experiment/schema';
import { BACKENDS } from './backend';
import { ComparisonSchema } from './comparison';
import { LiveChangesSchema, LoadedSchema, SavedRunKeySchema } from './run';
import { Count, listOf, Measured, ProblemSchema, Scores, Size, Text } from './schema';

export const LONGEST_RUN_NAME = 60;
export const LONGEST_NOTES = 2_000;

const NameSchema = v.pipe(Text, v.trim(), v.minLength(1), v.maxLength(LONGEST_RUN_NAME));
const NotesSchema = v.pipe(Text, v.maxLength(LONGEST_NOTES));

const DeviceSchema = v.pipe(
  v.object({
    name: v.picklist(BACKENDS),
    adapter: Text,
    threads: Size,
    /** Architecture of the processor, such as `x64`; a browser does not tell it. */
    architecture: v.exactOptional(Text),
  }),
  v.readonly(),
);

/** The account of a run: what it is, who computed it, and how far it came. */
export const RunFactsSchema = v.pipe(
  v.object({
    id: v.pipe(Text, v.regex(/^[\w-]{1,64}$/)),
    name: NameSchema,
    notes: NotesSchema,
    /** Milliseconds since 1970. */
    created: Count,
    /** Version of the page, and the fingerprint of the sources that computed; empty where they are not known. */
    version: Text,
    sources: Text,
    /** As the run began. */
    experiment: ExperimentSchema,
    /** Live settings that changed during the run, or will at a later step. */
    changes: LiveChangesSchema,
    /** Null where it is not known. */
    device: v.nullable(DeviceSchema),
    /** Null where it is not known. */
    loaded: v.nullable(LoadedSchema),
    /** Steps of the supervised start and of distillation that are done. */
    sftStep: Count,
    step: Count,
    /** The run came to its end, by its last step or by early stopping. */
    finished: v.boolean(),
  }),
  v.readonly(),
);
export type RunFacts = v.InferOutput<typeof RunFactsSchema>;

/** A kept run in the list. */
const RunCardSchema = v.pipe(
  v.object({
    facts: RunFactsSchema,
    /** Names its saved state; null where only the recording is kept. */
    restore: v.nullable(SavedRunKeySchema),
    /** Milliseconds since 1970. */
    savedAt: Count,
    bytes: Count,
    /** Loss of the newest step; null before the first. */
    loss: v.nullable(Measured),
    /** Metric id → score of the newest evaluation. */
    scores: Scores,
    /** The run is open in a tab. */
    isOpen: v.boolean(),
  }),
  v.readonly(),
);
export type RunCard = v.InferOutput<typeof RunCardSchema>;

/** A kept comparison in the list. */
const ComparisonCardSchema = v.pipe(
  v.object({
    id: Text,
    name: Text,
    notes: Text,
    comparison: ComparisonSchema,
    /** Milliseconds since 1970. */
    savedAt: Count,
    bytes: Count,
    /** Runs that are over, and all of them. */
    done: Count,
    total: Count,
    /** It is open in a tab. */
    isOpen: v.boolean(),
  }),
  v.readonly(),
);
export type ComparisonCard = v.InferOutput<typeof ComparisonCardSchema>;

const KindSchema = v.picklist(['run', 'comparison']);
export type KeptKind = v.InferOutput<typeof KindSchema>;

/** A run or comparison that made room for newer ones. */
export const GivenUpSchema = v.pipe(
  v.object({
    kind: KindSchema,
    name: Text,
    /** Milliseconds since 1970. */
    at: Count,
    /** The bytes that all may take together were reached, or the browser's storage was full. */
    why: v.picklist(['limit', 'disk']),
  }),
  v.readonly(),
);
export type GivenUp = v.InferOutput<typeof GivenUpSchema>;

/** Page → worker. */
export const RunsCommandSchema = v.variant('type', [
  v.object({ type: v.literal('list-runs') }),
  /** Answered by `run-read`, or by `runs-refused`. */
  v.object({ type: v.literal('read-run'), id: Text }),
  v.object({
    type: v.literal('describe-kept'),
    kind: KindSchema,
    id: Text,
    name: v.exactOptional(NameSchema),
    notes: v.exactOptional(NotesSchema),
  }),
  /** Keeps a recording that was brought in as a file and has been read by the page. */
  v.object({ type: v.literal('keep-recording'), file: v.instance(Uint8Array) }),
  v.object({ type: v.literal('delete-kept'), kind: KindSchema, id: Text }),
  /** Brings back what was deleted since the page was opened. */
  v.object({ type: v.literal('undelete-kept'), kind: KindSchema, id: Text }),
  /** The user has seen what made room. */
  v.object({ type: v.literal('forget-given-up') }),
]);
export type RunsCommand = v.InferOutput<typeof RunsCommandSchema>;

/** Worker → page. */
export const RunsEventSchema = v.variant('type', [
  /** The run that was started is there, and is recorded from now on. */
  v.object({ type: v.literal('run-begun'), facts: RunFactsSchema }),
  /** Another tab has taken the run over. */
  v.object({ type: v.literal('run-left') }),
  v.object({
    type: v.literal('runs'),
    /** The newest first. */
    runs: listOf(RunCardSchema),
    comparisons: listOf(ComparisonCardSchema),
    /** Bytes that they take together, and may take. */
    bytes: Count,
    limit: Count,
    /** What made room and the user has not seen, the newest first. */
    givenUp: listOf(GivenUpSchema),
  }),
  /** A run with its recording, as a file. */
  v.object({ type: v.literal('run-read'), card: RunCardSchema, file: v.instance(Uint8Array) }),
  v.object({ type: v.literal('kept-deleted'), kind: KindSchema, id: Text, name: Text }),
  /** A command was not carried out. */
  v.object({ type: v.literal('runs-refused'), problem: ProblemSchema }),
]);
export type RunsEvent = v.InferOutput<typeof RunsEventSchema>;
