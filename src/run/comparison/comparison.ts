/** Runs a comparison: one training after another, each with its results in storage before the next begins. */
import type { Problem } from '../../errors/problems';
import { problemOf, UserError } from '../../errors/user-error';
import { type Comparison, type PlannedRun, planOf } from '../../experiment/comparison';
import type { Experiment } from '../../experiment/fields';
import type { RunEvent } from '../protocol';
import {
  type ComparedRun,
  type ComparisonCommand,
  type ComparisonSnapshot,
  type ComparisonState,
  isBegun,
  isOver,
  nextRun,
  WAITING_RUN,
} from '../protocol/comparison';
import type { RunInputs } from '../resources/loader';
import { ComparedTraining, type SavedTraining } from './compared-training';
import { ComparisonStorage } from './comparison-storage';
import type { SavedComparison } from './saved-comparisons';

/** Inputs of a run, held until they are released. */
export interface HeldEquipment extends RunInputs {
  readonly release: () => void;
}

export interface ComparisonHost {
  readonly emit: (event: RunEvent) => void;
  /** Fetches, loads and compiles what an experiment needs. */
  readonly prepare: (experiment: Experiment) => Promise<HeldEquipment>;
}

/** Between two messages about a run whose state has not changed. */
const TELL_INTERVAL_MS = 500;

interface Job {
  readonly id: string;
  readonly comparison: Comparison;
  readonly plan: readonly PlannedRun[];
  runs: readonly ComparedRun[];
  metrics: ComparisonSnapshot['metrics'];
  /** Last checkpoint of the unfinished run. */
  saved: SavedTraining | null;
  training: ComparedTraining | null;
  paused: boolean;
  /** Stopped; the code that set this has already sent the final state. */
  ended: boolean;
  wake: (() => void) | null;
  /** Resolves when nothing of it uses the device any more. */
  gone: Promise<void>;
}

export class Comparisons {
  readonly #host: ComparisonHost;
  readonly #storage: ComparisonStorage;
  /** The latest, also after an interruption: it can be resumed. */
  #job: Job | null = null;
  /** Commands are carried out one after the other. */
  #last: Promise<void> = Promise.resolve();
  #lastTold = Number.NEGATIVE_INFINITY;

  constructor(host: ComparisonHost) {
    this.#host = host;
    this.#storage = new ComparisonStorage(host.emit);
  }

