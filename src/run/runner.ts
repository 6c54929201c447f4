import { problemOf, UserError } from '../errors/user-error';
import type { Experiment } from '../experiment/fields';
import type { Task } from '../tasks/task';
import { Comparisons } from './comparison/comparison';
import type { HeldEquipment } from './comparison/comparison-job';
import { CurrentRun } from './current-run';
import type { Command, RunEvent } from './protocol';
import type { TaskName } from './protocol/data';
import { taskOf } from './protocol/models';
import { attend } from './requests/attention-maps';
import { DataService } from './requests/data-service';
import { Evaluations } from './requests/evaluation';
import type { KeptRuns } from './requests/kept-runs';
import type { Measures } from './requests/measures/measures';
import type { PausedRun } from './requests/measures/paused-run';
import type { ModelService } from './requests/model-service';
import { type AnyPair, type Pair, Pairs } from './requests/pairs';
import { tryPrompt } from './requests/try';
import type { WasmFiles } from './resources/device';
import { watchDevice } from './resources/device-faults';
import { JobQueue } from './resources/job-queue';
import { LazyPart } from './resources/lazy-part';
import { ResourceLoader } from './resources/loader';
import { describeTeacher } from './resources/shipped-teacher';
import { noTeacherError } from './resources/teachers';

type OpenCommand = Extract<Command, { type: 'open' }>;

/** Milliseconds after which the page is there and leaves the processor to a measurement. */
const SETTLED = 1_000;

export class Runner {
  readonly #emit: (event: RunEvent) => void;
  readonly #resources: ResourceLoader;
  readonly #evaluations: Evaluations;
  readonly #attention = new JobQueue();
  readonly #comparisons: Comparisons;
  readonly #dataService: DataService;
  readonly #pairs: Pairs;
  /** Most visits import, export and measure nothing. */
  readonly #modelService = new LazyPart(() => this.#loadModelService());
  readonly #keptRuns = new LazyPart(() => this.#loadKeptRuns());
  readonly #measures = new LazyPart(() => this.#loadMeasures());
  readonly #graduate = new LazyPart(() => import('./requests/graduate'));
  readonly #trace = new LazyPart(() => import('./requests/trace'));
  readonly #current: CurrentRun;

