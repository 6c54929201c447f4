/** Turns commands into runs and whatever goes wrong into a sentence. Knows neither `self` nor the page. */
import { answer } from '../distill/evaluate';
import { type Experiment, LIVE_FIELDS } from '../experiment/fields';
import { Model } from '../model/model';
import { SafetensorsError } from '../model/safetensors';
import { parameterSize } from '../model/shape';
import { taskOf } from '../tasks';
import type { Task } from '../tasks/task';
import { padPrompt, TextError } from '../tasks/tokenizer';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from './checkpoint';
import { compileAhead } from './compile';
import { DeviceError, type OpenDevice, openDevice, type WasmFiles } from './device';
import type { BackendChoice, Command, FailureCode, Phase, RunEvent } from './protocol';
import { DivergedError, newStudent, Run } from './run';
import { DownloadError, fetchTeacher } from './teacher';

interface LoadedTeacher {
  readonly task: Task;
  readonly model: Model;
  readonly scores: Readonly<Record<string, number>>;
}

export class Runner {
  readonly #emit: (event: RunEvent) => void;
  readonly #wasmFiles: WasmFiles;
  #assets = '';
  #choice: BackendChoice = 'auto';
  #device: Promise<OpenDevice> | null = null;
  #teacher: LoadedTeacher | null = null;
  #run: Run | null = null;
  /** Resolves when the current run's loop has ended and its tensors are freed. */
  #ended: Promise<void> = Promise.resolve();
  /** Bumped by every start and reset: slow preparations of an earlier one give up. */
  #generation = 0;
  #savedStep: number | null = null;
  #storageWarned = false;

  constructor(emit: (event: RunEvent) => void, wasmFiles: WasmFiles) {
    this.#emit = emit;
    this.#wasmFiles = wasmFiles;
  }

