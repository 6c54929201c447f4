/** The run of the page from its start to its end, and the phase that the page is shown. */
import type { Problem } from '../errors/problems';
import { problemOf } from '../errors/user-error';
import { SOURCES, VERSION } from './build';
import type { Command, Phase, Progress, RunEvent, RunFacts } from './protocol';
import type { PreparedInputs, ResourceLoader } from './resources/loader';
import type { TeacherLease } from './resources/teachers';
import type { Checkpoint } from './training/checkpoint';
import { loadedFacts } from './training/loaded-facts';
import type { OpenRun } from './training/open-run';
import { Run } from './training/run';
import { RunStorage } from './training/run-storage';

/** Commands about the run; `open` begins none, and `try` is a question beside it. */
export type RunCommand = Extract<
  Command,
  { type: 'start' | 'pause' | 'save' | 'resume' | 'step' | 'reset' | 'tune' }
>;
type StartCommand = Extract<Command, { type: 'start' }>;

/** Training steps that a start lets begin at once. */
const STEPS_ALLOWED = { run: Number.POSITIVE_INFINITY, step: 1, hold: 0 } as const satisfies Readonly<
  Record<StartCommand['mode'], number>
>;

export interface CurrentRunHost {
  readonly emit: (event: RunEvent) => void;
  readonly resources: ResourceLoader;
  /** Makes room on the device before a run is prepared. */
  readonly suspendComparison: () => Promise<void>;
  /** Ends the measure that training would disturb; resolves when the device is free of it. */
  readonly endMeasure: () => Promise<void>;
  /** Ends the evaluation beside the run; resolves when the device is free of it. */
  readonly endEvaluation: () => Promise<void>;
}

export class CurrentRun {
  readonly #host: CurrentRunHost;
  readonly #storage: RunStorage;
  #run: Run | null = null;
  /** Resolves when the run's loop has ended. */
  #ended: Promise<void> = Promise.resolve();
  /** Aborted by every start, reset and fatal failure: preparations of an earlier start give up. */
  #preparation = new AbortController();
  /** A start is being prepared. */
  #starting = false;
  #teacher: TeacherLease | null = null;
  /** Scores of the newest evaluation of the run. */
  #scores: Readonly<Record<string, number>> = {};
  /** Called when the run is paused. */
  #onRest: () => void = () => {};
  /** The last phase sent to the page. */
  #shown: Phase = 'idle';

  constructor(host: CurrentRunHost) {
    this.#host = host;
    this.#storage = new RunStorage(host.emit);
  }

  /** Null before a start and after a reset. */
  get run(): Run | null {
    return this.#run;
  }

  /** Metric id → score in the newest evaluation of the run; empty before the first. */
  get scores(): Readonly<Record<string, number>> {
    return this.#scores;
  }

  get shown(): Phase {
    return this.#shown;
  }

  /** Offers the page the newest run of an earlier visit. */
  offerSaved(): Promise<void> {
    return this.#storage.offer();
  }

  /** @throws UserError when the saved state or what the run needs cannot be had */
  async handle(command: RunCommand): Promise<void> {
    switch (command.type) {
      case 'start':
        return this.#start(command);
      case 'pause':
        return this.#run?.pause();
      case 'save':
        return this.#run?.saveSoon();
      case 'resume':
        return this.#resume(Number.POSITIVE_INFINITY);
      case 'step':
        return this.#resume(1);
      case 'reset':
        await this.drop();
        return this.showPhase('idle');
      case 'tune':
        return this.#run?.tune(command.settings);
      default:
        return command satisfies never;
    }
  }