  constructor(emit: (event: RunEvent) => void, wasmFiles: WasmFiles) {
    this.#emit = emit;
    this.#resources = new ResourceLoader({
      wasmFiles,
      changed: (backend) => emit({ type: 'backend', backend }),
      opened: ({ info, gpu }) => {
        emit({ type: 'backend', backend: info });
        if (gpu) watchDevice(gpu, (reason) => this.#current.fail(reason));
      },
      tell: (phase, progress) => this.#current.showPhase(phase, progress),
    });
    this.#current = new CurrentRun({
      emit,
      resources: this.#resources,
      suspendComparison: () => this.#comparisons.suspend(),
      endMeasure: () => this.#endMeasure(),
      endEvaluation: () => this.#evaluations.cancel(),
    });
    this.#pairs = new Pairs(this.#resources, () => this.#current.run);
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
        case 'trace':
        case 'judge-token':
          return this.#emit({ type: 'trace-refused', id: command.id, problem: reason });
        case 'list-models':
        case 'save-model':
        case 'import-models':
        case 'export-model':
        case 'delete-model':
        case 'undelete-model':
          return this.#emit({ type: 'model-refused', task: taskOf(command), problem: reason });
        case 'graduate':
          return this.#emit({ type: 'graduate-refused', problem: reason });
        case 'list-runs':
        case 'read-run':
        case 'describe-kept':
        case 'keep-recording':
        case 'delete-kept':
        case 'undelete-kept':
        case 'forget-given-up':
          return this.#emit({ type: 'runs-refused', problem: reason });
        default:
          return this.#current.fail(problemOf(error));
      }
    }
  }

  async #dispatch(command: Command): Promise<void> {
    switch (command.type) {
      case 'open':
        return this.#open(command);
      case 'start':
      case 'pause':
      case 'save':
      case 'resume':
      case 'step':
      case 'reset':
      case 'tune':
        return this.#current.handle(command);
      case 'try':
        return tryPrompt(this.#emit, command, (accepts) => this.#find(command.experiment, accepts));
      case 'evaluate':
        return this.#evaluations.evaluate(command.id, command.request, () =>
          this.#findBoth(command.experiment),
        );
      case 'cancel-evaluation':
        return this.#evaluations.cancel();
      case 'attend':
        return this.#attention.latest((signal) =>
          attend(this.#emit, command, () => this.#findBoth(command.experiment), signal),
        );
      case 'trace':
      case 'judge-token':
        return (await this.#trace.get()).answerTrace(this.#emit, command, (stripStep) =>
          this.#findBoth(command.experiment, stripStep),
        );
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
      case 'list-runs':
      case 'read-run':
      case 'describe-kept':
      case 'keep-recording':
      case 'delete-kept':
      case 'undelete-kept':
      case 'forget-given-up':
        return (await this.#keptRuns.get()).handle(command);
      case 'graduate': {
        const { graduate } = await this.#graduate.get();
        return this.#emit(await graduate(this.#resources, command.experiment, command.changes));
      }
      case 'describe-teacher':
        return this.#emit(await describeTeacher(this.#resources.assets, command.name));
      case 'compare':
      case 'compare-resume':
      case 'compare-take-over':
        // A comparison needs the whole device, and so does a run.
        await this.#current.drop();
        if (this.#current.shown !== 'probing') this.#current.showPhase('idle');
        return this.#comparisons.handle(command);
      case 'compare-pause':
      case 'compare-cancel':
      case 'compare-include':
      case 'compare-open':
        return this.#comparisons.handle(command);
      default:
        return command satisfies never;
    }
  }

  async #loadModelService(): Promise<ModelService> {
    const { ModelService } = await import('./requests/model-service');
    return new ModelService({
      emit: this.#emit,
      current: () => {
        const { run, scores } = this.#current;
        return run && { run, scores };
      },
      loadTask: (experiment) => this.#describedTask(experiment),
    });
  }

  async #loadKeptRuns(): Promise<KeptRuns> {
    const { KeptRuns } = await import('./requests/kept-runs');
    return new KeptRuns(this.#emit);
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
        if (!this.#comparisons.going && (this.#current.run?.resting ?? true)) return;
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
    const { run } = this.#current;
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

  async #open(command: OpenCommand): Promise<void> {
    this.#resources.choose(command);
    this.#current.showPhase('probing');
    const device = await this.#resources.device();
    await this.#current.offerSaved();
    await this.#comparisons.open(command.comparison ?? null);
    this.#current.showPhase('idle');
    const { probe } = device.info;
    // What it measured stands until training steps have been timed.
    if (probe?.flopsPerSecond) this.#emit({ type: 'speed', flopsPerSecond: probe.flopsPerSecond });
    await device.settled;
    void this.#tellSpeed();
  }

  /** Without an answer the page says nothing of time. */
  async #tellSpeed(): Promise<void> {
    // A page that is being built takes the processor itself.
    await new Promise((resolve) => setTimeout(resolve, SETTLED));
    const isIdle = (): boolean => this.#current.shown === 'idle' && !this.#comparisons.going;
    if (!isIdle()) return;
    const measured = import('./resources/speed').then((part) =>
      part.measureSpeed(this.#resources.access, isIdle),
    );
    const flopsPerSecond = await measured.catch(() => null);
    if (flopsPerSecond !== null) this.#emit({ type: 'speed', flopsPerSecond });
  }

  /** For a run of a comparison, which shows what it is doing by itself. */
  async #prepareCompared(wanted: Experiment): Promise<HeldEquipment> {
    const { signal } = new AbortController();
    const prepared = await this.#resources
      .prepare(wanted, false, signal)
      .finally(() => this.#current.settlePhase());
    const { teacher } = prepared;
    return { ...prepared, teacher: teacher?.model ?? null, release: () => teacher?.release() };
  }

  #find(experiment: Experiment, accepts?: (task: Task) => void): Promise<AnyPair> {
    return this.#pairs.find(experiment, accepts).finally(() => this.#current.settlePhase());
  }

  #findBoth(experiment: Experiment, stripStep: number | null = null): Promise<Pair> {
    return this.#pairs.findBoth(experiment, stripStep).finally(() => this.#current.settlePhase());
  }
}
