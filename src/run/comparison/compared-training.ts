/** One run of a comparison: its training, its curve, and at the end its scores. */
import { evaluateWhile } from '../../distill/metrics/evaluate';
import { testScores } from '../../distill/metrics/test-scores';
import type { Problem } from '../../errors/problems';
import { TEST_PROMPTS, teacherForwards } from '../../experiment/comparison';
import type { Experiment } from '../../experiment/fields';
import type { Model } from '../../model/model';
import type { RunEvent } from '../protocol';
import type { ComparedResult, ComparedRun, ComparedScores, ComparedStage } from '../protocol/comparison';
import type { RunInputs } from '../resources/loader';
import type { Checkpoint } from '../training/checkpoint';
import { Run } from '../training/run';
import { yieldToEvents } from '../training/yield-to-events';
import { StepSeries } from './curve';
import { StartupTime } from './startup-time';

/** State that an interrupted training resumes from. */
export interface SavedTraining extends Pick<StepSeries, 'losses' | 'acceptances'> {
  readonly checkpoint: Checkpoint;
  readonly scores: readonly ComparedScores[];
  /** Time spent so far, without pauses. */
  readonly milliseconds: number;
}

/** State of a training that the page shows. */
export type TrainingView = Pick<ComparedRun, 'stage' | 'done' | 'total' | 'curve' | 'scores' | 'note'>;

export interface TrainingHooks {
  /** There is more to show; called after every step. */
  readonly changed: () => void;
  /** Called when it has paused. */
  readonly paused: () => void;
  /** Must not reject. */
  readonly save: (saved: SavedTraining) => Promise<void>;
}

const STAGES: Readonly<Partial<Record<Extract<RunEvent, { type: 'phase' }>['phase'], ComparedStage>>> = {
  preparing: 'preparing',
  sft: 'sft',
  running: 'training',
};

export class ComparedTraining {
  readonly #experiment: Experiment;
  readonly #hooks: TrainingHooks;
  readonly #run: Run;
  readonly #series: StepSeries;
  #scores: ComparedScores[] = [];
  #stage: ComparedStage = 'preparing';
  #progress = { done: 0, total: 0 };
  #note: Problem | null = null;
  /** Without the start-up of this visit. */
  #milliseconds = 0;
  readonly #startup = { sft: new StartupTime(), training: new StartupTime() } as const;
  /** When the clock was last started; null while it is stopped. */
  #since: number | null = null;
  #paused = false;
  /** To be broken off at the next pause, when the state has been saved. */
  #suspending = false;
  #stopped = false;
  #wake: (() => void) | null = null;

  constructor(
    { experiment, task, teacher, start, changes }: RunInputs,
    saved: SavedTraining | null,
    hooks: TrainingHooks,
  ) {
    this.#experiment = experiment;
    this.#hooks = hooks;
    this.#series = new StepSeries(experiment.steps);
    this.#run = new Run(
      experiment,
      task,
      teacher,
      { emit: (event) => this.#receive(event), save: (checkpoint) => this.#save(checkpoint) },
      start,
      changes,
    );
    if (!saved) return;
    const { step } = saved.checkpoint;
    this.#run.restore(saved.checkpoint);
    this.#series.restore(saved, step);
    this.#scores = saved.scores.filter((one) => one.step <= step);
    this.#milliseconds = saved.milliseconds;
  }

  get view(): TrainingView {
    return {
      stage: this.#stage,
      ...this.#progress,
      curve: this.#series.points(),
      scores: this.#scores,
      note: this.#note,
    };
  }

  /** As it is now; it belongs to the training. */
  get student(): Model {
    return this.#run.trainer.model;
  }

