/** Messages about the user's models: keep, list, import, export, delete. */
import * as v from 'valibot';
import type { Problem } from '../../errors/problems';
import type { Experiment } from '../../experiment/fields';
import { ExperimentSchema } from '../../experiment/schema';
import type { ModelShape } from '../../model/shape';
import { Count, ProblemSchema, Scores, Size, schemaFor, Text } from './schema';

export type ExportFormat = 'safetensors' | 'hugging-face';

/** Facts about a user model. */
export interface ModelCard {
  /** See `fingerprintOf`: what links call the model. */
  readonly fingerprint: number;
  readonly name: string;
  readonly task: string;
  /** In English, as the task says it; of user data, the name of the data. */
  readonly taskTitle: string;
  /** Fingerprint of the user data that it is for; 0 for other tasks. */
  readonly ownData: number;
  readonly shape: ModelShape;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly origin: 'trained' | 'imported';
  /** Metric id → score on held-out prompts, empty when unknown. */
  readonly scores: Readonly<Record<string, number>>;
}

/** Page → worker. Each is answered by one event; `models` with the new list comes before it where the list changes. */
export type ModelCommand =
  | { type: 'list-models' }
  /** Puts the student of the present run into the library. */
  | { type: 'save-model'; name: string }
  /** Files that were dropped or chosen together; `experiment` says which task they are most likely for. */
  | { type: 'import-models'; files: readonly File[]; experiment: Experiment }
  | { type: 'export-model'; fingerprint: number; format: ExportFormat }
  | { type: 'delete-model'; fingerprint: number }
  /** Brings back what was deleted last. */
  | { type: 'undelete-model' };

export type ModelTask = 'list' | 'save' | 'import' | 'export' | 'delete';

const TASK_OF: Readonly<Record<ModelCommand['type'], ModelTask>> = {
  'list-models': 'list',
  'save-model': 'save',
  'import-models': 'import',
  'export-model': 'export',
  'delete-model': 'delete',
  'undelete-model': 'delete',
};

/** Task of a command, for the text of a refusal. */
export const taskOf = ({ type }: ModelCommand): ModelTask => TASK_OF[type];

/** Worker → page. */
export type ModelEvent =
  | { type: 'models'; models: readonly ModelCard[] }
  /** A model is in the library. `notes`: what the user should know about it. */
  | {
      type: 'model-added';
      model: ModelCard;
      how: 'saved' | 'imported' | 'restored';
      /** Training steps of the present run that it has been through, SFT included; for `saved`. */
      steps?: number;
      notes: readonly Problem[];
    }
  | { type: 'model-deleted'; model: ModelCard }
  /** A file to be downloaded. */
  | { type: 'model-file'; name: string; file: Blob }
  /** A command was not carried out; the run is not affected. */
  | { type: 'model-refused'; task: ModelTask; problem: Problem };

const LONGEST_NAME = 60;
const Fingerprint = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffffffff));

const ModelCardSchema = schemaFor<ModelCard>()(
  v.object({
    fingerprint: Fingerprint,
    name: Text,
    task: Text,
    taskTitle: Text,
    ownData: Count,
    shape: v.object({ vocabulary: Size, context: Size, width: Size, layers: Size, heads: Size }),
    created: Count,
    origin: v.picklist(['trained', 'imported']),
    scores: Scores,
  }),
);

export const ModelCommandSchema = schemaFor<ModelCommand>()(
  v.variant('type', [
    v.object({ type: v.literal('list-models') }),
    v.object({
      type: v.literal('save-model'),
      name: v.pipe(Text, v.trim(), v.minLength(1), v.maxLength(LONGEST_NAME)),
    }),
    v.object({
      type: v.literal('import-models'),
      files: v.pipe(v.array(v.instance(File)), v.readonly()),
      experiment: ExperimentSchema,
    }),
    v.object({
      type: v.literal('export-model'),
      fingerprint: Fingerprint,
      format: v.picklist(['safetensors', 'hugging-face']),
    }),
    v.object({ type: v.literal('delete-model'), fingerprint: Fingerprint }),
    v.object({ type: v.literal('undelete-model') }),
  ]),
);

export const ModelEventSchema = schemaFor<ModelEvent>()(
  v.variant('type', [
    v.object({ type: v.literal('models'), models: v.pipe(v.array(ModelCardSchema), v.readonly()) }),
    v.object({
      type: v.literal('model-added'),
      model: ModelCardSchema,
      how: v.picklist(['saved', 'imported', 'restored']),
      steps: v.exactOptional(Count),
      notes: v.pipe(v.array(ProblemSchema), v.readonly()),
    }),
    v.object({ type: v.literal('model-deleted'), model: ModelCardSchema }),
    v.object({ type: v.literal('model-file'), name: Text, file: v.instance(Blob) }),
    v.object({
      type: v.literal('model-refused'),
      task: v.picklist(['list', 'save', 'import', 'export', 'delete']),
      problem: ProblemSchema,
    }),
  ]),
);
