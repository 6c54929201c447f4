/** Runs a comparison: one training after another, each with its results in storage before the next begins. */
import { type Problem, problem } from '../../errors/problems';
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
import { isStorageFull } from '../storage/database';
import { heldNames, holdName } from '../storage/locks';
import { ComparedTraining, type SavedTraining } from './compared-training';
import { forgetComparison, loadComparison, saveComparison, saveTraining } from './store';

/** Inputs of a run, held until they are released. */
export interface HeldEquipment extends RunInputs {
  readonly release: () => void;
}

export interface ComparisonHost {
  readonly emit: (event: RunEvent) => void;
  /** Fetches, loads and compiles what an experiment needs. */
  readonly prepare: (experiment: Experiment) => Promise<HeldEquipment>;
}

/** Name of the lock on the comparison in the storage, which all tabs share. */
const NAME = 'distillery comparison';

/** Between two messages about a run whose state has not changed. */
const TELL_INTERVAL_MS = 500;

interface Job {
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
  /** The latest, also after an interruption: it can be resumed. */
  #job: Job | null = null;
  /** Commands are carried out one after the other. */
  #last: Promise<void> = Promise.resolve();
  /** Last storage problem sent to the page; null while saving works. */
  #trouble: 'comparison-storage-full' | 'comparison-not-saved' | null = null;
  #lastTold = Number.NEGATIVE_INFINITY;

  constructor(host: ComparisonHost) {
    this.#host = host;
  }

  /** Tells the page of a comparison from before. */
  open(): Promise<void> {
    return this.#inTurn(async () => {
      if ((await heldNames()).has(NAME)) {
        this.#host.emit({ type: 'notice', problem: problem('comparison-open-elsewhere') });
        return;
      }
      const stored = await loadComparison();
      if (!stored || this.#job) return;
      this.#job = jobOf(stored.snapshot, stored.training);
      this.#job.ended = true;
      this.#tellAll(this.#job);
    });
  }

  handle(command: ComparisonCommand): Promise<void> {
    return this.#inTurn(() => this.#dispatch(command));
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
        return this.#resume();
      case 'compare-pause':
        return this.#pause();
      case 'compare-cancel':
        return this.#cancel(command.run);
      case 'compare-include':
        return this.#include(command.run);
      case 'compare-forget':
        if (this.#job) await this.#end(this.#job, 'at-once');
        this.#job = null;
        await forgetComparison();
        this.#host.emit({ type: 'comparison', snapshot: null, state: 'finished' });
        return;
      default:
        return command satisfies never;
    }
  }

  async #begin(comparison: Comparison): Promise<void> {
    if (this.#job) await this.#end(this.#job, 'at-once');
    const runs = planOf(comparison).map(() => WAITING_RUN);
    await this.#launch(jobOf({ comparison, runs, metrics: [] }, null));
  }

  async #resume(): Promise<void> {
    const job = this.#job;
    if (!job) this.#host.emit({ type: 'comparison', snapshot: null, state: 'finished' });
    else if (nextRun(job.runs) < 0) this.#tellState(job, 'finished');
    else if (job.ended) await this.#resumeStored(job);
    else {
      job.paused = false;
      job.training?.resume();
      job.wake?.();
      const at = nextRun(job.runs);
      if (job.runs[at]?.state === 'paused') this.#change(job, at, { state: 'running' });
      this.#tellState(job, 'running');
    }
  }

  /** Goes on from what is stored, which another tab may have brought further. */
  async #resumeStored(job: Job): Promise<void> {
    const stored = await loadComparison();
    const next = stored ? jobOf(stored.snapshot, stored.training) : jobOf(snapshotOf(job), job.saved);
    if (JSON.stringify(next.comparison) === JSON.stringify(job.comparison)) return this.#launch(next);
    next.ended = true;
    this.#job = next;
    this.#tellAll(next);
    this.#host.emit({ type: 'notice', problem: problem('comparison-saved-over') });
  }

  async #launch(job: Job): Promise<void> {
    const release = await holdName(NAME);
    if (!release) {
      this.#host.emit({ type: 'notice', problem: problem('comparison-open-elsewhere') });
      if (this.#job) this.#tellState(this.#job, 'paused');
      return;
    }
    this.#job = job;
    this.#tellAll(job);
    await this.#store(() => saveComparison(snapshotOf(job)));
    // Not awaited: commands must be handled meanwhile.
    job.gone = this.#goThrough(job).finally(release);
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

  async #cancel(which: number | null): Promise<void> {
    const job = this.#job;
    if (!job) return;
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
    await this.#store(() => saveComparison(snapshotOf(job)));
    if (nextRun(job.runs) >= 0) return;
    if (job.ended) this.#tellState(job, 'finished');
    else job.wake?.();
  }

  /** Makes excluded runs wait again, from their beginning. If all were finished, the next command resumes. */
  async #include(which: number | null): Promise<void> {
    const job = this.#job;
    if (!job) return;
    const over = nextRun(job.runs) < 0;
    for (const [index, { state }] of job.runs.entries()) {
      if (state !== 'cancelled' || (which !== null && which !== index)) continue;
      job.runs = job.runs.with(index, WAITING_RUN);
      this.#host.emit({ type: 'compared-run', index, run: WAITING_RUN });
    }
    await this.#store(() => saveComparison(snapshotOf(job)));
    if (over && job.ended && nextRun(job.runs) >= 0) this.#tellState(job, 'paused');
  }

  /** One run after the other, until all are over or it is ended. Never rejects. */
  async #goThrough(job: Job): Promise<void> {
    try {
      for (let index = nextRun(job.runs); index >= 0; index = nextRun(job.runs)) {
        await this.#mayBegin(job);
        if (job.ended) return;
        if (nextRun(job.runs) === index) await this.#runOne(job, index);
        if (job.ended) return;
        await this.#store(() => saveComparison(snapshotOf(job)));
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
    await this.#store(() => saveComparison(snapshotOf(job)));
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
        await this.#store(() => saveTraining(saved));
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

  async #store(write: () => Promise<void>): Promise<void> {
    try {
      await write();
      this.#trouble = null;
    } catch (error) {
      const trouble = isStorageFull(error) ? 'comparison-storage-full' : 'comparison-not-saved';
      if (trouble === this.#trouble) return;
      this.#trouble = trouble;
      this.#host.emit({ type: 'notice', problem: problem(trouble) });
    }
  }
}

const jobOf = ({ comparison, runs, metrics }: ComparisonSnapshot, saved: SavedTraining | null): Job => ({
  comparison,
  plan: planOf(comparison),
  runs,
  metrics,
  saved,
  training: null,
  paused: false,
  ended: false,
  wake: null,
  gone: Promise.resolve(),
});

const snapshotOf = ({ comparison, runs, metrics }: Job): ComparisonSnapshot => ({
  comparison,
  runs,
  metrics,
});
