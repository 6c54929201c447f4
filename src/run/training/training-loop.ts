/**
 * The loop that trains: supervised steps, then steps of distillation, with evaluations and pauses between them. Nothing in
 * it waits for the device except a report of an earlier step; the device always has the next step to work on.
 */
import { REPORT_LAG } from '../../distill/schedule/adaptive';
import type { Trainer } from '../../distill/trainer';
import type { Phase, RunEvent } from '../protocol';
import type { LiveExperiment } from './live-experiment';
import type { LoopControl } from './loop-control';
import type { PendingTasks } from './pending-tasks';
import type { PhaseEvents } from './phase-events';
import type { Recorder } from './recorder';
import type { Launched, StepLauncher } from './step-launcher';
import { yieldToEvents } from './yield-to-events';

/**
 * Steps whose reports may be outstanding. Two keep the device busy; more only make Pause late, and adaptive schedules
 * count on having every report that is older.
 */
const IN_FLIGHT = REPORT_LAG;

interface Parts {
  readonly live: LiveExperiment;
  readonly trainer: Trainer;
  readonly launcher: StepLauncher;
  readonly recorder: Recorder;
  readonly control: LoopControl;
  readonly phases: PhaseEvents;
  readonly pendingTasks: PendingTasks;
  readonly emit: (event: RunEvent) => void;
}

/** The steps of one kind. */
interface StepKind {
  readonly phase: 'sft' | 'running';
  readonly total: number;
  readonly done: () => number;
  /** Resolves to null when the step was given up for a pause or the end. */
  readonly launch: () => Promise<Launched | null>;
}

export class TrainingLoop {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Trains until the last step, or until the loop is stopped.
   * @throws UserError `diverged` when a loss is not finite
   */
  async train(): Promise<void> {
    const { live, trainer, launcher, recorder, control, phases, pendingTasks, emit } = this.#parts;
    const { sftSteps } = live.current;
    const { steps } = live;
    if (launcher.sftStep === 0 && launcher.step === 0) {
      // The evaluation may take long, and is part of the run.
      if (sftSteps > 0) phases.steps('sft', 0, sftSteps);
      else phases.steps('running', 0, steps);
      await this.#evaluate();
    }
    await this.#prepare();
    await this.#trainPhase({
      phase: 'sft',
      total: sftSteps,
      done: () => launcher.sftStep,
      launch: () => launcher.launchSupervised(),
    });
    if (!control.stopped && launcher.step === 0 && sftSteps > 0) {
      // Adam's moments belong to the other loss.
      trainer.resetMoments();
      await this.#evaluate();
    }
    await this.#trainPhase({
      phase: 'running',
      total: steps,
      done: () => launcher.step,
      launch: () => this.#launchDistillation(),
    });
    if (control.stopped) return;
    if (!recorder.evaluationDue) await this.#evaluate();
    if (control.stopped) return;
    recorder.save();
    await pendingTasks.drain();
    if (recorder.endedEarly !== null) emit({ type: 'notice', problem: recorder.endedEarly });
    phases.steps('finished', launcher.step, steps);
  }

  async #trainPhase({ phase, total, done, launch }: StepKind): Promise<void> {
    const { live, recorder, control, phases, pendingTasks } = this.#parts;
    const pending: Promise<void>[] = [];
    let announced: Phase | null = null;
    const announce = (next: Phase): void => {
      if (announced !== next) phases.steps(next, done(), total);
      announced = next;
    };
    while (
      done() < total &&
      recorder.endedEarly === null &&
      (await this.#mayContinue(pending, () => announce('paused')))
    ) {
      pendingTasks.rethrow();
      announce(phase);
      control.beginStep();
      const launched = await launch();
      if (!launched) continue;
      const { reported } = launched;
      // An error surfaces where the report is waited for, not as an unhandled rejection before that.
      reported.catch(() => {});
      pending.push(reported);
      if (pending.length >= IN_FLIGHT) await pending.shift();
      // Commands are handled between steps, also where the backend computes on this very thread.
      await yieldToEvents();
      // Early stopping must not depend on how fast the device answers.
      if (recorder.stopsEarly && done() % live.current.evaluateEvery === 0) await pendingTasks.drain();
      recorder.saveIfDue();
    }
    await Promise.all(pending);
    await pendingTasks.drain();
  }

  async #launchDistillation(): Promise<Launched | null> {
    const { launcher, recorder } = this.#parts;
    const launched = await launcher.launchDistillation();
    if (launched && recorder.evaluationDue) {
      // The caller waits for the report after the evaluation.
      launched.reported.catch(() => {});
      await this.#evaluate();
    }
    return launched;
  }

  /**
   * Waits while the run is paused, with its state saved. False when it has been stopped.
   *
   * @param pending reports to wait for before a pause; emptied then
   * @param onPause called when the loop goes to sleep
   */
  async #mayContinue(pending: Promise<void>[], onPause: () => void): Promise<boolean> {
    const { launcher, recorder, control, pendingTasks } = this.#parts;
    while (control.mustWait) {
      await Promise.all(pending.splice(0));
      await pendingTasks.drain();
      if (!control.mustWait) continue;
      recorder.save();
      await pendingTasks.drain();
      // A command may have arrived while the state was saved; it would not wake a promise made now.
      if (!control.mustWait) continue;
      onPause();
      launcher.resetSpeed();
      await control.wait();
    }
    return !control.stopped;
  }

  /** Has the teacher answer the training prompts, where the method trains on its answers. */
  async #prepare(): Promise<void> {
    const { live, launcher, control, phases } = this.#parts;
    const { steps } = live;
    let at: readonly [done: number, total: number] = [0, 0];
    await launcher.prepare(
      (...progress) => {
        at = progress;
        if (control.stepAllowed) phases.prompts('preparing', launcher.step, steps, ...progress);
      },
      async () => {
        // Commands are handled between batches.
        await yieldToEvents();
        return this.#mayContinue([], () => phases.prompts('paused', launcher.step, steps, ...at));
      },
    );
  }

  async #evaluate(): Promise<void> {
    await this.#parts.recorder.evaluate(() => this.#mayEvaluate());
  }

  /** Lets commands in, and waits while the run is paused. False when it has been stopped. */
  async #mayEvaluate(): Promise<boolean> {
    const { control, phases } = this.#parts;
    await yieldToEvents();
    if (!control.pauseRequested) return !control.stopped;
    const { phase, step, total } = phases.beforePause;
    const goesOn = await this.#mayContinue([], () => phases.steps('paused', step, total));
    if (goesOn) phases.steps(phase, step, total);
    return goesOn;
  }
}
