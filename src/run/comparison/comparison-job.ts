/** One comparison: its runs are trained one after another, and each result is stored before the next run begins. */
import type { Problem } from '../../errors/problems';
import { problemOf, UserError } from '../../errors/user-error';
import { type PlannedRun, planOf } from '../../experiment/comparison';
import type { Experiment } from '../../experiment/fields';
import type { RunEvent } from '../protocol';
import type {
  ComparedRun,
  ComparisonEvent,
  ComparisonSnapshot,
  ComparisonState,
} from '../protocol/comparison';
import { isBegun, isOver, nextRun, WAITING_RUN } from '../protocol/values';
import type { RunInputs } from '../resources/loader';
import { ComparedTraining, type SavedTraining } from './compared-training';
import type { ComparisonStorage } from './comparison-storage';
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

export class ComparisonJob {
  readonly id: string;
  readonly #host: ComparisonHost;
  readonly #storage: ComparisonStorage;
  readonly #comparison: ComparisonSnapshot['comparison'];
  readonly #plan: readonly PlannedRun[];
  #runs: readonly ComparedRun[];
  #metrics: ComparisonSnapshot['metrics'];
  /** Last checkpoint of the unfinished run. */
  #saved: SavedTraining | null;
  #training: ComparedTraining | null = null;
  #paused = false;
  /** From its launch until it has finished or been interrupted. The code that ends this sends the final state. */
  #computing = false;
  #wake: (() => void) | null = null;
  /** Resolves when nothing of it uses the device any more. */
  #gone: Promise<void> = Promise.resolve();
  #lastTold = Number.NEGATIVE_INFINITY;

  constructor({ snapshot, training }: SavedComparison, host: ComparisonHost, storage: ComparisonStorage) {
    this.id = snapshot.id;
    this.#host = host;
    this.#storage = storage;
    this.#comparison = snapshot.comparison;
    this.#plan = planOf(snapshot.comparison);
    this.#runs = snapshot.runs;
    this.#metrics = snapshot.metrics;
    this.#saved = training;
  }

  /** False before its launch, and when it has finished or been interrupted. */
  get computing(): boolean {
    return this.#computing;
  }

