/** Messages about tasks and the user's own data: look into a file, keep it, list, delete; facts about a task. */
import * as v from 'valibot';
import type { Experiment } from '../../experiment/fields';
import { FIELD_SCHEMAS } from '../../experiment/schema';
import {
  CUTS,
  DATA_FORMATS,
  DELIMITERS,
  ENCODINGS,
  type ImportOptions,
  LABEL_COLUMNS,
  USER_DATA_LIMITS as LIMITS,
} from '../../experiment/user-data';
import type { Example } from '../../tasks/task';
import type { Excluded, ExclusionReason } from '../../tasks/user-data/collector';
import type { Columns } from '../../tasks/user-data/columns';
import type { DatasetKind, TextKind } from '../../tasks/user-data/dataset';
import type { ImportPreview } from '../../tasks/user-data/import';
import type { PictureExclusion, PicturePreview } from '../../tasks/user-data/pictures/collector';
import type { ReadingNote } from '../../tasks/user-data/reading';
import {
  Amount,
  Count,
  CountOrNone,
  Counts,
  Fingerprint,
  listOf,
  MetricSchema,
  ProblemSchema,
  Size,
  schemaFor,
  Text,
  Texts,
} from './schema';

export type {
  Columns,
  DatasetKind,
  Example,
  Excluded,
  ExclusionReason,
  ImportOptions,
  ImportPreview,
  PictureExclusion,
  PicturePreview,
  ReadingNote,
};

/** Identifies a task with its data. */
export type TaskName = Pick<Experiment, 'task' | 'ownData'>;

const Kind = schemaFor<DatasetKind>()(v.picklist(['pairs', 'text', 'pictures']));
const TextKindSchema = schemaFor<TextKind>()(v.picklist(['pairs', 'text']));
const Format = v.picklist(DATA_FORMATS);
const CutSchema = v.picklist(CUTS);
const Examples = schemaFor<readonly Example[]>()(listOf(v.object({ prompt: Text, response: Text })));
const TaskNameSchema = schemaFor<TaskName>()(
  v.object({ task: FIELD_SCHEMAS.task, ownData: FIELD_SCHEMAS.ownData }),
);

const OptionsSchema = schemaFor<ImportOptions>()(
  v.object({
    format: v.picklist(['auto', ...DATA_FORMATS]),
    encoding: v.nullable(v.picklist(ENCODINGS)),
    delimiter: v.nullable(v.picklist(DELIMITERS)),
    header: v.nullable(v.boolean()),
    prompt: v.nullable(Count),
    response: v.nullable(Count),
    input: v.nullable(CountOrNone),
    cutPrompt: CutSchema,
    cutResponse: CutSchema,
    label: v.nullable(v.picklist(LABEL_COLUMNS)),
  }),
);

const ReasonSchema = schemaFor<ExclusionReason>()(
  v.picklist([
    'empty',
    'columns',
    'quotes',
    'undecodable',
    'json',
    'not-text',
    'long-prompt',
    'long-response',
    'astral',
    'control',
    'duplicate',
    'rare',
    'beyond',
  ]),
);

const Values = v.record(v.string(), v.union([v.string(), v.number()]));

const NoteSchema = schemaFor<ReadingNote>()(
  v.object({
    code: v.picklist(['rows-before', 'quotes-are-text', 'inside', 'dictionary', 'chat', 'texts', 'several']),
    values: Values,
  }),
);

const SplitSizes = v.object({ train: Count, validation: Count, test: Count });

const PreviewSchema = schemaFor<ImportPreview>()(
  v.object({
    kind: TextKindSchema,
    encoding: v.picklist(ENCODINGS),
    encodingGuessed: v.boolean(),
    lineEnds: v.picklist(['none', 'lf', 'crlf', 'cr', 'mixed']),
    format: Format,
    delimiter: v.nullable(Text),
    delimiterSure: v.boolean(),
    columns: v.nullable(
      v.object({
        names: Texts,
        header: v.nullable(v.boolean()),
        headerSure: v.boolean(),
        prompt: Count,
        response: Count,
        input: CountOrNone,
        sure: v.boolean(),
      }),
    ),
    notes: listOf(NoteSchema),
    firstRows: listOf(v.object({ line: Count, cells: Texts })),
    rows: Count,
    used: Count,
    excluded: listOf(
      v.object({
        reason: ReasonSchema,
        count: Count,
        samples: listOf(v.object({ line: Count, text: Text })),
      }),
    ),
    cut: v.object({ prompt: Count, response: Count }),
    rareCharacters: Text,
    characters: Text,
    promptLengths: Counts,
    responseLengths: Counts,
    split: SplitSizes,
    examples: Examples,
    fingerprint: Count,
  }),
);