  /**
   * Tells the page of a comparison from before, and of one that is open in another tab.
   * @param shown id of the one that the tab showed last; null for the newest
   */
  open(shown: string | null = null): Promise<void> {
    return this.#inTurn(async () => {
      const saved = await this.#storage.newest(shown);
      if (saved && !this.#job) this.#offer(jobOf(saved));
    });
  }

  handle(command: ComparisonCommand): Promise<void> {
    return this.#inTurn(async () => {
      try {
        await this.#dispatch(command);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        await this.#refuse(error.problem);
      }
    });
  }

  /** Makes room for a single run: the current comparison is saved and interrupted, to be resumed later. */
  suspend(): Promise<void> {
    return this.#inTurn(async () => {
      const job = this.#job;
      if (!job || job.ended || nextRun(job.runs) < 0) return;
      await this.#end(job, 'saved');
      job.runs = job.runs.map((run) => (run.state === 'running' ? { ...run, state: 'paused' } : run));
      this.#tellAll(job);
    });
  }

  /** One of its runs is being computed. */
  get going(): boolean {
    const job = this.#job;
    return job !== null && !job.ended && !job.paused && nextRun(job.runs) >= 0;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #dispatch(command: ComparisonCommand): Promise<void> {
    switch (command.type) {
      case 'compare':
        return this.#begin(command.comparison);
      case 'compare-resume':
        return this.#resume(command.id);
      case 'compare-pause':
        return this.#pause();
      case 'compare-cancel':
        return this.#cancel(command.run);
      case 'compare-include':
        return this.#include(command.run);
      case 'compare-forget':
        return this.#forget();
      default:
        return command satisfies never;
    }
  }

  async #begin(comparison: Comparison): Promise<void> {
    if (this.#job) await this.#end(this.#job, 'at-once');
    const { id, close } = await this.#storage.create();
    const runs = planOf(comparison).map(() => WAITING_RUN);
    await this.#launch(jobOf({ snapshot: { id, comparison, runs, metrics: [] }, training: null }), close);
  }

  async #resume(id: string): Promise<void> {
    const job = this.#job;
    if (!job || job.id !== id || job.ended) return this.#resumeSaved(id);
    if (nextRun(job.runs) < 0) return;
    job.paused = false;
    job.training?.resume();
    job.wake?.();
    const at = nextRun(job.runs);
    if (job.runs[at]?.state === 'paused') this.#change(job, at, { state: 'running' });
    this.#tellState(job, 'running');
  }

  /** Resumes a comparison that is not being computed. One that is finished is shown. */
  async #resumeSaved(id: string): Promise<void> {
    const { job, close } = await this.#open(id);
    if (this.#job) await this.#end(this.#job, 'at-once');
    if (nextRun(job.runs) >= 0) return this.#launch(job, close);
    close();
    this.#offer(job);
  }

  /**
   * Opens a comparison that is not being computed, for this tab alone.
   * @throws UserError when it is not saved any more, is open in another tab, or was changed there
   */
  async #open(id: string): Promise<{ readonly job: Job; readonly close: () => void }> {
    const last = this.#job?.id === id ? this.#job : null;
    const remembered = last && { snapshot: snapshotOf(last), training: last.saved };
    const { close, ...saved } = await this.#storage.open(id, remembered);
    return { job: jobOf(saved), close };
  }

  /** @param close lets other tabs open it */
  async #launch(job: Job, close: () => void): Promise<void> {
    this.#job = job;
    this.#tellAll(job);
    await this.#storage.save(snapshotOf(job));
    // Not awaited: commands must be handled meanwhile.
    job.gone = this.#goThrough(job).finally(close);
  }

  /** Shows a comparison that can be resumed, or is finished. */
  #offer(job: Job): void {
    job.ended = true;
    this.#job = job;
    this.#tellAll(job);
  }

  /** Reports a command that was refused. If another tab has changed the comparison, shows it as it is saved now. */
  async #refuse(reason: Problem): Promise<void> {
    const job = this.#job;
    if (job?.ended) {
      const saved = reason.code === 'comparison-saved-over' ? await this.#storage.load(job.id) : null;
      this.#offer(saved ? jobOf(saved) : job);
    }
    this.#host.emit({ type: 'notice', problem: reason });
  }

  async #forget(): Promise<void> {
    const job = this.#job;
    if (job) {
      await this.#end(job, 'at-once');
      await this.#storage.forget(job.id);
    }
    this.#job = null;
    this.#host.emit({ type: 'comparison', snapshot: null, state: 'finished' });
  }

  /** Interrupts the job, and waits until the device is free of it. */
  async #end(job: Job, how: 'at-once' | 'saved'): Promise<void> {
    job.ended = true;
    job.wake?.();
    if (how === 'saved') job.training?.suspend();
    else job.training?.stop();
    await job.gone;
  }

  async #pause(): Promise<void> {
    const job = this.#job;
    if (!job || job.ended || nextRun(job.runs) < 0) return;
    job.paused = true;
    // Without a training, `#goThrough` reads `paused` itself.
    job.training?.pause();
  }

  #cancel(which: number | null): Promise<void> {
    return this.#edit((job) => {
      const chosen = which === null ? [...job.runs.keys()] : [which];
      for (const index of chosen) {
        const run = job.runs[index];
        if (!run || isOver(run)) continue;
        if (index === nextRun(job.runs)) {
          job.training?.stop();
          job.saved = null;
        }
        this.#change(job, index, { state: 'cancelled' });
      }
    });
  }

  /** Makes excluded runs wait again, from their beginning. If all were finished, the next command resumes. */
  #include(which: number | null): Promise<void> {
    return this.#edit((job) => {
      for (const [index, { state }] of job.runs.entries()) {
        if (state !== 'cancelled' || (which !== null && which !== index)) continue;
        job.runs = job.runs.with(index, WAITING_RUN);
        this.#host.emit({ type: 'compared-run', index, run: WAITING_RUN });
      }
    });
  }

  /** Changes the runs of the comparison that the page shows. While it is not being computed, another tab may open it. */
  async #edit(change: (job: Job) => void): Promise<void> {
    const job = this.#job;
    if (!job) return;
    if (job.ended) {
      const { job: opened, close } = await this.#open(job.id);
      this.#job = opened;
      opened.ended = true;
      const over = nextRun(opened.runs) < 0;
      change(opened);
      await this.#storage.save(snapshotOf(opened)).finally(close);
      const isNowOver = nextRun(opened.runs) < 0;
      if (isNowOver !== over) this.#tellState(opened, isNowOver ? 'finished' : 'paused');
      return;
    }
    change(job);
    await this.#storage.save(snapshotOf(job));
    if (nextRun(job.runs) < 0) job.wake?.();
  }

  /** One run after the other, until all are over or it is ended. Never rejects. */
  async #goThrough(job: Job): Promise<void> {
    try {
      for (let index = nextRun(job.runs); index >= 0; index = nextRun(job.runs)) {
        await this.#mayBegin(job);
        if (job.ended) return;
        if (nextRun(job.runs) === index) await this.#runOne(job, index);
        if (job.ended) return;
        await this.#storage.save(snapshotOf(job));
      }
      if (job.ended) return;
      job.ended = true;
      this.#tellState(job, 'finished');
    } catch (error) {
      this.#interrupt(job, error);
    }
  }

  /** Waits while it is paused. */
  async #mayBegin(job: Job): Promise<void> {
    while (job.paused && !job.ended && nextRun(job.runs) >= 0) {
      const at = nextRun(job.runs);
      if (job.runs[at]?.state === 'running') this.#change(job, at, { state: 'paused' });
      this.#tellState(job, 'paused');
      await new Promise<void>((resolve) => {
        job.wake = resolve;
      });
      job.wake = null;
    }
  }

  /** @throws whatever is not the run's own failure */
  async #runOne(job: Job, index: number): Promise<void> {
    const planned = job.plan[index];
    if (!planned) throw new RangeError(`there is no run ${index}`);
    this.#change(job, index, { state: 'running', stage: 'preparing', done: 0, total: 0 });
    const inputs = await this.#host.prepare(planned.experiment);
    try {
      await this.#train(job, index, inputs);
    } finally {
      inputs.release();
    }
  }

  async #train(job: Job, index: number, inputs: RunInputs): Promise<void> {
    if (job.ended) return;
    job.metrics = inputs.task.metrics.map(({ id, better }) => ({ id, better }));
    this.#tellState(job, 'running');
    await this.#storage.save(snapshotOf(job));
    await this.#mayBegin(job);
    // Left out by now, and perhaps taken in again: then it begins anew when its turn comes.
    const goesOn = (): boolean => isBegun(job.runs[index] ?? WAITING_RUN);
    if (job.ended || !goesOn()) return;
    const training = new ComparedTraining(inputs, job.saved, {
      changed: () => {
        if (goesOn()) this.#show(job, index);
      },
      paused: () => {
        if (job.ended || job.training !== training || !goesOn()) return;
        this.#change(job, index, { ...training.view, state: 'paused' });
        this.#tellState(job, 'paused');
      },
      save: async (saved) => {
        if (!goesOn()) return;
        job.saved = saved;
        await this.#storage.saveTraining(job.id, saved);
      },
    });
    job.training = training;
    try {
      const result = await training.run();
      if (result && goesOn()) this.#change(job, index, { ...training.view, state: 'done', result });
    } catch (error) {
      if (!(error instanceof UserError && error.code === 'diverged')) throw error;
      if (goesOn()) this.#change(job, index, { ...training.view, state: 'failed', note: error.problem });
    } finally {
      // An interrupted job keeps its saved state for the next one.
      if (!goesOn()) job.saved = null;
      job.training = null;
      training.dispose();
    }
  }

  /** Interrupts after a failure that would stop the other runs, too. The comparison can be resumed. */
  #interrupt(job: Job, error: unknown): void {
    if (job.ended) return;
    job.ended = true;
    const at = nextRun(job.runs);
    if (at >= 0) this.#change(job, at, { state: 'paused' });
    this.#tellState(job, 'paused', problemOf(error, 'comparison-interrupted'));
  }

  #change(job: Job, index: number, changes: Partial<ComparedRun>): void {
    const before = job.runs[index];
    if (!before || isOver(before)) return;
    const run = { ...before, ...changes };
    job.runs = job.runs.with(index, run);
    this.#lastTold = performance.now();
    if (this.#job === job) this.#host.emit({ type: 'compared-run', index, run });
  }

  /** After a step: not every one is worth a message. */
  #show(job: Job, index: number): void {
    const { training } = job;
    if (!training || performance.now() - this.#lastTold < TELL_INTERVAL_MS) return;
    this.#change(job, index, { ...training.view, state: 'running' });
  }

  #tellAll(job: Job): void {
    const state = nextRun(job.runs) < 0 ? 'finished' : job.ended ? 'paused' : 'running';
    this.#host.emit({ type: 'comparison', snapshot: snapshotOf(job), state });
  }

  #tellState(job: Job, state: ComparisonState, interruption: Problem | null = null): void {
    if (this.#job !== job) return;
    this.#host.emit({ type: 'comparison-state', state, metrics: job.metrics, interruption });
  }
}

const jobOf = ({ snapshot, training }: SavedComparison): Job => ({
  id: snapshot.id,
  comparison: snapshot.comparison,
  plan: planOf(snapshot.comparison),
  runs: snapshot.runs,
  metrics: snapshot.metrics,
  saved: training,
  training: null,
  paused: false,
  ended: false,
  wake: null,
  gone: Promise.resolve(),
});

const snapshotOf = ({ id, comparison, runs, metrics }: Job): ComparisonSnapshot => ({
  id,
  comparison,
  runs,
  metrics,
});
