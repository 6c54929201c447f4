/** Carries out the commands about comparisons. One comparison is computed or shown at a time. */
import { type Problem, problem } from '../../errors/problems';
import { UserError } from '../../errors/user-error';
import { type Comparison, planOf } from '../../experiment/comparison';
import type { ComparisonCommand } from '../protocol/comparison';
import { WAITING_RUN } from '../protocol/values';
import { JobQueue } from '../resources/job-queue';
import { LiveChannel } from '../training/live-channel';
import { type ComparisonHost, ComparisonJob } from './comparison-job';
import { ComparisonStorage } from './comparison-storage';
import { Follower } from './follower';
import type { SavedComparison } from './saved-comparisons';

export class Comparisons {
  readonly #host: ComparisonHost;
  readonly #storage: ComparisonStorage;
  readonly #commands = new JobQueue();
  /** The latest, also after an interruption: it can be resumed. */
  #job: ComparisonJob | null = null;
  /** Tells other tabs of it while it is computed here. */
  #told: LiveChannel | null = null;
  /** Hears of it while it is not computed here. */
  #follower: Follower | null = null;

  constructor(host: ComparisonHost) {
    this.#host = host;
    this.#storage = new ComparisonStorage(host.emit);
  }

  /**
   * Tells the page of a comparison from before, and of one that is open in another tab.
   * @param shown id of the one that the tab showed last; null for the newest
   */
  open(shown: string | null = null): Promise<void> {
    return this.#commands.inTurn(async () => {
      if (this.#job) return;
      const elsewhere = shown === null ? null : await this.#storage.loadElsewhere(shown);
      if (elsewhere) return this.#offer(this.#jobOf(elsewhere), true);
      const saved = await this.#storage.newest(shown, () => void this.open(shown));
      if (saved) this.#offer(this.#jobOf(saved));
    });
  }

  handle(command: ComparisonCommand): Promise<void> {
    return this.#commands.inTurn(async () => {
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
    return this.#commands.inTurn(async () => {
      const job = this.#job;
      if (job?.computing && !job.finished) await job.suspend();
    });
  }

  /** One of its runs is being computed. */
  get going(): boolean {
    return this.#job?.going ?? false;
  }

  async #dispatch(command: ComparisonCommand): Promise<void> {
    switch (command.type) {
      case 'compare':
        return this.#begin(command.comparison);
      case 'compare-resume':
        return this.#resume(command.id);
      case 'compare-take-over':
        return this.#takeOver(command.id);
      case 'compare-pause':
        return this.#job?.pause();
      case 'compare-cancel':
        return this.#edit((job) => job.cancel(command.run));
      case 'compare-include':
        // If all runs were finished, the next command resumes.
        return this.#edit((job) => job.include(command.run));
      case 'compare-open':
        return this.#show(command.id);
      default:
        return command satisfies never;
    }
  }

  async #begin(comparison: Comparison): Promise<void> {
    await this.#job?.end('at-once');
    const { id, close } = await this.#storage.create();
    const runs = planOf(comparison).map(() => WAITING_RUN);
    await this.#launch(
      this.#jobOf({ snapshot: { id, comparison, runs, metrics: [] }, training: null }),
      close,
    );
  }

  async #resume(id: string): Promise<void> {
    const job = this.#job;
    if (job?.id !== id || !job.computing) return this.#resumeSaved(id);
    job.resume();
  }

  /** Resumes a comparison that is not being computed. One that is finished is shown. */
  async #resumeSaved(id: string): Promise<void> {
    const { job, close } = await this.#open(id);
    await this.#job?.end('at-once');
    if (!job.finished) return this.#launch(job, close);
    close();
    this.#offer(job);
  }

  /** Shows a saved comparison; the one before is interrupted, to be resumed later. */
  async #show(id: string): Promise<void> {
    if (this.#job?.id === id)
      return this.#follower?.elsewhere ? this.#follower.askAll() : this.#job.tellAll();
    const elsewhere = await this.#storage.loadElsewhere(id);
    const { job, close } = elsewhere
      ? { job: this.#jobOf(elsewhere), close: () => {} }
      : await this.#open(id);
    if (this.#job?.computing && !this.#job.finished) await this.#job.suspend();
    close();
    this.#offer(job, elsewhere !== null);
  }

  /** Asks the other tab for the comparison on the page; it is resumed when that tab has let go of it. */
  async #takeOver(id: string): Promise<void> {
    if (this.#follower?.elsewhere && this.#job?.id === id) this.#follower.askFor();
    else await this.#resume(id);
  }

  /** Another tab asks for a comparison that is computed here. */
  #yield(job: ComparisonJob): Promise<void> {
    return this.#commands.inTurn(async () => {
      if (this.#job === job && job.computing) await job.suspend();
    });
  }

  /** The tab that computed the comparison has let go of it. */
  async #freed(id: string, isWanted: boolean): Promise<void> {
    await this.#commands.inTurn(async () => {
      // A third tab may have been quicker.
      if (this.#job?.id !== id || this.#job.computing || this.#follower?.elsewhere) return;
      const saved = await this.#storage.load(id);
      this.#offer(saved ? this.#jobOf(saved) : this.#job);
    });
    if (isWanted) await this.handle({ type: 'compare-resume', id });
  }

  /**
   * Opens a comparison that is not being computed, for this tab alone.
   * @throws UserError when it is not saved any more, is open in another tab, or was changed there
   */
  async #open(id: string): Promise<{ readonly job: ComparisonJob; readonly close: () => void }> {
    const remembered = this.#job?.id === id ? this.#job.state : null;
    const { close, ...saved } = await this.#storage.open(id, remembered);
    return { job: this.#jobOf(saved), close };
  }

  /** @param close lets other tabs open it */
  #launch(job: ComparisonJob, close: () => void): Promise<void> {
    this.#job = job;
    this.#follower?.close();
    this.#follower = null;
    const told = new LiveChannel('comparison', job.id, ({ type }) => {
      if (type === 'take-over') void this.#yield(job);
      if (type === 'tell-all') told.tell(job.whole);
    });
    this.#told = told;
    return job.launch(() => {
      close();
      told.letGo();
      this.#told = null;
      if (this.#job === job) this.#follow(job.id, false);
    });
  }

  /**
   * Shows a comparison that can be resumed, or is finished.
   * @param elsewhere another tab computes it
   */
  #offer(job: ComparisonJob, elsewhere = false): void {
    this.#job = job;
    job.tellAll(elsewhere);
    this.#follow(job.id, elsewhere);
  }

  #follow(id: string, elsewhere: boolean): void {
    this.#follower?.close();
    this.#follower = new Follower(id, elsewhere, {
      emit: this.#host.emit,
      onFree: (isWanted) => void this.#freed(id, isWanted),
      onSilent: () => this.#host.emit({ type: 'notice', problem: problem('comparison-tab-silent') }),
    });
  }

  /** Reports a command that was refused. If another tab has changed the comparison, shows it as it is saved now. */
  async #refuse(reason: Problem): Promise<void> {
    const job = this.#job;
    if (job && !job.computing && !this.#follower?.elsewhere) {
      const saved = reason.code === 'comparison-saved-over' ? await this.#storage.load(job.id) : null;
      this.#offer(saved ? this.#jobOf(saved) : job);
    }
    this.#host.emit({ type: 'notice', problem: reason });
  }

  /** Changes the runs of the comparison that the page shows. While it is not being computed, another tab may open it. */
  async #edit(change: (job: ComparisonJob) => void): Promise<void> {
    const job = this.#job;
    if (!job) return;
    if (!job.computing) return this.#editSaved(job.id, change);
    change(job);
    await job.save();
    job.wake();
  }

  async #editSaved(id: string, change: (job: ComparisonJob) => void): Promise<void> {
    const { job, close } = await this.#open(id);
    this.#job = job;
    const { finished } = job;
    change(job);
    await job.save().finally(close);
    if (job.finished !== finished) job.tellState(job.finished ? 'finished' : 'paused');
  }

  /** A job that speaks to the page while it is the latest. */
  #jobOf(saved: SavedComparison): ComparisonJob {
    const host: ComparisonHost = {
      prepare: this.#host.prepare,
      emit: (event) => {
        if (this.#job !== job) return;
        this.#host.emit(event);
        this.#told?.tell(event);
      },
    };
    const job: ComparisonJob = new ComparisonJob(saved, host, this.#storage);
    return job;
  }
}
