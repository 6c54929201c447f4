/** Messages about the user's models: keep, list, import, export, delete. */
import * as v from 'valibot';
import { ExperimentSchema } from '../../experiment/schema';
import type { ModelShape } from '../../model/shape';
import { Count, Fingerprint, listOf, ProblemSchema, Scores, Size, schemaFor, Text } from './schema';

const LONGEST_NAME = 60;

const ShapeSchema = schemaFor<ModelShape>()(
  v.object({
    ...{ vocabulary: Size, context: Size, width: Size, layers: Size, heads: Size },
    patch: v.exactOptional(Size),
    words: v.exactOptional(Size),
    subclasses: v.exactOptional(Size),
  }),
);

/** Steps behind a model that was kept from a run. */
export const TrainingStepsSchema = v.pipe(
  v.object({
    /** Steps of supervised fine-tuning. */
    sftSteps: Count,
    /** Distillation steps. */
    step: Count,
    /** Distillation steps that the run would have taken to its end. */
    plannedSteps: Count,
  }),
  v.readonly(),
);
export type TrainingSteps = v.InferOutput<typeof TrainingStepsSchema>;

/** Facts about a user model. */
const ModelCardSchema = v.pipe(
  v.object({
    /** See `fingerprintOf`: what links call the model. */
    fingerprint: Fingerprint,
    name: Text,
    task: Text,
    /** In English, as the task says it; of user data, the name of the data. */
    taskTitle: Text,
    /** Fingerprint of the user data that it is for; 0 for other tasks. */
    ownData: Count,
    shape: v.pipe(ShapeSchema, v.readonly()),
    /** Milliseconds since 1970. */
    created: Count,
    origin: v.picklist(['trained', 'imported']),
    /** Metric id → score on held-out prompts, empty when unknown. */
    scores: Scores,
  }),
  v.readonly(),
);
export type ModelCard = v.InferOutput<typeof ModelCardSchema>;

const ExportFormatSchema = v.picklist(['safetensors', 'hugging-face', 'onnx', 'gguf']);
export type ExportFormat = v.InferOutput<typeof ExportFormatSchema>;

/** Page → worker. Each is answered by one event; `models` with the new list comes before it where the list changes. */
export const ModelCommandSchema = v.variant('type', [
  v.object({ type: v.literal('list-models') }),
  /** Puts the student of the present run into the library. */
  v.object({
    type: v.literal('save-model'),
    name: v.pipe(Text, v.trim(), v.minLength(1), v.maxLength(LONGEST_NAME)),
  }),
  /** Files that were dropped or chosen together; `experiment` says which task they are most likely for. */
  v.object({
    type: v.literal('import-models'),
    files: listOf(v.instance(File)),
    experiment: ExperimentSchema,
  }),
  v.object({ type: v.literal('export-model'), fingerprint: Fingerprint, format: ExportFormatSchema }),
  v.object({ type: v.literal('delete-model'), fingerprint: Fingerprint }),
  /** Brings back what was deleted last. */
  v.object({ type: v.literal('undelete-model') }),
]);
export type ModelCommand = v.InferOutput<typeof ModelCommandSchema>;

const ModelTaskSchema = v.picklist(['list', 'save', 'import', 'export', 'delete']);
export type ModelTask = v.InferOutput<typeof ModelTaskSchema>;

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
export const ModelEventSchema = v.variant('type', [
  v.object({ type: v.literal('models'), models: listOf(ModelCardSchema) }),
  /** A model is in the library. `notes`: what the user should know about it. */
  v.object({
    type: v.literal('model-added'),
    model: ModelCardSchema,
    how: v.picklist(['saved', 'imported', 'restored']),
    /** Training steps of the present run that it has been through, SFT included; for `saved`. */
    steps: v.exactOptional(Count),
    notes: listOf(ProblemSchema),
  }),
  v.object({ type: v.literal('model-deleted'), model: ModelCardSchema }),
  /** A file to be downloaded. */
  v.object({ type: v.literal('model-file'), name: Text, file: v.instance(Blob) }),
  /** A command was not carried out; the run is not affected. */
  v.object({ type: v.literal('model-refused'), task: ModelTaskSchema, problem: ProblemSchema }),
]);
export type ModelEvent = v.InferOutput<typeof ModelEventSchema>;