  /** Each of its runs has a result, or is without one for good. */
  get finished(): boolean {
    return nextRun(this.#runs) < 0;
  }

  /** One of its runs is being computed. */
  get going(): boolean {
    return this.#computing && !this.#paused && !this.finished;
  }

  /** What is to be resumed from. */
  get state(): SavedComparison {
    return { snapshot: this.#snapshot, training: this.#saved };
  }

  get #snapshot(): ComparisonSnapshot {
    return { id: this.id, comparison: this.#comparison, runs: this.#runs, metrics: this.#metrics };
  }

  save(): Promise<void> {
    return this.#storage.save(this.#snapshot);
  }

  /**
   * Begins to compute; resolves when its state is stored.
   * @param close lets other tabs open it; called at the end
   */
  async launch(close: () => void): Promise<void> {
    this.#computing = true;
    this.tellAll();
    await this.save();
    // Not awaited: commands must be handled meanwhile.
    this.#gone = this.#goThrough().finally(close);
  }

  /** Does nothing where all runs are over. */
  resume(): void {
    const at = nextRun(this.#runs);
    if (at < 0) return;
    this.#paused = false;
    this.#training?.resume();
    this.#wake?.();
    if (this.#runs[at]?.state === 'paused') this.#change(at, { state: 'running' });
    this.tellState('running');
  }

  /** Does nothing where nothing is computed. */
  pause(): void {
    if (!this.#computing || this.finished) return;
    this.#paused = true;
    // Without a training, `#goThrough` reads `#paused` itself.
    this.#training?.pause();
  }

  /** Interrupts, and waits until the device is free. */
  async end(how: 'at-once' | 'saved'): Promise<void> {
    this.#computing = false;
    this.#wake?.();
    if (how === 'saved') this.#training?.suspend();
    else this.#training?.stop();
    await this.#gone;
  }

  /** Saves and interrupts, to be resumed later. */
  async suspend(): Promise<void> {
    await this.end('saved');
    this.#runs = this.#runs.map((run) => (run.state === 'running' ? { ...run, state: 'paused' } : run));
    this.tellAll();
  }

  /** Leaves out a run that is not over; null: all of them. */
  cancel(which: number | null): void {
    for (const index of which === null ? this.#runs.keys() : [which]) {
      const run = this.#runs[index];
      if (!run || isOver(run)) continue;
      if (index === nextRun(this.#runs)) {
        this.#training?.stop();
        this.#saved = null;
      }
      this.#change(index, { state: 'cancelled' });
    }
  }

  /** Makes excluded runs wait again, from their beginning; null: all of them. */
  include(which: number | null): void {
    for (const [index, { state }] of this.#runs.entries()) {
      if (state !== 'cancelled' || (which !== null && which !== index)) continue;
      this.#runs = this.#runs.with(index, WAITING_RUN);
      this.#host.emit({ type: 'compared-run', index, run: WAITING_RUN });
    }
  }

  /** After a change of its runs: one that waits looks whether there is anything left to wait for. */
  wake(): void {
    if (this.finished) this.#wake?.();
  }

  tellState(state: ComparisonState, interruption: Problem | null = null): void {
    this.#host.emit({ type: 'comparison-state', state, metrics: this.#metrics, interruption });
  }

  /** How all of it stands, for the page or for another tab. */
  get whole(): Extract<ComparisonEvent, { type: 'comparison' }> {
    const state = this.finished ? 'finished' : this.#computing && !this.#paused ? 'running' : 'paused';
    return { type: 'comparison', snapshot: this.#snapshot, state, elsewhere: false };
  }

  /** @param elsewhere another tab computes it */
  tellAll(elsewhere = false): void {
    this.#host.emit({ ...this.whole, elsewhere });
  }

  /** One run after the other, until all are over or it is interrupted. Never rejects. */
  async #goThrough(): Promise<void> {
    try {
      for (let index = nextRun(this.#runs); index >= 0; index = nextRun(this.#runs)) {
        await this.#mayBegin();
        if (!this.#computing) return;
        if (nextRun(this.#runs) === index) await this.#runOne(index);
        if (!this.#computing) return;
        await this.save();
      }
      if (!this.#computing) return;
      this.#computing = false;
      this.tellState('finished');
    } catch (error) {
      this.#interrupt(error);
    }
  }

  /** Waits while it is paused. */
  async #mayBegin(): Promise<void> {
    while (this.#paused && this.#computing && !this.finished) {
      const at = nextRun(this.#runs);
      if (this.#runs[at]?.state === 'running') this.#change(at, { state: 'paused' });
      this.tellState('paused');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
  }

  /** @throws whatever is not the run's own failure */
  async #runOne(index: number): Promise<void> {
    const planned = this.#plan[index];
    if (!planned) throw new RangeError(`there is no run ${index}`);
    this.#change(index, { state: 'running', stage: 'preparing', done: 0, total: 0 });
    const inputs = await this.#host.prepare(planned.experiment);
    try {
      await this.#train(index, inputs);
    } finally {
      inputs.release();
    }
  }

  async #train(index: number, inputs: RunInputs): Promise<void> {
    if (!this.#computing) return;
    this.#metrics = inputs.task.metrics.map(({ id, better }) => ({ id, better }));
    this.tellState('running');
    await this.save();
    await this.#mayBegin();
    if (!this.#computing || !this.#isBegun(index)) return;
    const training = this.#trainingOf(index, inputs);
    this.#training = training;
    try {
      const result = await training.run();
      if (result && this.#isBegun(index)) this.#change(index, { ...training.view, state: 'done', result });
    } catch (error) {
      if (!(error instanceof UserError && error.code === 'diverged')) throw error;
      if (this.#isBegun(index)) {
        this.#change(index, { ...training.view, state: 'failed', note: error.problem });
      }
    } finally {
      // An interrupted job keeps its saved state for the next one.
      if (!this.#isBegun(index)) this.#saved = null;
      this.#training = null;
      training.dispose();
    }
  }

  /** False for a run left out, and perhaps included again, since it began: it begins anew when its turn comes. */
  #isBegun(index: number): boolean {
    return isBegun(this.#runs[index] ?? WAITING_RUN);
  }

  #trainingOf(index: number, inputs: RunInputs): ComparedTraining {
    const training = new ComparedTraining(inputs, this.#saved, {
      changed: () => {
        if (this.#isBegun(index)) this.#show(index);
      },
      paused: () => {
        if (!this.#computing || this.#training !== training || !this.#isBegun(index)) return;
        this.#change(index, { ...training.view, state: 'paused' });
        this.tellState('paused');
      },
      save: async (saved) => {
        if (!this.#isBegun(index)) return;
        this.#saved = saved;
        await this.#storage.saveTraining(this.id, saved);
      },
    });
    return training;
  }

  /** Interrupts after a failure that would stop the other runs, too. The comparison can be resumed. */
  #interrupt(error: unknown): void {
    if (!this.#computing) return;
    this.#computing = false;
    const at = nextRun(this.#runs);
    if (at >= 0) this.#change(at, { state: 'paused' });
    this.tellState('paused', problemOf(error, 'comparison-interrupted'));
  }

  #change(index: number, changes: Partial<ComparedRun>): void {
    const before = this.#runs[index];
    if (!before || isOver(before)) return;
    const run = { ...before, ...changes };
    this.#runs = this.#runs.with(index, run);
    this.#lastTold = performance.now();
    this.#host.emit({ type: 'compared-run', index, run });
  }

  /** After a step: not every one is worth a message. */
  #show(index: number): void {
    if (!this.#training || performance.now() - this.#lastTold < TELL_INTERVAL_MS) return;
    this.#change(index, { ...this.#training.view, state: 'running' });
  }
}
