/** The teachers on the device: shipped, weak, or the visitor's own, each loaded once. */
import type { Experiment } from '../../experiment/fields';
import { needsTeacher } from '../../experiment/methods';
import { Model } from '../../model/model';
import type { Task } from '../../tasks/task';
import { fetchTeacher } from './shipped-teacher';
import { UserModelError, userModel } from './user-model';

export interface LoadedTeacher {
  readonly task: Task;
  readonly model: Model;
  /** Metric id → score on held-out prompts, as far as known. */
  readonly scores: Readonly<Record<string, number>>;
}

/** The settings that decide which teacher it is. */
export type TeacherChoice = Pick<Experiment, 'teacher' | 'ownTeacher'>;

export class Teachers {
  readonly #onBytes: (done: number, total: number) => void;
  /** By task and name. They stay: a run and an answer may be about different teachers at the same time, and one is 3 MB. */
  readonly #loaded = new Map<Task, Map<string, Promise<LoadedTeacher>>>();

  /** @param onBytes told of the download of a shipped teacher */
  constructor(onBytes: (done: number, total: number) => void) {
    this.#onBytes = onBytes;
  }

  /**
   * @param assets absolute URL of the folder that holds `teachers/`
   * @throws DownloadError when the network or the server fails
   * @throws SafetensorsError when a shipped teacher is damaged or belongs to another version of the task
   * @throws UserModelError when an own teacher is not here or not for this task
   */
  async load(task: Task, choice: TeacherChoice, assets: string): Promise<LoadedTeacher> {
    const ofTask = this.#loaded.get(task) ?? new Map<string, Promise<LoadedTeacher>>();
    this.#loaded.set(task, ofTask);
    if (choice.teacher === 'own') {
      // Looked up every time: it may have been deleted meanwhile.
      const { file, scores } = await userModel(choice.ownTeacher, task, 'teacher');
      return remember(ofTask, `own ${choice.ownTeacher}`, async () => ({
        task,
        model: new Model(file.shape, file.parameters),
        scores,
      }));
    }
    const which = choice.teacher;
    return remember(ofTask, which, async () => {
      this.#onBytes(0, 0);
      const { file, scores } = await fetchTeacher(assets, task, which, this.#onBytes);
      return { task, model: new Model(file.shape, file.parameters), scores };
    });
  }
}

/** Nobody can ship a teacher for data that only this browser has. */
export const hasTeacher = ({ task, teacher }: Pick<Experiment, 'task' | 'teacher'>): boolean =>
  task !== 'own' || teacher === 'own';

/** What to do about it, where one is needed. */
export const noTeacherError = (): UserModelError =>
  new UserModelError(
    'This needs a teacher, and nobody has trained one for your data. Train one first: the preset “Train a teacher of your own” takes the method SFT and a larger student. When it is good, keep it as a model, choose it as the teacher, and distil.',
  );

/** @throws UserModelError when the method of an experiment needs a teacher and it names none */
export function assertTeacher(experiment: Experiment): void {
  if (!hasTeacher(experiment) && needsTeacher(experiment)) throw noTeacherError();
}

/** What is being made under a name already, or else what `make` makes. A failure is not remembered. */
function remember<T>(known: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> {
  const before = known.get(name);
  if (before) return before;
  const making = make().catch((error: unknown) => {
    known.delete(name);
    throw error;
  });
  known.set(name, making);
  return making;
}
