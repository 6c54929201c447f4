/** What runs, questions and comparisons are made of: the device, the task, the teacher, and what a student begins as. */
import { COST_CAP, isAffordable } from '../../experiment/cost';
import type { Experiment } from '../../experiment/fields';
import type { ModelFile } from '../../model/file';
import type { Model } from '../../model/model';
import type { ModelShape } from '../../model/shape';
import { loadTask } from '../../tasks';
import type { Task } from '../../tasks/task';
import type { BackendChoice, Progress } from '../protocol';
import type { TaskName } from '../protocol/data';
import { compileAhead } from './compile';
import { type OpenDevice, openDevice, type WasmFiles } from './device';
import { get, readBody } from './download';
import { assertTeacher, hasTeacher, type LoadedTeacher, Teachers } from './teachers';
import { UserModelError, userModel } from './user-model';
import { loadUserTask } from './user-task';

/** A run's equipment; the teacher with its scores. */
export interface PreparedInputs extends Omit<RunInputs, 'teacher'> {
  readonly teacher: LoadedTeacher | null;
}

export interface ResourceLoaderOptions {
  readonly wasmFiles: WasmFiles;
  /** Told once when the device is open. */
  readonly opened: (device: OpenDevice) => void;
  readonly tell: (phase: 'downloading' | 'compiling', progress: Progress | null) => void;
}

export class ResourceLoader {
  readonly #options: ResourceLoaderOptions;
  readonly #teachers: Teachers;
  #choice: BackendChoice = 'auto';
  #assets = '';
  #device: Promise<OpenDevice> | null = null;

  constructor(options: ResourceLoaderOptions) {
    this.#options = options;
    this.#teachers = new Teachers((done, total) => this.#tellBytes(done, total));
  }

  /** The absolute URL that `teachers/` lies under. */
  get assets(): string {
    return this.#assets;
  }

  /** To be called once, before the device is opened. */
  choose(choice: BackendChoice, assets: string): void {
    this.#choice = choice;
    this.#assets = assets;
  }

  #tellBytes(done: number, total: number): void {
    this.#options.tell('downloading', { done, total, unit: 'bytes' });
  }

  /**
   * The device, opened once; after a failure the next call tries again.
   * @throws DeviceError when there is none
   */
  device(): Promise<OpenDevice> {
    this.#device ??= openDevice(this.#choice, this.#options.wasmFiles).then((device) => {
      this.#options.opened(device);
      return device;
    });
    this.#device.catch(() => {
      this.#device = null;
    });
    return this.#device;
  }

  /**
   * The task with its examples, which for real data are a download of their own; `quiet` tells the page nothing of it.
   * @throws DownloadError, TaskDataError or MissingDataError when the data are not to be had
   */
  task({ task, ownData }: TaskName, quiet = false): Promise<Task> {
    if (task === 'own') return loadUserTask(ownData);
    return loadTask(task, async (path) => {
      if (!quiet) this.#tellBytes(0, 0);
      const what = 'The data of the task';
      return readBody(await get(new URL(path, this.#assets).href, what), what, (done, total) => {
        if (!quiet) this.#tellBytes(done, total);
      });
    });
  }

  /** Null where there is none. Throws what `Teachers.load` throws. */
  async teacher(experiment: Experiment, task: Task): Promise<LoadedTeacher | null> {
    return hasTeacher(experiment) ? this.#teachers.load(task, experiment, this.#assets) : null;
  }

  /**
   * What the student begins as; null for random weights.
   * @throws UserModelError when the model is not here or not for this task
   */
  async start(experiment: Experiment, task: Task): Promise<ModelFile | null> {
    if (experiment.ownStudent === 0) return null;
    return (await userModel(experiment.ownStudent, task, 'student')).file;
  }

  /**
   * Loads and compiles what an experiment needs.
   *
   * @param saved its student is not to begin but to go on: its weights are all there
   * @param current asked between the parts; false gives up
   * @returns null when given up. `experiment` has the sizes of the student's start, where it has one.
   * @throws UserModelError when a step would cost too much, and what the parts throw
   */
  async prepare(wanted: Experiment, saved: boolean, current: () => boolean): Promise<PreparedInputs | null> {
    const device = await this.device();
    const task = await this.task(wanted);
    assertTeacher(wanted);
    const teacher = await this.teacher(wanted, task);
    const start = saved ? null : await this.start(wanted, task);
    if (!current()) return null;
    const experiment = start ? { ...wanted, ...sizeOf(start.shape) } : wanted;
    if (!isAffordable(experiment, COST_CAP, teacher?.model.shape)) {
      throw new UserModelError(
        'One step with this teacher would take too much time or memory. Choose a smaller batch, or a smaller teacher.',
      );
    }
    if (device.info.name === 'webgpu') {
      this.#options.tell('compiling', null);
      await compileAhead(experiment, task, teacher?.model ?? null, start);
      if (!current()) return null;
    }
    return { experiment, task, teacher, start };
  }
}

const sizeOf = ({ width, layers, heads }: ModelShape) => ({
  studentWidth: width,
  studentLayers: layers,
  studentHeads: heads,
});

/** What an experiment needs before it can run. */
export interface RunInputs {
  /** With the sizes of the student's start, where it has one. */
  readonly experiment: Experiment;
  readonly task: Task;
  /** Null where there is none and the method needs none. */
  readonly teacher: Model | null;
  /** What the student begins as; null for random weights. */
  readonly start: ModelFile | null;
}