  /**
   * Trains and tests. The caller disposes.
   * @returns null when it was broken off
   * @throws UserError `diverged` when a loss is not finite
   */
  async run(): Promise<ComparedResult | null> {
    this.#since = performance.now();
    if (!this.#paused) this.#run.resume(Number.POSITIVE_INFINITY);
    await this.#run.run();
    if (this.#stopped || this.#suspending) return null;
    const validation = await this.#validate();
    if (!validation) return null;
    this.#stopClock();
    const tested = await testScores(this.#run.task, this.#run.trainer.model, TEST_PROMPTS, (done, total) => {
      this.#stage = 'testing';
      this.#progress = { done, total };
      this.#hooks.changed();
      return this.#mayTest();
    });
    if (!tested) return null;
    const { step: updates, task } = this.#run;
    const trainSize = Math.min(this.#experiment.trainSize, task.split().train.length);
    return {
      updates,
      teacherForwards: teacherForwards({ ...this.#experiment, trainSize }, updates),
      seconds: this.#timed(0) / 1000,
      validation,
      test: tested.scores,
      testPrompts: tested.prompts,
    };
  }

  pause(): void {
    this.#paused = true;
    this.#run.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#run.resume(Number.POSITIVE_INFINITY);
    this.#wake?.();
  }

  /** Ends it at once; `run` then resolves. */
  stop(): void {
    this.#stopped = true;
    this.#run.stop();
    this.#wake?.();
  }

  /** Ends it as soon as its state is saved; `run` then resolves. */
  suspend(): void {
    this.#suspending = true;
    // A paused training has been saved.
    if (this.#since === null && this.#stage !== 'testing') this.stop();
    else this.pause();
    this.#wake?.();
  }

  dispose(): void {
    this.#run.dispose();
  }

  #receive(event: RunEvent): void {
    switch (event.type) {
      case 'phase':
        this.#receivePhase(event);
        return;
      case 'report': {
        const { phase, step, loss, acceptance } = event.report;
        this.#startup[phase === 'running' ? 'training' : 'sft'].step(performance.now());
        if (phase === 'running') this.#series.set(step, loss, acceptance);
        this.#hooks.changed();
        return;
      }
      case 'evaluation': {
        const { step, scores } = event.evaluation;
        this.#scores = [...this.#scores.filter((one) => one.step !== step), { step, scores }];
        return;
      }
      case 'notice':
        this.#note = event.problem;
        return;
      default:
      // The strip and the rest are for those who watch a single run.
    }
  }

  #receivePhase({ phase, progress }: Extract<RunEvent, { type: 'phase' }>): void {
    if (progress) this.#progress = { done: progress.done, total: progress.total };
    if (phase === 'paused') {
      this.#stopClock();
      // Only a loop that has gone to sleep can be woken to its end.
      if (this.#suspending) queueMicrotask(() => this.stop());
      this.#hooks.paused();
      return;
    }
    const stage = STAGES[phase];
    if (stage === undefined) return;
    const begins = this.#since === null || this.#stage !== stage;
    if (begins && (stage === 'sft' || stage === 'training')) this.#startup[stage].begin(performance.now());
    this.#stage = stage;
    this.#since ??= performance.now();
    this.#hooks.changed();
  }

  #stopClock(): void {
    if (this.#since !== null) this.#milliseconds += performance.now() - this.#since;
    this.#since = null;
  }

  /** The time spent so far, without start-up. */
  #timed(running: number): number {
    const { sft, training } = this.#startup;
    return Math.max(0, this.#milliseconds + running - sft.milliseconds - training.milliseconds);
  }

  #save(checkpoint: Checkpoint): Promise<void> {
    const running = this.#since === null ? 0 : performance.now() - this.#since;
    const { losses, acceptances } = this.#series;
    return this.#hooks.save({
      checkpoint,
      losses,
      acceptances,
      scores: this.#scores,
      milliseconds: this.#timed(running),
    });
  }

  /** Scores on validation prompts after the last step: measured already, unless a reload came in between. */
  async #validate(): Promise<Readonly<Record<string, number>> | null> {
    const { task, step, trainer } = this.#run;
    const last = this.#scores.find((one) => one.step === step);
    if (last) return last.scores;
    const heldOut = task.split().validation.slice(0, this.#experiment.evaluatePrompts);
    const answers = await evaluateWhile(task, trainer.model, heldOut, () => this.#mayTest());
    if (!answers) return null;
    const { scores } = answers;
    this.#scores = [...this.#scores, { step, scores }];
    return scores;
  }

  /** Lets commands in, and waits while it is paused. False when it is to end. */
  async #mayTest(): Promise<boolean> {
    await yieldToEvents();
    const timed = this.#since !== null;
    while (this.#paused && !this.#stopped && !this.#suspending) {
      this.#stopClock();
      this.#hooks.paused();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
    if (timed) this.#since ??= performance.now();
    return !this.#stopped && !this.#suspending;
  }
}