  showPhase(phase: Phase, progress: Progress | null = null): void {
    this.#shown = phase;
    this.#host.emit({
      type: 'phase',
      phase,
      step: this.#run?.step ?? 0,
      total: this.#run?.steps ?? 0,
      progress,
    });
  }

  /** After a preparation that no run asked for: the page is shown that it is over. */
  settlePhase(): void {
    if (this.#run || this.#starting) return;
    if (this.#shown === 'downloading' || this.#shown === 'compiling') this.showPhase('idle');
  }

  /** Ends the run before, prepares the new one and begins it. */
  async #start({ experiment, changes, mode, restore, extend = 0 }: StartCommand): Promise<void> {
    const signal = await this.drop();
    this.#starting = true;
    let open: OpenRun | null = null;
    try {
      await this.#host.suspendComparison();
      open = await this.#storage.open(restore, () => void this.#letGo());
      signal.throwIfAborted();
      const { checkpoint } = open;
      const wanted = checkpoint?.experiment ?? experiment;
      const prepared = await this.#host.resources.prepare(wanted, checkpoint !== null, signal);
      await this.#begin({ ...prepared, ...(changes ? { changes } : {}) }, open, { mode, extend }, signal);
    } catch (error) {
      await open?.close();
      // A later command has taken over, or the run has failed already.
      if (!signal.aborted) throw error;
    } finally {
      if (!signal.aborted) this.#starting = false;
    }
  }

  /**
   * Ends the run, the preparations of a start and the questions that use the device, and waits until their tensors are
   * freed. Never rejects.
   * @returns for the preparations that follow: aborted when a later command takes over
   */
  async drop(): Promise<AbortSignal> {
    this.#preparation.abort();
    this.#preparation = new AbortController();
    this.#starting = false;
    const { signal } = this.#preparation;
    const run = this.#run;
    const teacher = this.#teacher;
    this.#run = null;
    this.#teacher = null;
    run?.stop();
    await this.#host.endEvaluation();
    await this.#host.endMeasure();
    if (run) await this.#ended;
    run?.dispose();
    teacher?.release();
    return signal;
  }

  /** Trains on, for `steps` steps at most. */
  #resume(steps: number): void {
    void this.#host.endMeasure();
    this.#run?.resume(steps);
  }

  /** Stops the run and the preparations of a start for good, and says why. */
  fail(reason: Problem): void {
    this.#preparation.abort();
    this.#starting = false;
    this.#run?.stop();
    this.#host.emit({
      type: 'failure',
      fatal: true,
      failure: { problem: reason, restorableStep: this.#storage.restorableStep },
    });
    this.showPhase('failed');
  }

  async #begin(
    prepared: PreparedInputs,
    open: OpenRun,
    { mode, extend }: { readonly mode: StartCommand['mode']; readonly extend: number },
    signal: AbortSignal,
  ): Promise<void> {
    const { teacher } = prepared;
    let run: Run;
    try {
      run = this.#newRun(prepared, open);
      if (extend > 0) run.extend(extend);
    } catch (error) {
      teacher?.release();
      throw error;
    }
    const loaded = loadedFacts(run, teacher);
    await open.begin({
      ...{ version: VERSION, sources: SOURCES, loaded },
      ...{ experiment: run.initial, changes: run.changes, device: await this.#device() },
    });
    if (signal.aborted) {
      run.dispose();
      teacher?.release();
    }
    signal.throwIfAborted();
    this.#run = run;
    this.#teacher = teacher;
    this.#scores = {};
    this.#host.emit({ type: 'loaded', loaded });
    if (open.facts) this.#host.emit({ type: 'run-begun', facts: open.facts });
    this.#host.emit({ type: 'changes', changes: run.changes });
    this.#resume(STEPS_ALLOWED[mode]);
    // Not awaited: commands must be handled while the loop runs.
    this.#ended = run
      .run()
      .catch((error: unknown) => {
        if (this.#run === run) this.fail(problemOf(error));
      })
      .finally(() => open.close());
  }

  async #device(): Promise<RunFacts['device']> {
    const { info } = await this.#host.resources.device();
    const { name, adapter, threads } = info;
    return { name, adapter, threads };
  }

  /** Another tab has asked for the run: it is saved, and dropped here. */
  async #letGo(): Promise<void> {
    const run = this.#run;
    if (!run) return;
    const rests = new Promise<void>((resolve) => {
      this.#onRest = resolve;
    });
    run.pause();
    if (!run.resting) await rests;
    if (this.#run !== run) return;
    await this.drop();
    this.#host.emit({ type: 'run-left' });
    this.showPhase('idle');
  }

  #newRun({ experiment, task, teacher, start, changes }: PreparedInputs, open: OpenRun): Run {
    const hooks = {
      emit: (event: RunEvent): void => {
        if (event.type === 'evaluation') this.#scores = event.evaluation.scores;
        open.observe(event);
        if (event.type === 'phase' && event.phase === 'paused') this.#onRest();
        this.#host.emit(event);
      },
      save: (saved: Checkpoint) => this.#storage.save(open, saved),
    };
    const run = new Run(experiment, task, teacher?.model ?? null, hooks, start, changes);
    if (open.checkpoint) run.restore(open.checkpoint);
    return run;
  }
}