  async handle(command: Command): Promise<void> {
    try {
      await this.#dispatch(command);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #dispatch(command: Command): Promise<void> {
    switch (command.type) {
      case 'open':
        return this.#open(command.backend, command.assets);
      case 'start':
        return this.#start(command.experiment, command.mode, command.restore);
      case 'pause':
        this.#run?.pause();
        return;
      case 'resume':
        this.#run?.allow(Number.POSITIVE_INFINITY);
        return;
      case 'step':
        this.#run?.allow(1);
        return;
      case 'reset':
        await this.#drop();
        this.#phase('idle');
        return;
      case 'tune':
        this.#run?.tune(command.settings);
        return;
      case 'try':
        return this.#try(command.id, command.prompt, command.experiment);
      default:
        return command satisfies never;
    }
  }

  #phase(
    phase: Phase,
    progress: { done: number; total: number; unit: 'bytes' | 'steps' } | null = null,
  ): void {
    this.#emit({
      type: 'phase',
      phase,
      step: this.#run?.step ?? 0,
      total: this.#run?.experiment.steps ?? 0,
      progress,
    });
  }

  async #open(choice: BackendChoice, assets: string): Promise<void> {
    this.#choice = choice;
    this.#assets = assets;
    this.#phase('probing');
    await this.#openDevice();
    const earlier = await loadCheckpoint();
    if (earlier) {
      this.#savedStep = earlier.step;
      this.#emit({ type: 'saved', step: earlier.step, earlier: true, experiment: earlier.experiment });
    }
    this.#phase('idle');
  }

  #openDevice(): Promise<OpenDevice> {
    this.#device ??= openDevice(this.#choice, this.#wasmFiles).then((device) => {
      this.#emit({ type: 'backend', backend: device.info });
      if (device.gpu) this.#watch(device.gpu);
      return device;
    });
    this.#device.catch(() => {
      this.#device = null;
    });
    return this.#device;
  }

  /** tfjs looks neither at lost devices nor at errors outside its own scopes. */
  #watch(gpu: GPUDevice): void {
    void gpu.lost.then((lost) => {
      this.#report(
        'device-lost',
        `The graphics device was lost (${lost.message || lost.reason}): the driver restarted, or the computer slept. What was computed is kept; go on from the last saved step.`,
      );
    });
    gpu.addEventListener('uncapturederror', ({ error }) => {
      const outOfMemory = typeof GPUOutOfMemoryError !== 'undefined' && error instanceof GPUOutOfMemoryError;
      this.#report(
        outOfMemory ? 'out-of-memory' : 'unexpected',
        outOfMemory
          ? 'The graphics memory is full. Close other tabs that use it, or choose a smaller batch or student.'
          : `The graphics device refused a command: ${error.message}`,
      );
    });
  }

  async #start(experiment: Experiment, mode: 'run' | 'step', restore: boolean): Promise<void> {
    await this.#drop();
    const generation = this.#generation;
    const current = (): boolean => generation === this.#generation;
    const device = await this.#openDevice();
    const teacher = await this.#loadTeacher(experiment);
    if (!current()) return;
    const checkpoint = restore ? await loadCheckpoint() : null;
    if (restore && !checkpoint) {
      this.#report('no-checkpoint', 'There is no saved run to go on from: start a new one.');
      return;
    }
    const settings = checkpoint ? { ...checkpoint.experiment, ...liveSettings(experiment) } : experiment;
    if (device.info.name === 'webgpu') {
      this.#phase('compiling');
      await compileAhead(settings, teacher.task, teacher.model);
      if (!current()) return;
    }
    const run = new Run(settings, teacher.model, { emit: this.#emit, save: (saved) => this.#save(saved) });
    if (checkpoint) run.restore(checkpoint);
    this.#run = run;
    this.#emitLoaded(teacher, run);
    run.allow(mode === 'run' ? Number.POSITIVE_INFINITY : 1);
    // Not awaited: commands must be handled while the loop goes on.
    this.#ended = run.go().catch((error: unknown) => {
      if (this.#run === run) this.#fail(error);
    });
  }

  /** Ends the current run and waits until its tensors are freed. */
  async #drop(): Promise<void> {
    this.#generation += 1;
    const run = this.#run;
    if (!run) return;
    this.#run = null;
    run.stop();
    await this.#ended;
    run.dispose();
  }

  async #loadTeacher(experiment: Experiment): Promise<LoadedTeacher> {
    const task = taskOf(experiment);
    if (this.#teacher?.task === task) return this.#teacher;
    this.#phase('downloading', { done: 0, total: 0, unit: 'bytes' });
    const { file, scores } = await fetchTeacher(this.#assets, task, (done, total) =>
      this.#phase('downloading', { done, total, unit: 'bytes' }),
    );
    this.#teacher?.model.dispose();
    this.#teacher = { task, model: new Model(file.shape, file.parameters), scores };
    return this.#teacher;
  }

  #emitLoaded({ task, model, scores }: LoadedTeacher, run: Run): void {
    const { width, layers, heads } = model.shape;
    this.#emit({
      type: 'loaded',
      loaded: {
        vocabulary: task.tokenizer.vocabulary,
        promptLength: task.promptLength,
        responseLength: task.responseLength,
        trainSize: Math.min(run.experiment.trainSize, task.split().train.length),
        teacher: { parameters: parameterSize(model.shape), width, layers, heads, scores },
        student: { parameters: parameterSize(run.trainer.model.shape) },
      },
    });
  }

  async #try(id: number, typed: string, experiment: Experiment): Promise<void> {
    const refuse = (message: string): void => this.#emit({ type: 'refused', id, message });
    let student: Model | null = null;
    try {
      const task = this.#run?.task ?? taskOf(experiment);
      const prompt = task.toPrompt(typed);
      // Only to be refused before anything is downloaded.
      padPrompt(task.tokenizer.encode(prompt), task.promptLength);
      await this.#openDevice();
      const before = this.#teacher;
      const teacher = await this.#loadTeacher(experiment);
      if (before !== teacher && !this.#run) this.#phase('idle');
      const run = this.#run;
      student = run ? null : newStudent(experiment, task);
      const step = run?.step ?? 0;
      const example = [{ prompt, response: '' }];
      const [byTeacher, byStudent] = await Promise.all([
        answer(task, teacher.model, example),
        answer(task, run?.trainer.model ?? student ?? teacher.model, example),
      ]);
      this.#emit({
        type: 'answer',
        id,
        prompt,
        teacher: byTeacher[0] ?? '',
        student: byStudent[0] ?? '',
        step,
      });
    } catch (error) {
      if (
        !(error instanceof TextError || error instanceof DownloadError || error instanceof SafetensorsError)
      ) {
        throw error;
      }
      refuse(error.message);
      if (!(error instanceof TextError) && !this.#run) this.#phase('idle');
    } finally {
      student?.dispose();
    }
  }

  async #save(checkpoint: Checkpoint): Promise<void> {
    try {
      await saveCheckpoint(checkpoint);
      this.#savedStep = checkpoint.step;
      this.#emit({ type: 'saved', step: checkpoint.step, earlier: false, experiment: checkpoint.experiment });
    } catch {
      if (this.#storageWarned) return;
      this.#storageWarned = true;
      this.#emit({
        type: 'notice',
        message:
          'This browser window gives the page no storage, so the run cannot be gone on with after a reload.',
      });
    }
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof DivergedError) this.#report('diverged', message);
    else if (error instanceof DownloadError) this.#report('teacher-download', message);
    else if (error instanceof SafetensorsError) this.#report('teacher-invalid', message);
    else if (error instanceof DeviceError) this.#report('no-device', message);
    else if (error instanceof RangeError && /alloc|memory|array length/i.test(message)) {
      this.#report('out-of-memory', `Memory ran out (${message}). Choose a smaller batch or student.`);
    } else
      this.#report(
        'unexpected',
        `Something unexpected happened: ${message}. Start again; the settings are kept.`,
      );
  }

  #report(code: FailureCode, message: string): void {
    this.#run?.stop();
    this.#emit({ type: 'failure', fatal: true, failure: { code, message, restorableStep: this.#savedStep } });
    this.#phase('failed');
  }
}

/** What a restored run takes from the page: the settings that may change while a run goes on. */
const liveSettings = (experiment: Experiment): Partial<Experiment> =>
  Object.fromEntries(LIVE_FIELDS.map((name) => [name, experiment[name]]));
