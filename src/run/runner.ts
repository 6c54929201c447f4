/** Turns commands into runs and whatever goes wrong into a sentence. Knows neither `self` nor the page. */
import { answer } from '../distill/metrics/evaluate';
import { type Experiment, LIVE_FIELDS } from '../experiment/fields';
import type { Model } from '../model/model';
import { parameterSize } from '../model/shape';
import { padPrompt } from '../tasks/tokenizer';
import { Comparisons } from './comparison/comparison';
import { failureOf, isRefusal, watchDevice } from './failures';
import type { BackendChoice, Command, Failure, Phase, Progress, RunEvent } from './protocol';
import { attend } from './requests/attention-maps';
import { DataService } from './requests/data-service';
import { Evaluations, type Pair } from './requests/evaluation';
import type { Measures } from './requests/measures/measures';
import { MeasureRefused, type PausedRun } from './requests/measures/paused-run';
import type { ModelService } from './requests/model-service';
import { DeviceError, type WasmFiles } from './resources/device';
import type { RunInputs } from './resources/loader';
import { ResourceLoader } from './resources/loader';
import { describeTeacher } from './resources/shipped-teacher';
import { type LoadedTeacher, noTeacherError } from './resources/teachers';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from './training/checkpoint';
import { Run } from './training/run';
import { newStudent } from './training/student';

export class Runner {
  readonly #emit: (event: RunEvent) => void;
  readonly #resources: ResourceLoader;
  readonly #evaluations: Evaluations;
  readonly #comparisons: Comparisons;
  readonly #dataService: DataService;
  #modelService: Promise<ModelService> | null = null;
  #measures: Promise<Measures> | null = null;
  /** Of the newest evaluation of the present run. */
  #scores: Readonly<Record<string, number>> = {};
  #run: Run | null = null;
  /** Resolves when the current run's loop has ended and its tensors are freed. */
  #ended: Promise<void> = Promise.resolve();
  /** Bumped by every start and reset: slow preparations of an earlier one give up. */
  #generation = 0;
  #savedStep: number | null = null;
  #storageWarned = false;
  /** The last phase that the page was told. */
  #shown: Phase = 'idle';

