/** Turns commands into runs and whatever goes wrong into a sentence. Knows neither `self` nor the page. */
import type { Problem } from '../errors/problems';
import { problemOf, UserError } from '../errors/user-error';
import type { Experiment } from '../experiment/fields';
import { parameterSize } from '../model/shape';
import type { Task } from '../tasks/task';
import { Comparisons, type HeldEquipment } from './comparison/comparison';
import type { Command, Phase, Progress, RunEvent } from './protocol';
import type { TaskName } from './protocol/data';
import { taskOf } from './protocol/models';
import { attend } from './requests/attention-maps';
import { DataService } from './requests/data-service';
import { Evaluations } from './requests/evaluation';
import type { Measures } from './requests/measures/measures';
import type { PausedRun } from './requests/measures/paused-run';
import type { ModelService } from './requests/model-service';
import { type AnyPair, type Pair, Pairs } from './requests/pairs';
import { tryPrompt } from './requests/try';
import type { WasmFiles } from './resources/device';
import { watchDevice } from './resources/device-faults';
import { LazyPart } from './resources/lazy-part';
import { type PreparedInputs, ResourceLoader } from './resources/loader';
import { describeTeacher } from './resources/shipped-teacher';
import { type LoadedTeacher, noTeacherError, type TeacherLease } from './resources/teachers';
import type { Checkpoint } from './training/checkpoint';
import { Run } from './training/run';
import { type OpenRun, RunStorage } from './training/run-storage';

type OpenCommand = Extract<Command, { type: 'open' }>;
type StartCommand = Extract<Command, { type: 'start' }>;

export class Runner {
  readonly #emit: (event: RunEvent) => void;
  readonly #resources: ResourceLoader;
  readonly #evaluations: Evaluations;
  readonly #comparisons: Comparisons;
  readonly #dataService: DataService;
  readonly #pairs: Pairs;
  /** Most visits import, export and measure nothing. */
  readonly #modelService = new LazyPart(() => this.#loadExchange());
  readonly #measures = new LazyPart(() => this.#loadMeasures());
  /** Scores of the newest evaluation of the present run. */
  #scores: Readonly<Record<string, number>> = {};
  #run: Run | null = null;
  /** Resolves when the current run's loop has ended and its tensors are freed. */
  #ended: Promise<void> = Promise.resolve();
  /** Aborted by every start, reset and fatal failure: preparations of an earlier start give up. */
  #preparation = new AbortController();
  /** A start is being prepared. */
  #starting = false;
  /** The teacher of the current run. */
  #teacher: TeacherLease | null = null;
  readonly #storage: RunStorage;
  /** The last phase sent to the page. */
  #shown: Phase = 'idle';

