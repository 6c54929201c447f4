/** The user's models: keeping, listing, importing, exporting, deleting. Loaded when the first command comes. */
import { type Problem, problem } from '../../errors/problems';
import { problemOf, UserError } from '../../errors/user-error';
import { type Experiment, FIELDS } from '../../experiment/fields';
import { encodeHash } from '../../experiment/url';
import { isOwnTask } from '../../experiment/user-data';
import { type ModelFile, readModel } from '../../model/file';
import type { Task } from '../../tasks/task';
import { LONGEST_INPUT, namesIn, tooLarge, unzip } from '../files/archive';
import { assertPossible, fitTo } from '../files/fit';
import { isFolder, isModelFile, noWeights, type ReadModel, readFolder } from '../files/folder';
import {
  type ExportFormat,
  type ModelCommand,
  type ModelEvent,
  type ModelTask,
  taskOf,
} from '../protocol/models';
import { JobQueue } from '../resources/job-queue';
import {
  cardOf,
  deleteModel,
  listModels,
  loadModel,
  type SavedModel,
  storeModel,
  toSavedModel,
} from '../storage/models';
import type { Run } from '../training/run';
import { exportFile } from './export-file';

export interface ModelServiceHost {
  readonly emit: (event: ModelEvent) => void;
  /** The run whose student can be kept, and its newest scores. */
  readonly current: () => { readonly run: Run; readonly scores: Readonly<Record<string, number>> } | null;
  readonly loadTask: (experiment: Experiment) => Promise<Task>;
}

const LONGEST_NAME = 60;

export class ModelService {
  readonly #host: ModelServiceHost;
  readonly #jobs = new JobQueue();
  #deleted: SavedModel | null = null;

  constructor(host: ModelServiceHost) {
    this.#host = host;
  }

  /** Carries out a command when those before it have ended, and reports the outcome; never rejects. */
  handle(command: ModelCommand): Promise<void> {
    return this.#jobs
      .inTurn(() => this.#dispatch(command))
      .catch((error: unknown) => this.#refuse(taskOf(command), error));
  }

  #dispatch(command: ModelCommand): Promise<void> {
    switch (command.type) {
      case 'list-models':
        return this.#list();
      case 'save-model':
        return this.#save(command.name);
      case 'import-models':
        return this.#import(command.files, command.experiment);
      case 'export-model':
        return this.#export(command.fingerprint, command.format);
      case 'delete-model':
        return this.#delete(command.fingerprint);
      case 'undelete-model':
        return this.#undelete();
      default:
        return command satisfies never;
    }
  }

  #refuse(task: ModelTask, error: unknown): void {
    this.#host.emit({ type: 'model-refused', task, problem: problemOf(error, 'question-failed') });
  }

  async #list(): Promise<void> {
    this.#host.emit({ type: 'models', models: await listModels() });
  }

  async #save(name: string): Promise<void> {
    const current = this.#host.current();
    if (!current) throw new UserError('keep-without-student');
    const { run, scores } = current;
    const { student, trainingProgress } = run.snapshot();
    const parameters = await student.flat.data<'float32'>().finally(() => student.dispose());
    if (!parameters.every(Number.isFinite)) throw new UserError('keep-diverged');
    const { task } = run;
    const model = { shape: student.shape, parameters, task: task.id, vocabulary: task.tokenizer.vocabulary };
    const { initial } = run;
    const { step, sftSteps } = trainingProgress;
    const made = run.changes.filter((change) => change.step <= step);
    const facts = {
      name,
      ownData: dataOf(task, initial),
      created: Date.now(),
      origin: 'trained',
      scores,
      // With the steps that were planned: learning rate and method change over all of them.
      recipe: encodeHash(initial, made),
      training: { sftSteps, step, plannedSteps: initial.steps },
    } as const;
    await this.#add(toSavedModel(model, task, facts), 'saved', [], step + sftSteps);
  }

  async #add(
    model: SavedModel,
    how: 'saved' | 'imported' | 'restored',
    notes: readonly Problem[],
    steps?: number,
  ): Promise<void> {
    const known = await loadModel(model.fingerprint);
    if (!known) await storeModel(model);
    await this.#list();
    this.#host.emit({
      type: 'model-added',
      model: cardOf(known ?? model),
      how,
      ...(steps === undefined ? {} : { steps }),
      notes: known ? [...notes, problem('note-model-known', { name: known.name })] : notes,
    });
  }

  async #import(files: readonly File[], experiment: Experiment): Promise<void> {
    let found = 0;
    const { sources, others } = await sourcesIn(files);
    for (const { fallbackName, read } of sources) {
      found += 1;
      try {
        const { name, model, notes } = read();
        const fitted = await this.#fit(model, experiment);
        const facts = {
          name: tidied(name) || tidied(fallbackName) || fitted.task.title,
          ownData: dataOf(fitted.task, experiment),
          created: Date.now(),
          origin: 'imported',
          scores: {},
          recipe: '',
        } as const;
        await this.#add(toSavedModel(fitted.model, fitted.task, facts), 'imported', notes);
      } catch (error) {
        this.#refuse('import', error);
      }
    }
    if (found === 0) throw nothingIn(others);
  }

  /** The task that a model is for: the one it names, else the one on the controls, else the first that fits. */
  async #fit(model: ModelFile, experiment: Experiment): Promise<{ model: ModelFile; task: Task }> {
    assertPossible(model.shape);
    const known = FIELDS.task.choices.filter((id) => id === model.task);
    const others = FIELDS.task.choices.filter((id) => id !== model.task && id !== experiment.task);
    let first: { readonly error: unknown } | null = null;
    for (const id of new Set([...known, experiment.task, ...others])) {
      try {
        const task = await this.#host.loadTask({ ...experiment, task: id });
        return { model: fitTo(model, task), task };
      } catch (error) {
        first ??= { error };
      }
    }
    throw first?.error;
  }

  async #export(fingerprint: number, format: ExportFormat): Promise<void> {
    const kept = await loadModel(fingerprint);
    if (!kept) throw new UserError('model-gone');
    const { name, bytes, type } = exportFile(kept, format);
    this.#host.emit({ type: 'model-file', name, file: new Blob([bytes], { type }) });
  }

  async #delete(fingerprint: number): Promise<void> {
    const kept = await loadModel(fingerprint);
    await deleteModel(fingerprint);
    if (kept) this.#deleted = kept;
    await this.#list();
    if (kept) this.#host.emit({ type: 'model-deleted', model: cardOf(kept) });
  }

  async #undelete(): Promise<void> {
    if (!this.#deleted) throw new UserError('model-nothing-to-restore');
    await this.#add(this.#deleted, 'restored', []);
    this.#deleted = null;
  }
}