  constructor(emit: (event: RunEvent) => void, wasmFiles: WasmFiles) {
    this.#emit = (event) => {
      if (event.type === 'evaluation') this.#scores = event.evaluation.scores;
      emit(event);
    };
    this.#resources = new ResourceLoader({
      wasmFiles,
      opened: ({ info, gpu }) => {
        this.#emit({ type: 'backend', backend: info });
        if (gpu) watchDevice(gpu, (failure) => this.#report(failure));
      },
      tell: (phase, progress) => this.#phase(phase, progress),
    });
    this.#evaluations = new Evaluations(emit, isRefusal);
    this.#comparisons = new Comparisons({
      emit,
      prepare: (experiment) => this.#prepareCompared(experiment),
      isReadable: (error) => isRefusal(error) || error instanceof DeviceError,
    });
    this.#dataService = new DataService(emit, (name) => this.#resources.task(name, true), isRefusal);
  }

  async handle(command: Command): Promise<void> {
    try {
      await this.#dispatch(command);
    } catch (error) {
      this.#report(failureOf(error));
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
        return this.#try(command.id, command.prompt, command.experiment);
      case 'evaluate':
        return this.#evaluations.evaluate(command.id, command.request, () =>
          this.#findPair(command.experiment),
        );
      case 'cancel-evaluation':
        return this.#evaluations.cancel();
      case 'attend':
        return attend(this.#emit, command, () => this.#findPair(command.experiment), isRefusal);
      case 'measure':
        return (await this.#openMeasures()).measure(command);
      case 'cancel-measure':
        return (await this.#measures)?.cancel();
      case 'list-models':
      case 'save-model':
      case 'import-models':
      case 'export-model':
      case 'delete-model':
      case 'undelete-model':
        return (await this.#openModelService()).handle(command);
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

  /** Loaded when it is first needed: most visits import and export nothing. */
  #openModelService(): Promise<ModelService> {
    this.#modelService ??= import('./requests/model-service').then(
      ({ ModelService }) =>
        new ModelService({
          emit: this.#emit,
          current: () => this.#run && { run: this.#run, scores: this.#scores },
          loadTask: (experiment) => this.#resources.task(experiment, true),
          isReadable: isRefusal,
        }),
    );
    return this.#modelService;
  }

  /** Loaded when it is first needed, like the exchange. */
  #openMeasures(): Promise<Measures> {
    this.#measures ??= import('./requests/measures/measures').then(
      ({ Measures }) =>
        new Measures({
          emit: this.#emit,
          prepare: async () => {
            await this.#resources.device();
          },
          assertAtRest: () => {
            if (!this.#comparisons.going && (this.#run?.resting ?? true)) return;
            throw new MeasureRefused(
              'Training is going on, and would disturb the measurement. Pause it, or wait until it has finished.',
            );
          },
          findPausedRun: () => this.#findPausedRun(),
          isReadable: isRefusal,
        }),
    );
    return this.#measures;
  }

  /** Training goes on, which a measurement must not be disturbed by. Resolves when the device is free of it. */
  async #endMeasure(): Promise<void> {
    await (await this.#measures)?.cancel('The measurement was stopped, because training went on.');
  }

  async #findPausedRun(): Promise<PausedRun> {
    const run = this.#run;
    if (!run || run.trainingProgress.step + run.trainingProgress.sftSteps === 0) {
      throw new MeasureRefused(
        'There is no student to measure yet: start a run, then pause it or let it finish.',
      );
    }
    const { experiment, task, teacher } = run;
    if (!teacher) throw noTeacherError();
    const start = await this.#resources.start(experiment, task);
    const parameters = await run.trainer.model.flat.data<'float32'>();
    if (!parameters.every(Number.isFinite)) {
      throw new MeasureRefused('The run has diverged: its student has no numbers left to measure.');
    }
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
    if (!this.#run && (this.#shown === 'downloading' || this.#shown === 'compiling')) this.#phase('idle');
  }

  async #open(choice: BackendChoice, assets: string): Promise<void> {
    this.#resources.choose(choice, assets);
    this.#phase('probing');
    await this.#resources.device();
    const earlier = await loadCheckpoint();
    if (earlier) {
      this.#savedStep = earlier.step;
      this.#emit({ type: 'saved', step: earlier.step, earlier: true, experiment: earlier.experiment });
    }
    await this.#comparisons.open();
    this.#phase('idle');
  }

  async #start(experiment: Experiment, mode: 'run' | 'step', restore: boolean): Promise<void> {
    const generation = await this.#drop();
    const current = (): boolean => generation === this.#generation;
    await this.#comparisons.suspend();
    const checkpoint = restore ? await loadCheckpoint() : null;
    if (!current()) return;
    if (restore && !checkpoint) {
      this.#report({
        code: 'no-checkpoint',
        message: 'There is no saved run to go on from: start a new one.',
      });
      return;
    }
    const wanted = checkpoint ? { ...checkpoint.experiment, ...liveSettings(experiment) } : experiment;
    const prepared = await this.#resources.prepare(wanted, checkpoint !== null, current);
    if (!prepared) return;
    const { task, teacher, start } = prepared;
    const hooks = { emit: this.#emit, save: (saved: Checkpoint) => this.#save(saved) };
    const run = new Run(prepared.experiment, task, teacher?.model ?? null, hooks, start);
    if (checkpoint) run.restore(checkpoint);
    this.#run = run;
    this.#scores = {};
    this.#emitLoaded(run, teacher);
    void this.#endMeasure();
    run.resume(mode === 'run' ? Number.POSITIVE_INFINITY : 1);
    // Not awaited: commands must be handled while the loop goes on.
    this.#ended = run.run().catch((error: unknown) => {
      if (this.#run === run) this.#report(failureOf(error));
    });
  }

  /** For a run of a comparison, which shows what it is doing by itself. */
  async #prepareCompared(wanted: Experiment): Promise<RunInputs> {
    const prepared = await this.#resources.prepare(wanted, false, () => true).finally(() => this.#settle());
    if (!prepared) throw new Error('nobody gave up');
    return { ...prepared, teacher: prepared.teacher?.model ?? null };
  }

  /**
   * Ends the current run and an evaluation beside it, and waits until their tensors are freed.
   * @returns the new generation: another one by the time it is looked at means that a later command took over
   */
  async #drop(): Promise<number> {
    const generation = ++this.#generation;
    const run = this.#run;
    this.#run = null;
    run?.stop();
    await this.#evaluations.cancel();
    await this.#endMeasure();
    if (run) await this.#ended;
    run?.dispose();
    return generation;
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

  async #try(question: number, typed: string, experiment: Experiment): Promise<void> {
    const refuse = (message: string): void => this.#emit({ type: 'refused', id: question, message });
    // A run answers with its own models, whatever the page has been set to meanwhile.
    const asked = this.#run?.experiment ?? experiment;
    let untrained: Model | null = null;
    try {
      const task = await this.#resources.task(asked);
      const prompt = task.toPrompt(typed);
      // Only to be refused before anything is downloaded.
      padPrompt(task.tokenizer.encode(prompt), task.promptLength);
      await this.#resources.device();
      const teacher = await this.#resources.teacher(asked, task);
      const start = this.#run ? null : await this.#resources.start(asked, task);
      this.#settle();
      // A run of another task may have begun while the teacher arrived.
      const run = this.#run?.task === task ? this.#run : null;
      const student = run?.trainer.model ?? newStudent(asked, task, start);
      if (!run) untrained = student;
      const step = run?.step ?? 0;
      const example = [{ prompt, response: '' }];
      const [byTeacher, byStudent] = await Promise.all([
        teacher ? answer(task, teacher.model, example) : null,
        answer(task, student, example),
      ]);
      this.#emit({
        type: 'answer',
        id: question,
        prompt,
        teacher: byTeacher && (byTeacher[0] ?? ''),
        student: byStudent[0] ?? '',
        step,
      });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refuse(error.message);
      this.#settle();
    } finally {
      untrained?.dispose();
    }
  }

  /** The models to evaluate or look into: those of the run, or else the teacher and an untrained student of the experiment. */
  async #findPair(experiment: Experiment): Promise<Pair> {
    try {
      await this.#resources.device();
      const asked = this.#run?.experiment ?? experiment;
      const task = await this.#resources.task(asked);
      const teacher = await this.#resources.teacher(asked, task);
      if (!teacher) throw noTeacherError();
      const start = this.#run ? null : await this.#resources.start(asked, task);
      // A run of another task may have begun while the teacher arrived.
      const run = this.#run?.task === task ? this.#run : null;
      return {
        task,
        teacher: teacher.model,
        ...(run?.snapshot() ?? {
          student: newStudent(asked, task, start),
          trainingProgress: { step: 0, sftSteps: 0 },
        }),
      };
    } finally {
      this.#settle();
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

  #report(failure: Pick<Failure, 'code' | 'message'>): void {
    this.#run?.stop();
    this.#emit({
      type: 'failure',
      fatal: true,
      failure: { ...failure, restorableStep: this.#savedStep },
    });
    this.#phase('failed');
  }
}

const teacherFacts = ({ model: { shape }, scores }: LoadedTeacher) => {
  const { width, layers, heads } = shape;
  return { parameters: parameterSize(shape), width, layers, heads, scores };
};

/** What a restored run takes from the page: the settings that may change while a run goes on. */
const liveSettings = (experiment: Experiment): Partial<Experiment> =>
  Object.fromEntries(LIVE_FIELDS.map((name) => [name, experiment[name]]));