  constructor(emit: (event: RunEvent) => void, wasmFiles: WasmFiles) {
    this.#emit = (event) => {
      if (event.type === 'evaluation') this.#scores = event.evaluation.scores;
      emit(event);
    };
    this.#storage = new RunStorage(emit);
    this.#resources = new ResourceLoader({
      wasmFiles,
      opened: ({ info, gpu }) => {
        this.#emit({ type: 'backend', backend: info });
        if (gpu) watchDevice(gpu, (reason) => this.#report(reason));
      },
      tell: (phase, progress) => this.#phase(phase, progress),
    });
    this.#pairs = new Pairs(this.#resources, () => this.#run);
    this.#evaluations = new Evaluations(emit);
    this.#comparisons = new Comparisons({
      emit,
      prepare: (experiment) => this.#prepareCompared(experiment),
    });
    this.#dataService = new DataService(emit, (name) => this.#describedTask(name));
  }

  /** Carries out a command; never rejects. Only what a run needs is fatal to it: a question that fails is answered. */
  async handle(command: Command): Promise<void> {
    try {
      await this.#dispatch(command);
    } catch (error) {
      const reason = problemOf(error, 'question-failed');
      switch (command.type) {
        case 'measure':
          return this.#emit({ type: 'measure-stopped', id: command.id, failure: reason });
        case 'list-models':
        case 'save-model':
        case 'import-models':
        case 'export-model':
        case 'delete-model':
        case 'undelete-model':
          return this.#emit({ type: 'model-refused', task: taskOf(command), problem: reason });
        default:
          return this.#report(problemOf(error));
      }
    }
  }

  async #dispatch(command: Command): Promise<void> {
    switch (command.type) {
      case 'open':
        return this.#open(command);
      case 'start':
        return this.#start(command);
      case 'pause':
        this.#run?.pause();
        return;
      case 'save':
        this.#run?.saveSoon();
        return;
      case 'resume':
        void this.#endMeasure();
        this.#run?.resume(Number.POSITIVE_INFINITY);
        return;
      case 'step':
        void this.#endMeasure();
        this.#run?.resume(1);
        return;
      case 'reset':
        await this.#drop();
        this.#phase('idle');
        return;
      case 'tune':
        this.#run?.tune(command.settings);
        return;
      case 'try':
        return tryPrompt(this.#emit, command, (accepts) => this.#find(command.experiment, accepts));
      case 'evaluate':
        return this.#evaluations.evaluate(command.id, command.request, () =>
          this.#findBoth(command.experiment),
        );
      case 'cancel-evaluation':
        return this.#evaluations.cancel();
      case 'attend':
        return attend(this.#emit, command, () => this.#findBoth(command.experiment));
      case 'measure':
        return (await this.#measures.get()).measure(command);
      case 'cancel-measure':
        return (await this.#measures.present())?.cancel();
      case 'list-models':
      case 'save-model':
      case 'import-models':
      case 'export-model':
      case 'undelete-model':
        return (await this.#modelService.get()).handle(command);
      case 'delete-model':
        await (await this.#modelService.get()).handle(command);
        return this.#resources.forgetTeacher(command.fingerprint);
      case 'import-data':
      case 'forget-import':
      case 'save-data':
      case 'list-data':
      case 'delete-data':
      case 'undelete-data':
      case 'describe-task':
        return this.#dataService.handle(command);
      case 'describe-teacher':
        return this.#emit(await describeTeacher(this.#resources.assets, command.name));
      case 'compare':
      case 'compare-resume':
        // A comparison needs the whole device, and so does a run.
        await this.#drop();
        if (this.#shown !== 'probing') this.#phase('idle');
        return this.#comparisons.handle(command);
      case 'compare-pause':
      case 'compare-cancel':
      case 'compare-include':
      case 'compare-forget':
        return this.#comparisons.handle(command);
      default:
        return command satisfies never;
    }
  }

  async #loadExchange(): Promise<ModelService> {
    const { ModelService } = await import('./requests/model-service');
    return new ModelService({
      emit: this.#emit,
      current: () => this.#run && { run: this.#run, scores: this.#scores },
      loadTask: (experiment) => this.#describedTask(experiment),
    });
  }

  async #loadMeasures(): Promise<Measures> {
    const { Measures } = await import('./requests/measures/measures');
    return new Measures({
      emit: this.#emit,
      enterDevice: async () => {
        await this.#resources.device();
        return this.#resources.access.enter();
      },
      assertAtRest: () => {
        if (!this.#comparisons.going && (this.#run?.resting ?? true)) return;
        throw new UserError('measure-while-training');
      },
      findPausedRun: () => this.#findPausedRun(),
    });
  }

  /** A task that no run waits for: its download is not reported. */
  #describedTask(name: TaskName): Promise<Task> {
    return this.#resources.task(name, new AbortController().signal, true);
  }

  /** Ends the measure, because training resumes and would disturb it. Resolves when the device is free of it. */
  async #endMeasure(): Promise<void> {
    const measures = await this.#measures.present();
    await measures?.cancel(new UserError('measure-ended-by-training'));
  }

  async #findPausedRun(): Promise<PausedRun> {
    const run = this.#run;
    if (!run || run.trainingProgress.step + run.trainingProgress.sftSteps === 0) {
      throw new UserError('measure-without-student');
    }
    const { experiment, task, teacher } = run;
    if (!teacher) throw noTeacherError();
    const start = await this.#resources.start(experiment, task, teacher, new AbortController().signal);
    const parameters = await run.trainer.model.flat.data<'float32'>();
    if (!parameters.every(Number.isFinite)) throw new UserError('measure-diverged');
    return { task, teacher, experiment, start, ...run.snapshot() };
  }

  #phase(phase: Phase, progress: Progress | null = null): void {
    this.#shown = phase;
    this.#emit({
      type: 'phase',
      phase,
      step: this.#run?.step ?? 0,
      total: this.#run?.experiment.steps ?? 0,
      progress,
    });
  }

  /** After a preparation that no single run asked for. */
  #settle(): void {
    if (this.#run || this.#starting) return;
    if (this.#shown === 'downloading' || this.#shown === 'compiling') this.#phase('idle');
  }

  async #open({ backend, assets, comparison }: OpenCommand): Promise<void> {
    this.#resources.choose(backend, assets);
    this.#phase('probing');
    await this.#resources.device();
    await this.#storage.offer();
    await this.#comparisons.open(comparison ?? null);
    this.#phase('idle');
  }

  async #start({ experiment, changes, mode, restore }: StartCommand): Promise<void> {
    const signal = await this.#drop();
    this.#starting = true;
    let open: OpenRun | null = null;
    try {
      await this.#comparisons.suspend();
      open = await this.#storage.open(restore);
      signal.throwIfAborted();
      const { checkpoint } = open;
      const wanted = checkpoint?.experiment ?? experiment;
      const prepared = await this.#resources.prepare(wanted, checkpoint !== null, signal);
      this.#add({ ...prepared, ...(changes ? { changes } : {}) }, open, mode);
    } catch (error) {
      open?.close();
      // A later command has taken over, or the run has failed already.
      if (!signal.aborted) throw error;
    } finally {
      if (!signal.aborted) this.#starting = false;
    }
  }

  #add(prepared: PreparedInputs, { id, checkpoint, close }: OpenRun, mode: 'run' | 'step'): void {
    const { experiment, task, teacher, start, changes } = prepared;
    const hooks = { emit: this.#emit, save: (saved: Checkpoint) => this.#storage.save(id, saved) };
    let run: Run;
    try {
      run = new Run(experiment, task, teacher?.model ?? null, hooks, start, changes);
      if (checkpoint) run.restore(checkpoint);
    } catch (error) {
      teacher?.release();
      throw error;
    }
    this.#run = run;
    this.#teacher = teacher;
    this.#scores = {};
    this.#emitLoaded(run, teacher);
    this.#emit({ type: 'changes', changes: run.changes });
    void this.#endMeasure();
    run.resume(mode === 'run' ? Number.POSITIVE_INFINITY : 1);
    // Not awaited: commands must be handled while the loop runs.
    this.#ended = run
      .run()
      .catch((error: unknown) => {
        if (this.#run === run) this.#report(problemOf(error));
      })
      .finally(close);
  }

  /** For a run of a comparison, which shows what it is doing by itself. */
  async #prepareCompared(wanted: Experiment): Promise<HeldEquipment> {
    const { signal } = new AbortController();
    const prepared = await this.#resources.prepare(wanted, false, signal).finally(() => this.#settle());
    const { teacher } = prepared;
    return { ...prepared, teacher: teacher?.model ?? null, release: () => teacher?.release() };
  }

  /**
   * Ends the current run, the preparations of a start and an evaluation beside it, and waits until their tensors are
   * freed. Never rejects.
   * @returns for the preparations that follow: aborted when a later command takes over
   */
  async #drop(): Promise<AbortSignal> {
    this.#preparation.abort();
    this.#preparation = new AbortController();
    this.#starting = false;
    const { signal } = this.#preparation;
    const run = this.#run;
    const teacher = this.#teacher;
    this.#run = null;
    this.#teacher = null;
    run?.stop();
    await this.#evaluations.cancel();
    await this.#endMeasure();
    if (run) await this.#ended;
    run?.dispose();
    teacher?.release();
    return signal;
  }

  #emitLoaded(run: Run, teacher: LoadedTeacher | null): void {
    const { task } = run;
    this.#emit({
      type: 'loaded',
      loaded: {
        vocabulary: task.tokenizer.vocabulary,
        promptLength: task.promptLength,
        responseLength: task.responseLength,
        metrics: task.metrics.map(({ id, better }) => ({ id, better })),
        trainSize: Math.min(run.experiment.trainSize, task.split().train.length),
        teacher: teacher && teacherFacts(teacher),
        student: { parameters: parameterSize(run.trainer.model.shape) },
      },
    });
  }

  #find(experiment: Experiment, accepts?: (task: Task) => void): Promise<AnyPair> {
    return this.#pairs.find(experiment, accepts).finally(() => this.#settle());
  }

  #findBoth(experiment: Experiment): Promise<Pair> {
    return this.#pairs.findBoth(experiment).finally(() => this.#settle());
  }

  #report(reason: Problem): void {
    this.#preparation.abort();
    this.#starting = false;
    this.#run?.stop();
    this.#emit({
      type: 'failure',
      fatal: true,
      failure: { problem: reason, restorableStep: this.#storage.restorableStep },
    });
    this.#phase('failed');
  }
}

const teacherFacts = ({ model: { shape }, scores }: LoadedTeacher) => {
  const { width, layers, heads } = shape;
  return { parameters: parameterSize(shape), width, layers, heads, scores };
};