interface Source {
  /** For a model that does not say what it is called. */
  readonly fallbackName: string;
  readonly read: () => ReadModel;
}

/** The models in files that were dropped together: loose files are one folder, each archive is another. */
async function sourcesIn(
  files: readonly File[],
): Promise<{ readonly sources: readonly Source[]; readonly others: readonly string[] }> {
  const isZip = ({ name }: File): boolean => /\.zip$/i.test(name);
  const wanted = files.filter((file) => isZip(file) || isModelFile(file.name));
  if (sizeOf(wanted) > LONGEST_INPUT) throw tooLarge();
  // Bytes that the archives may unpack to.
  let budget = LONGEST_INPUT - sizeOf(wanted.filter((file) => !isZip(file)));
  const loose = new Map<string, Uint8Array>();
  const looseOthers = files.filter((file) => !wanted.includes(file)).map(({ name }) => name);
  const others = [...looseOthers];
  const sources: Source[] = [];
  for (const file of wanted) {
    const bytes = await bytesOf(file);
    if (!isZip(file)) {
      loose.set(file.name, bytes);
      continue;
    }
    const unpacked = unzip(bytes, isModelFile, budget);
    for (const { length } of unpacked.values()) budget -= length;
    const beside = namesIn(bytes).filter((name) => !isModelFile(name));
    others.push(...beside);
    sources.push(...sourcesOf(unpacked, beside, withoutEnding(file.name)));
  }
  return { sources: [...sources, ...sourcesOf(loose, looseOthers, '')], others };
}

const sizeOf = (files: readonly File[]): number => files.reduce((sum, { size }) => sum + size, 0);

function sourcesOf(
  files: ReadonlyMap<string, Uint8Array>,
  others: readonly string[],
  fallbackName: string,
): Source[] {
  if (isFolder(files)) return [{ fallbackName, read: () => readFolder(files, others) }];
  return [...files].map(([name, bytes]) => ({
    fallbackName: withoutEnding(name),
    read: () => {
      try {
        return { name: '', model: readModel(bytes, name), notes: [] };
      } catch (error) {
        const foreign = error instanceof UserError && error.code === 'model-foreign';
        throw foreign ? new UserError('model-without-config', { file: [name] }) : error;
      }
    },
  }));
}

async function bytesOf(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new UserError('file-unreadable', { file: [file.name] });
  }
}

function nothingIn(others: readonly string[]): UserError {
  const error = noWeights(others);
  return error.code === 'model-format' ? error : new UserError('no-model-in-files');
}

const dataOf = ({ id }: Task, { ownData }: Experiment): number => (isOwnTask(id) ? ownData : 0);

const withoutEnding = (name: string): string => name.replace(/\.\w+$/, '');

/** One line that is not too long for a list. */
const tidied = (name: string): string =>
  name
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME);
