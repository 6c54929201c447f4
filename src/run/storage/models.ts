/** The user's models, kept in IndexedDB until they delete them. */
import * as v from 'valibot';
import { type ModelFile, readModel, writeModel } from '../../model/file';
import { fingerprintOf } from '../../model/fingerprint';
import type { Task } from '../../tasks/task';
import { type ModelCard, type TrainingSteps, TrainingStepsSchema } from '../protocol/models';
import { Size } from '../protocol/schema';
import { type Database, withStorage } from './database';

/** A model with everything that is known about it. */
export interface SavedModel extends ModelCard {
  readonly vocabulary: readonly string[];
  /** One sentence, a prompt, and the tokens of a padded prompt, for the exported model's README. */
  readonly taskDescription: string;
  readonly example: string;
  readonly promptLength: number;
  /** Settings of the run it comes from, as the hash of a link; empty when imported. */
  readonly recipe: string;
  /** Steps behind it; absent when it was imported, or kept by an earlier version of the page. */
  readonly training?: TrainingSteps;
  /** As safetensors, float32. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Origin of a model. */
export type ModelFacts = Pick<
  SavedModel,
  'name' | 'ownData' | 'created' | 'origin' | 'scores' | 'recipe' | 'training'
>;

/** Storage is outside our control: an older version of this page, or a user, may have written it. */
const SavedSchema = v.object({
  fingerprint: Size,
  name: v.string(),
  task: v.string(),
  taskTitle: v.string(),
  ownData: v.number(),
  taskDescription: v.string(),
  example: v.string(),
  shape: v.object({
    ...{ vocabulary: Size, context: Size, width: Size, layers: Size, heads: Size },
    patch: v.exactOptional(Size),
    words: v.exactOptional(Size),
    subclasses: v.exactOptional(Size),
  }),
  created: v.number(),
  origin: v.picklist(['trained', 'imported']),
  scores: v.record(v.string(), v.number()),
  vocabulary: v.array(v.string()),
  promptLength: Size,
  recipe: v.string(),
  training: v.exactOptional(TrainingStepsSchema),
  bytes: v.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array),
}) satisfies v.GenericSchema<unknown, SavedModel>;

/** A model of a task as it will be kept. */
export function toSavedModel(model: ModelFile, task: Task, facts: ModelFacts): SavedModel {
  const { shape, vocabulary } = model;
  return {
    ...facts,
    fingerprint: fingerprintOf(model),
    task: task.id,
    taskTitle: task.title,
    taskDescription: task.description,
    example: task.split().test[0]?.prompt ?? '',
    promptLength: task.promptLength,
    shape,
    vocabulary,
    bytes: writeModel(model, 'F32'),
  };
}

const inStorage = <T>(work: (database: Database) => Promise<T>): Promise<T> =>
  withStorage('kept.model', work);

/**
 * Puts a model into the library, in the place of one with the same fingerprint.
 * @throws UserError when it does not fit or the browser gives no storage
 */
export async function storeModel(model: SavedModel): Promise<void> {
  await inStorage((database) => database.put('models', model));
}

/**
 * @returns null when there is no such model, or what is stored there is damaged
 * @throws UserError when the browser gives no storage
 */
export async function loadModel(fingerprint: number): Promise<SavedModel | null> {
  const stored = await inStorage((database) => database.get('models', fingerprint));
  const parsed = v.safeParse(SavedSchema, stored);
  return parsed.success ? parsed.output : null;
}

/** @throws UserError when the browser gives no storage */
export async function deleteModel(fingerprint: number): Promise<void> {
  await inStorage((database) => database.delete('models', fingerprint));
}

/**
 * Cards of all saved models, the newest first. Damaged entries are skipped.
 * @throws UserError when the browser gives no storage
 */
export async function listModels(): Promise<ModelCard[]> {
  const stored = await inStorage((database) => database.getAll('models'));
  return stored
    .flatMap((entry) => {
      const parsed = v.safeParse(SavedSchema, entry);
      return parsed.success ? [cardOf(parsed.output)] : [];
    })
    .sort((a, b) => b.created - a.created);
}

/** Card of a model for the page. */
export function cardOf(model: ModelCard): ModelCard {
  const { fingerprint, name, task, taskTitle, ownData, shape, created, origin, scores } = model;
  return { fingerprint, name, task, taskTitle, ownData, shape, created, origin, scores };
}

/**
 * The parameters of a kept model.
 * @throws UserError when they are damaged
 */
export function fileOf({ bytes, task, vocabulary }: SavedModel): ModelFile {
  return { ...readModel(bytes), task, vocabulary };
}
