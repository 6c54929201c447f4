/** Carries out the commands about the user's own data. The reader of files is loaded when there is one to read. */
import type { Problem } from '../../errors/problems';
import { problemOf, UserError } from '../../errors/user-error';
import type { ImportOptions } from '../../experiment/user-data';
import { answersWithClasses } from '../../tasks/layout';
import type { Task } from '../../tasks/task';
import type { ReadHooks } from '../../tasks/user-data/bytes';
import type { Dataset } from '../../tasks/user-data/dataset';
import type { Imported } from '../../tasks/user-data/import';
import type { ImportedPictures } from '../../tasks/user-data/pictures/collector';
import type { DataCommand, DataEvent, TaskFacts, TaskName } from '../protocol/data';
import { JobQueue } from '../resources/job-queue';
import { LazyPart } from '../resources/lazy-part';
import { forgetUserTask } from '../resources/user-task';
import { deleteDataset, listDatasets, storeDataset } from '../storage/datasets';
import { yieldToEvents } from '../training/yield-to-events';

/** Ten a second are enough for a bar. */
const PROGRESS_INTERVAL_MS = 100;
const SAMPLES = 3;
const HELD_OUT_SHOWN = 4;
const SHORTEST_SHOWN = 8;

type ImportCommand = Extract<DataCommand, { type: 'import-data' }>;

export class DataService {
  readonly #emit: (event: DataEvent) => void;
  readonly #loadTask: (name: TaskName) => Promise<Task>;
  readonly #reader = new LazyPart(() => import('../../tasks/user-data/import'));
  readonly #pictures = new LazyPart(() => import('./pictures/import'));
  readonly #imports = new JobQueue();
  /** Commands that read or change what is stored. */
  readonly #storage = new JobQueue();
  /** The newest preview, until it is saved or discarded. */
  #imported: { readonly id: number; readonly imported: Imported | ImportedPictures } | null = null;
  #restore: (() => Promise<void>) | null = null;

  constructor(emit: (event: DataEvent) => void, loadTask: (name: TaskName) => Promise<Task>) {
    this.#emit = emit;
    this.#loadTask = loadTask;
  }

  /** Carries out a command and reports the outcome; never rejects, because a run may be active beside it. */
  async handle(command: DataCommand): Promise<void> {
    try {
      await this.#dispatch(command);
    } catch (error) {
      this.#emit({ type: 'data-refused', problem: problemOf(error, 'question-failed') });
    }
  }

  async #dispatch(command: DataCommand): Promise<void> {
    switch (command.type) {
      case 'import-data':
        this.#imported = null;
        return this.#imports.latest((signal) => this.#read(command, signal));
      case 'forget-import':
        this.#imported = null;
        return this.#imports.abort();
      case 'save-data':
        return this.#storage.inTurn(() => this.#keep(command.id, command.name));
      case 'list-data':
        return this.#storage.inTurn(() => this.#list());
      case 'delete-data':
        return this.#storage.inTurn(() => this.#delete(command.fingerprint));
      case 'undelete-data':
        return this.#storage.inTurn(() => this.#undelete());
      case 'describe-task':
        return this.#describe(command.name);
      default:
        return command satisfies never;
    }
  }

  async #read({ id, source, name, options }: ImportCommand, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let told = 0;
    const progress = (done: number, total: number): void => {
      const now = performance.now();
      if (now - told < PROGRESS_INTERVAL_MS) return;
      told = now;
      this.#emit({ type: 'data-progress', id, done, total });
    };
    try {
      const hooks = { pause: yieldToEvents, progress, signal };
      const { importPictures } = await this.#pictures.get();
      const pictures = await importPictures(source, name, options, hooks);
      const imported = pictures ?? (await this.#readText(source, name, options, hooks));
      if (signal.aborted) return;
      this.#imported = { id, imported };
      this.#emit({ type: 'data-preview', id, preview: imported.preview });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof UserError)) throw error;
      const { code, values } = error;
      this.#emit({ type: 'data-unreadable', id, problem: { code, values } });
    }
  }

  async #readText(source: ImportCommand['source'], name: string, options: ImportOptions, hooks: ReadHooks) {
    if (!(source instanceof Blob)) throw new Error('the files of a folder are pictures');
    const { importData } = await this.#reader.get();
    return importData(source, name, options, hooks);
  }

  async #keep(id: number, name: string): Promise<void> {
    // Another file was chosen in the meantime, or there are too few examples: the page offers neither.
    if (this.#imported?.id !== id || this.#imported.imported.preview.fingerprint === 0) return;
    const { examples, preview } = this.#imported.imported;
    const dataset: Dataset = { fingerprint: preview.fingerprint, name, kind: preview.kind, examples };
    const card = await storeDataset(dataset, Date.now());
    // The name may be another one now.
    forgetUserTask(card.fingerprint);
    this.#imported = null;
    await this.#list();
    this.#emit({ type: 'data-saved', dataset: card });
  }

  async #list(): Promise<void> {
    this.#emit({ type: 'datasets', datasets: await listDatasets() });
  }

  async #delete(fingerprint: number): Promise<void> {
    const deleted = await deleteDataset(fingerprint);
    forgetUserTask(fingerprint);
    await this.#list();
    if (!deleted) return;
    this.#restore = deleted.restore;
    this.#emit({ type: 'data-deleted', dataset: deleted.card });
  }

  async #undelete(): Promise<void> {
    const restore = this.#restore;
    this.#restore = null;
    await restore?.();
    await this.#list();
  }

  async #describe(name: TaskName): Promise<void> {
    let facts: TaskFacts | null = null;
    let why: Problem | null = null;
    try {
      facts = factsOf(await this.#loadTask(name));
    } catch (error) {
      why = problemOf(error, 'question-failed');
    }
    this.#emit({ type: 'task-described', name, facts, problem: why });
  }
}

/** A window of a text without the word it begins in the middle of. */
function fromWordStart(window: string): string {
  const rest = window.replace(/^\S*\s+/u, '');
  return rest.length >= SHORTEST_SHOWN ? rest : window;
}

/** Facts about a task for the page. */
function factsOf(task: Task): TaskFacts {
  const { train, validation } = task.split();
  // Shipped tasks end their prompts with a sign that users need not type; windows of a text begin anywhere.
  const whole = (prompt: string): string => (task.runningText ? fromWordStart(prompt) : prompt);
  const typed = (prompt: string): string => (task.id === 'own' ? whole(prompt) : prompt.replace(/=$/, ''));
  // A text has BOS in front or EOS behind; what has a class, and the class, have neither.
  const marks = answersWithClasses(task) ? 0 : 1;
  return {
    vocabulary: task.tokenizer.size,
    prompt: task.promptLength - marks,
    response: task.responseLength - marks,
    train: train.length,
    metrics: task.metrics.map(({ id, better }) => ({ id, better })),
    samples: train.slice(0, SAMPLES).map(({ prompt, response }) => ({ prompt: whole(prompt), response })),
    heldOut: [...new Set(validation.slice(0, HELD_OUT_SHOWN).map(({ prompt }) => typed(prompt)))],
  };
}
