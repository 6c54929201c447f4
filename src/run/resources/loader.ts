/** Resources of runs, questions and comparisons: the device, the task, the teacher, and the first weights of a student. */
import { UserError } from '../../errors/user-error';
import type { LiveChange } from '../../experiment/changes';
import { COST_CAP, isAffordable } from '../../experiment/cost';
import type { Experiment } from '../../experiment/fields';
import { isOwnTask } from '../../experiment/user-data';
import type { ModelFile } from '../../model/file';
import type { Model } from '../../model/model';
import type { ModelShape } from '../../model/shape';
import { setBackgroundCompilation } from '../../ops/webgpu/pipelines';
import { loadTask } from '../../tasks';
import type { Task } from '../../tasks/task';
import { download } from '../files/download';
import { orAborted } from '../files/or-aborted';
import type { BackendChoice, BackendInfo, Command, Probe, Progress, ThreadsWish } from '../protocol';
import type { TaskName } from '../protocol/data';
import { compileAhead } from './compile';
import { type OpenDevice, openDevice, type WasmFiles } from './device';
import { DeviceAccess } from './device-access';
import { SharedLoads } from './shared-loads';
import { assertTeacher, hasTeacher, noTeacherError, type TeacherLease, Teachers } from './teachers';
import { userModel } from './user-model';
import { loadUserTask } from './user-task';

/** A run's equipment; the teacher with its scores. The caller releases the teacher. */
export interface PreparedInputs extends Omit<RunInputs, 'teacher'> {
  readonly teacher: TeacherLease | null;
}

export interface ResourceLoaderOptions {
  readonly wasmFiles: WasmFiles;
  /** Told when something else is known of the open device. */
  readonly changed: (info: BackendInfo) => void;
  /** Told once when the device is open. */
  readonly opened: (device: OpenDevice) => void;
  readonly tell: (phase: 'downloading' | 'compiling', progress: Progress | null) => void;
}

export class ResourceLoader {
  readonly #options: ResourceLoaderOptions;
  /** Computing code enters here; shaders are compiled only while none has entered. */
  readonly access = new DeviceAccess();
  readonly #teachers: Teachers;
  readonly #tasks = new SharedLoads<Task>();
  #choice: BackendChoice = 'auto';
  #assets = '';
  #threads: ThreadsWish = { asked: 1, framed: false };
  /** What was measured earlier in this visit. */
  #probe: Probe | null = null;
  #device: Promise<OpenDevice> | null = null;

  constructor(options: ResourceLoaderOptions) {
    this.#options = options;
    this.#teachers = new Teachers(this.access, (done, total) => this.#tellBytes(done, total));
  }

  /** The absolute URL that `teachers/` lies under. */
  get assets(): string {
    return this.#assets;
  }

  /** To be called once, before the device is opened. */
  choose({ backend, assets, threads, probe }: Extract<Command, { type: 'open' }>): void {
    this.#choice = backend;
    this.#assets = assets;
    this.#probe = probe ?? null;
    if (threads) this.#threads = threads;
  }

  #tellBytes(done: number, total: number): void {
    this.#options.tell('downloading', { done, total, unit: 'bytes' });
  }

  /**
   * The device, opened once; after a failure the next call tries again.
   * @throws UserError `no-device` when there is none
   */
  device(): Promise<OpenDevice> {
    const { wasmFiles, opened, changed } = this.#options;
    const wish = { threads: this.#threads, probe: this.#probe, changed };
    this.#device ??= openDevice(this.#choice, wasmFiles, wish).then((device) => {
      setBackgroundCompilation(true);
      opened(device);
      return device;
    });
    this.#device.catch(() => {
      this.#device = null;
    });
    return this.#device;
  }

  /**
   * The task with its examples, which for real data are a separate download; `quiet` reports no progress of it.
   * @throws UserError when the data cannot be had
   * @throws the reason of `signal`
   */
  task({ task, ownData }: TaskName, signal: AbortSignal, quiet = false): Promise<Task> {
    if (isOwnTask(task)) return orAborted(loadUserTask(ownData, task), signal);
    const tell = (done: number, total: number): void => {
      if (!quiet) this.#tellBytes(done, total);
    };
    return this.#tasks.join(task, signal, (transfer) =>
      loadTask(task, (path) => {
        tell(0, 0);
        return download(this.#assets, path, { signal: transfer, onBytes: tell });
      }),
    );
  }

  /** Null where there is none. The caller releases it. Throws what `Teachers.take` throws. */
  async teacher(experiment: Experiment, task: Task, signal: AbortSignal): Promise<TeacherLease | null> {
    return hasTeacher(experiment) ? this.#teachers.take(task, experiment, this.#assets, signal) : null;
  }

  /** Frees a teacher that the user has deleted. */
  forgetTeacher(ownTeacher: number): void {
    this.#teachers.forget(ownTeacher);
  }

  /**
   * First weights of the student; null for random ones.
   * @param teacher that of the experiment
   * @throws UserError when the model is not here or not for this task
   * @throws the reason of `signal`
   */
  async start(
    experiment: Experiment,
    task: Task,
    teacher: Model | null,
    signal: AbortSignal,
  ): Promise<ModelFile | null> {
    if (experiment.start === 'teacher') {
      if (!teacher) throw noTeacherError();
      const { shape, flat } = teacher;
      const parameters = await orAborted(flat.data<'float32'>(), signal);
      return { shape, parameters, task: task.id, vocabulary: task.tokenizer.vocabulary };
    }
    if (experiment.ownStudent === 0) return null;
    return (await orAborted(userModel(experiment.ownStudent, task, 'student'), signal)).file;
  }

  /**
   * Loads and compiles what an experiment needs.
   *
   * @param saved its student is restored with all its weights, instead of begun
   * @param signal gives up
   * @returns `experiment` has the sizes of the student's start, where it has one
   * @throws UserError when a step would cost too much, and what the parts throw
   * @throws the reason of `signal`
   */
  async prepare(wanted: Experiment, saved: boolean, signal: AbortSignal): Promise<PreparedInputs> {
    const device = await orAborted(this.device(), signal);
    const task = await this.task(wanted, signal);
    assertTeacher(wanted);
    const teacher = await this.teacher(wanted, task, signal);
    try {
      const start = saved ? null : await this.start(wanted, task, teacher?.model ?? null, signal);
      const experiment = start ? { ...wanted, ...sizeOf(start.shape) } : wanted;
      if (!isAffordable(experiment, COST_CAP, teacher?.model.shape)) throw new UserError('step-too-costly');
      if (device.info.name === 'webgpu') {
        this.#options.tell('compiling', null);
        await this.access.compile(async () => {
          signal.throwIfAborted();
          await compileAhead(experiment, task, teacher?.model ?? null, start);
        });
      }
      signal.throwIfAborted();
      return { experiment, task, teacher, start };
    } catch (error) {
      teacher?.release();
      throw error;
    }
  }
}

const sizeOf = ({ width, layers, heads }: ModelShape) => ({
  studentWidth: width,
  studentLayers: layers,
  studentHeads: heads,
});

/** Inputs of a run. */
export interface RunInputs {
  /** With the sizes of the student's start, where it has one. */
  readonly experiment: Experiment;
  readonly task: Task;
  /** Null where there is none and the method needs none. */
  readonly teacher: Model | null;
  /** First weights of the student; null for random ones. */
  readonly start: ModelFile | null;
  /** Changes of live settings during the run. Runs of a comparison have none. */
  readonly changes?: readonly LiveChange[];
}