const PictureReasonSchema = schemaFor<PictureExclusion>()(
  v.picklist([
    'format',
    'no-class',
    'class-name',
    'classes',
    'bytes',
    'pixels',
    'damaged',
    'same',
    'cells',
    'levels',
    'most',
  ]),
);

const PicturePreviewSchema = schemaFor<PicturePreview>()(
  v.object({
    kind: v.literal('pictures'),
    label: v.nullable(v.picklist(LABEL_COLUMNS)),
    found: Count,
    used: Count,
    classes: listOf(v.object({ name: Text, count: Count, samples: Texts })),
    excluded: listOf(v.object({ reason: PictureReasonSchema, count: Count, samples: Texts })),
    split: SplitSizes,
    fingerprint: Count,
  }),
);

/** A file of a folder with pictures. */
const PictureFileSchema = v.object({ path: Text, file: v.instance(Blob) });
export type PictureFile = Readonly<v.InferOutput<typeof PictureFileSchema>>;

/** Facts about a kept data set. */
const DatasetCardSchema = v.pipe(
  v.object({
    /** Identifies the data in links. */
    fingerprint: Fingerprint,
    name: Text,
    kind: Kind,
    examples: Size,
    /** Size of its text as UTF-8. */
    bytes: Size,
    /** Milliseconds since 1970. */
    created: Amount,
  }),
  v.readonly(),
);
export type DatasetCard = v.InferOutput<typeof DatasetCardSchema>;

/** Facts about a task that the page shows where it is chosen. */
const TaskFactsSchema = v.pipe(
  v.object({
    /** Tokens, PAD, BOS and EOS included. */
    vocabulary: Size,
    /** Longest prompt, in characters. */
    prompt: Size,
    /** Longest response, in characters. */
    response: Size,
    /** Number of training examples. */
    train: Count,
    /** The headline comes first. */
    metrics: listOf(MetricSchema),
    /** Some of the training examples. */
    samples: Examples,
    /** Held-out prompts to try the models on, as a user would type them. */
    heldOut: Texts,
  }),
  v.readonly(),
);
export type TaskFacts = v.InferOutput<typeof TaskFactsSchema>;

/** Page → worker. */
export const DataCommandSchema = v.variant('type', [
  /** Reads a file and answers with `data-preview` or `data-unreadable`; an import that is under way gives up. */
  v.object({
    type: v.literal('import-data'),
    id: Count,
    /** One file, or the files of a folder with pictures. */
    source: v.union([v.instance(Blob), listOf(PictureFileSchema)]),
    name: Text,
    options: OptionsSchema,
  }),
  /** Gives up the import that is under way and forgets the last one. */
  v.object({ type: v.literal('forget-import') }),
  /** Keeps what import `id` has read. */
  v.object({
    type: v.literal('save-data'),
    id: Count,
    name: v.pipe(Text, v.trim(), v.minLength(1), v.maxLength(LIMITS.name)),
  }),
  v.object({ type: v.literal('list-data') }),
  v.object({ type: v.literal('delete-data'), fingerprint: Fingerprint }),
  /** Brings back what was deleted last. */
  v.object({ type: v.literal('undelete-data') }),
  v.object({ type: v.literal('describe-task'), name: TaskNameSchema }),
]);
export type DataCommand = v.InferOutput<typeof DataCommandSchema>;

/** Worker → page. */
export const DataEventSchema = v.variant('type', [
  v.object({ type: v.literal('data-progress'), id: Count, done: Amount, total: Amount }),
  v.object({
    type: v.literal('data-preview'),
    id: Count,
    preview: v.union([PreviewSchema, PicturePreviewSchema]),
  }),
  v.object({ type: v.literal('data-unreadable'), id: Count, problem: ProblemSchema }),
  v.object({ type: v.literal('datasets'), datasets: listOf(DatasetCardSchema) }),
  v.object({ type: v.literal('data-saved'), dataset: DatasetCardSchema }),
  v.object({ type: v.literal('data-deleted'), dataset: DatasetCardSchema }),
  /** A command was not carried out; the run is not affected. */
  v.object({ type: v.literal('data-refused'), problem: ProblemSchema }),
  /** `facts` is null when its data is missing or did not arrive; `problem` then says why. */
  v.object({
    type: v.literal('task-described'),
    name: TaskNameSchema,
    facts: v.nullable(TaskFactsSchema),
    problem: v.nullable(ProblemSchema),
  }),
]);
export type DataEvent = v.InferOutput<typeof DataEventSchema>;
