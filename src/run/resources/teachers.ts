/** The teachers on the device: shipped, weak, or the user's own, each loaded once. */
import { UserError } from '../../errors/user-error';
import type { Experiment } from '../../experiment/fields';
import { asksForTeacher } from '../../experiment/relevance';
import { isOwnTask } from '../../experiment/user-data';
import { Model } from '../../model/model';
import type { Task } from '../../tasks/task';
import { orAborted } from '../files/or-aborted';
import type { DeviceAccess } from './device-access';
import { SharedLoads } from './shared-loads';
import { fetchTeacher, type Teacher } from './shipped-teacher';
import { userModel } from './user-model';

export interface LoadedTeacher {
  readonly task: Task;
  readonly model: Model;
  /** Metric id → score on held-out prompts, as far as known. */
  readonly scores: Readonly<Record<string, number>>;
}

/** A teacher that stays on the device until it is released. */
export interface TeacherLease extends LoadedTeacher {
  /** The teacher may be freed from then on. */
  readonly release: () => void;
}

/** The settings that decide which teacher it is. */
export type TeacherChoice = Pick<Experiment, 'teacher' | 'ownTeacher'>;

/** Teachers without a user that stay on the device, for the next run or question. */
const KEPT_UNUSED = 3;

interface Entry {
  readonly name: string;
  readonly teacher: LoadedTeacher;
  users: number;
}

export class Teachers {
  readonly #onBytes: (done: number, total: number) => void;
  readonly #access: DeviceAccess;
  readonly #loads = new SharedLoads<Teacher>();
  /** The one that was taken last comes last. */
  #entries: readonly Entry[] = [];

  /** @param onBytes called during the download of a shipped teacher */
  constructor(access: DeviceAccess, onBytes: (done: number, total: number) => void) {
    this.#access = access;
    this.#onBytes = onBytes;
  }

  /**
   * @param assets absolute URL of the folder that holds `teachers/`
   * @throws UserError when the network or the server fails, a shipped teacher is damaged or belongs to another version of
   *   the task, or a user teacher is not here or not for this task
   * @throws the reason of `signal`
   */
  async take(task: Task, choice: TeacherChoice, assets: string, signal: AbortSignal): Promise<TeacherLease> {
    const name = nameOf(choice);
    // A user teacher is looked up every time: it may have been deleted meanwhile.
    const own =
      choice.teacher === 'own'
        ? await orAborted(userModel(choice.ownTeacher, task, 'teacher'), signal)
        : null;
    for (;;) {
      const loaded = this.#find(task, name)
        ? null
        : (own ?? (await this.#fetch(task, choice, assets, signal)));
      const lease = await this.#access.compute(() => {
        signal.throwIfAborted();
        const known = this.#find(task, name);
        if (known) return this.#lease(known);
        if (!loaded) return null;
        const { file, scores } = loaded;
        const model = new Model(file.shape, file.parameters);
        return this.#lease({ name, teacher: { task, model, scores }, users: 0 });
      });
      // One that was there may have been freed while shaders were compiled.
      if (lease) return lease;
    }
  }

  /** Frees a deleted own teacher, at the latest when its last user releases it. */
  forget(ownTeacher: number): void {
    const name = nameOf({ teacher: 'own', ownTeacher });
    const [deleted, others] = partition(this.#entries, (entry) => entry.name === name);
    this.#entries = others;
    for (const { teacher, users } of deleted) if (users === 0) teacher.model.dispose();
  }

  #find(task: Task, name: string): Entry | undefined {
    return this.#entries.find((entry) => entry.name === name && entry.teacher.task === task);
  }

  async #fetch(
    task: Task,
    { teacher }: TeacherChoice,
    assets: string,
    signal: AbortSignal,
  ): Promise<Teacher> {
    if (teacher === 'own') throw new Error('an own teacher is not downloaded');
    return this.#loads.join(`${task.id} ${teacher}`, signal, (transfer) => {
      this.#onBytes(0, 0);
      return fetchTeacher(assets, task, teacher, { signal: transfer, onBytes: this.#onBytes });
    });
  }

  #lease(entry: Entry): TeacherLease {
    entry.users += 1;
    this.#entries = [...this.#entries.filter((other) => other !== entry), entry];
    let held = true;
    const release = (): void => {
      if (!held) return;
      held = false;
      entry.users -= 1;
      this.#free(entry);
    };
    return { ...entry.teacher, release };
  }

  /** Frees unused teachers: `released` when it has been forgotten, and the oldest beyond `KEPT_UNUSED`. */
  #free(released: Entry): void {
    if (released.users === 0 && !this.#entries.includes(released)) released.teacher.model.dispose();
    const unused = this.#entries.filter(({ users }) => users === 0);
    const surplus = unused.slice(0, Math.max(0, unused.length - KEPT_UNUSED));
    for (const { teacher } of surplus) teacher.model.dispose();
    this.#entries = this.#entries.filter((entry) => !surplus.includes(entry));
  }
}

const nameOf = ({ teacher, ownTeacher }: TeacherChoice): string =>
  teacher === 'own' ? `own ${ownTeacher}` : teacher;

function partition<T>(all: readonly T[], belongs: (one: T) => boolean): [T[], T[]] {
  return [all.filter(belongs), all.filter((one) => !belongs(one))];
}

/** Whether an experiment names a teacher. The site ships none for user data. */
export const hasTeacher = ({ task, teacher }: Pick<Experiment, 'task' | 'teacher'>): boolean =>
  !isOwnTask(task) || teacher === 'own';

/** Error for an experiment that lacks a teacher. */
export const noTeacherError = (): UserError => new UserError('no-teacher');

/** @throws UserError when an experiment cannot do without a teacher and names none */
export function assertTeacher(experiment: Experiment): void {
  if (!hasTeacher(experiment) && asksForTeacher(experiment)) throw noTeacherError();
}
