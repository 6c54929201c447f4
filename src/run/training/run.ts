/** One run: a student, its teacher, and the loop that trains it. */
import { dataBatch } from '../../distill/batches';
import { coTrainingFor } from '../../distill/co-training/co-training';
import { projectionsFor } from '../../distill/projections';
import { Trainer } from '../../distill/trainer';
import type { LiveChange } from '../../experiment/changes';
import type { Experiment, LiveSettings } from '../../experiment/fields';
import type { ModelFile } from '../../model/file';
import type { Model } from '../../model/model';
import type { Task } from '../../tasks/task';
import type { RunEvent, TrainingProgress } from '../protocol';
import type { Checkpoint } from './checkpoint';
import { LiveExperiment } from './live-experiment';
import { LoopControl } from './loop-control';
import { PendingTasks } from './pending-tasks';
import { PhaseEvents } from './phase-events';
import { Recorder } from './recorder';
import { runBatches } from './run-batches';
import { type Snapshot, StepLauncher } from './step-launcher';
import { newStudent } from './student';
import { TrainingLoop } from './training-loop';

export interface RunHooks {
  readonly emit: (event: RunEvent) => void;
  /** Stores a checkpoint; must not reject. */
  readonly save: (checkpoint: Checkpoint) => Promise<void>;
}

export class Run {
  readonly task: Task;
  readonly trainer: Trainer;
  /** Null when the method needs no teacher (SFT on user data). */
  readonly teacher: Model | null;
  readonly #emit: RunHooks['emit'];
  readonly #live: LiveExperiment;
  readonly #control = new LoopControl();
  readonly #launcher: StepLauncher;
  readonly #recorder: Recorder;
  readonly #loop: TrainingLoop;
  #going = false;

  /**
   * @param teacher null where there is none and the method needs none
   * @param start first weights of the student, of the task's vocabulary and positions; null for random ones
   * @param changes of live settings, each at its step
   * @throws RangeError when the task has no training examples
   */
  constructor(
    experiment: Experiment,
    task: Task,
    teacher: Model | null,
    { emit, save }: RunHooks,
    start: ModelFile | null = null,
    changes: readonly LiveChange[] = [],
  ) {
    this.task = task;
    this.teacher = teacher;
    this.#emit = emit;
    this.#live = new LiveExperiment(experiment, changes);
    const { validation } = task.split();
    // Before the student: it can throw, and there is nothing to free yet.
    const batches = runBatches(experiment, task);
    const student = newStudent(experiment, task, start);
    this.trainer = new Trainer(student, projectionsFor(experiment, student.shape, teacher?.shape ?? null));
    const coTraining = coTrainingFor(experiment, student, teacher, (step) => {
      if (!batches.exam) throw new Error('no examples for an exam');
      return dataBatch(task, batches.exam.at(step));
    });
    const shared = {
      task,
      trainer: this.trainer,
      coTraining,
      live: this.#live,
      heldOut: validation.slice(0, experiment.evaluatePrompts),
      control: this.#control,
      phases: new PhaseEvents(emit),
      pendingTasks: new PendingTasks(),
      emit,
    };
    this.#launcher = new StepLauncher({ ...shared, teacher, batches });
    this.#recorder = new Recorder({ ...shared, launcher: this.#launcher, store: save });
    this.#loop = new TrainingLoop({ ...shared, launcher: this.#launcher, recorder: this.#recorder });
  }

  get step(): number {
    return this.#launcher.step;
  }

  /** As it holds in the newest step. */
  get experiment(): Experiment {
    return this.#live.current;
  }

  /** As the run began. */
  get initial(): Experiment {
    return this.#live.initial;
  }

  /** Live settings that changed during the run, or will at a later step. */
  get changes(): readonly LiveChange[] {
    return this.#live.changes;
  }

  /** Whether the run computes nothing: it is paused, has ended, or has not begun. */
  get resting(): boolean {
    return !this.#going || this.#control.waiting;
  }

  /**
   * Takes over a saved state.
   * @throws Error when it does not fit; the run is disposed then
   */
  restore(checkpoint: Checkpoint): void {
    try {
      this.trainer.restore(checkpoint.state);
      this.#launcher.restore(checkpoint);
    } catch (error) {
      this.dispose();
      throw error;
    }
    this.#live.restore(checkpoint.changes ?? [], checkpoint.step + 1);
    this.#recorder.restore(checkpoint.patience);
  }

  /** Steps that the student has been through. */
  get trainingProgress(): TrainingProgress {
    return this.#launcher.trainingProgress;
  }

  /** A copy of the student, which the caller frees, and the steps that it has been through. */
  snapshot(): Snapshot {
    return { student: this.trainer.model.snapshot(), trainingProgress: this.trainingProgress };
  }

  /** A copy of the student that wrote the strip of a step; null when it is not kept. */
  snapshotOfStrip(step: number): Snapshot | null {
    return this.#launcher.snapshotOfStrip(step);
  }

  /** The experiment as it held in a step. */
  experimentAt(step: number): Experiment {
    return this.#live.at(step);
  }

  /** Changes live settings from the next training step on. */
  tune(settings: Partial<LiveSettings>): void {
    this.#live.tune(this.step + 1, settings);
    this.#emit({ type: 'changes', changes: this.changes });
  }

  /** Adds steps to the run, from the step that comes next; an early stop is forgotten. */
  extend(steps: number): void {
    this.#live.tune(this.step + 1, { steps: this.#live.steps + steps });
    this.#recorder.startPatience();
  }

  /** Steps of the whole run. */
  get steps(): number {
    return this.#live.steps;
  }

  /** Lets `steps` more training steps begin (Infinity: until paused). */
  resume(steps: number): void {
    this.#control.resume(steps);
  }

  pause(): void {
    this.#control.pause();
  }

  /** Saves the state after the present step. A paused run has been saved. */
  saveSoon(): void {
    this.#recorder.saveSoon();
  }

  /** Ends the loop; `run` then resolves. */
  stop(): void {
    this.#control.stop();
  }

  dispose(): void {
    this.trainer.dispose();
    this.#launcher.dispose();
  }

  /**
   * Trains until the last step or `stop`.
   * @throws UserError `diverged` when a loss is not finite
   */
  async run(): Promise<void> {
    this.#going = true;
    try {
      await this.#loop.train();
    } finally {
      this.#going = false;
    }
  }
}
