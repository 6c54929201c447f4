/** Records a run on its way: evaluates the student, and saves checkpoints. */
import type { CoTraining } from '../../distill/co-training/co-training';
import { type Answers, evaluateWhile } from '../../distill/metrics/evaluate';
import { neighbourAccuracy } from '../../distill/metrics/neighbours';
import { deviceCanSample } from '../../distill/sampler/kernel';
import type { Trainer } from '../../distill/trainer';
import type { Problem } from '../../errors/problems';
import type { Model } from '../../model/model';
import { earlyStoppingMetric, KNN, KNN_AVERAGE } from '../../tasks/metrics';
import type { Example, Task } from '../../tasks/task';
import type { RunEvent } from '../protocol';
import type { Checkpoint } from './checkpoint';
import { EarlyStopping, type EarlyStoppingState } from './early-stopping';
import type { LiveExperiment } from './live-experiment';
import type { LoopControl } from './loop-control';
import type { PendingTasks } from './pending-tasks';
import type { StepLauncher } from './step-launcher';

/** With a step and the write itself, less than five seconds of training are at stake. */
const SAVE_INTERVAL_MS = 4_000;
const EXAMPLES_SHOWN = 8;
/** Training pictures among which neighbours are looked for. */
const GALLERY = 1_000;

interface Parts {
  readonly task: Task;
  readonly trainer: Trainer;
  /** What is trained beside the student; null for most methods. */
  readonly coTraining: CoTraining | null;
  readonly live: LiveExperiment;
  /** Validation prompts with their references. */
  readonly heldOut: readonly Example[];
  readonly launcher: StepLauncher;
  readonly control: LoopControl;
  readonly pendingTasks: PendingTasks;
  readonly emit: (event: RunEvent) => void;
  /** Stores a checkpoint; must not reject. */
  readonly store: (checkpoint: Checkpoint) => Promise<void>;
}

export class Recorder {
  readonly #parts: Parts;
  #earlyStopping: EarlyStopping | null = null;
  #endedEarly: Problem | null = null;
  #lastSave = performance.now();
  /** A state is being read back or stored: another one waits for slow storage. */
  #saving = false;
  /** Ends with the newest save: an older state must not be stored over it. */
  #saved: Promise<void> = Promise.resolve();
  /** What the newest save holds beside the weights. */
  #savedContent = '';

  constructor(parts: Parts) {
    this.#parts = parts;
    this.startPatience();
  }

  /** Begins early stopping anew, where the run has it. */
  startPatience(): void {
    const { live, task } = this.#parts;
    const { patience } = live.initial;
    const watched = earlyStoppingMetric(task);
    this.#earlyStopping = patience > 0 && watched ? new EarlyStopping(patience, watched) : null;
  }

  /** Why the run ends before its last step; null while it does not. */
  get endedEarly(): Problem | null {
    return this.#endedEarly;
  }

  /** Whether evaluations decide when the run ends. */
  get stopsEarly(): boolean {
    return this.#earlyStopping !== null;
  }

  /** Whether the newest step is one that the experiment evaluates. */
  get evaluationDue(): boolean {
    const { launcher, live } = this.#parts;
    return launcher.step % live.current.evaluateEvery === 0;
  }

  restore(patience: EarlyStoppingState | undefined): void {
    if (patience) this.#earlyStopping?.restore(patience);
  }

  /**
   * Evaluates the student of this step. With the sampling kernel the loop goes on meanwhile; without it the loop waits,
   * because the student must not change between two batches.
   *
   * @param mayContinue asked between batches; false gives up
   */
  async evaluate(mayContinue: () => Promise<boolean>): Promise<void> {
    const { task, trainer, heldOut, launcher, control, pendingTasks } = this.#parts;
    const { step } = launcher;
    const { model } = trainer;
    const neighbours = await this.#neighbourScores(mayContinue);
    if (!neighbours) return;
    const evaluation = evaluateWhile(task, model, heldOut, mayContinue).then((answers) => {
      if (!answers || control.stopped) return;
      this.#emitEvaluation(step, { ...answers, scores: { ...answers.scores, ...neighbours } });
    });
    if (deviceCanSample(model)) pendingTasks.add(evaluation);
    else await evaluation;
  }

  /** Makes the next `saveIfDue` save. */
  saveSoon(): void {
    this.#lastSave = Number.NEGATIVE_INFINITY;
  }

  saveIfDue(): void {
    if (!this.#saving && performance.now() - this.#lastSave > SAVE_INTERVAL_MS) this.save();
  }

  /** Saves the state after the newest step, as a pending task. Nothing is saved twice. */
  save(): void {
    const { trainer, coTraining, live, launcher, control, pendingTasks, store } = this.#parts;
    this.#lastSave = performance.now();
    const checkpoint = {
      experiment: live.initial,
      ...(live.changes.length > 0 ? { changes: live.changes } : {}),
      sftStep: launcher.sftStep,
      step: launcher.step,
      ...(this.#earlyStopping ? { patience: this.#earlyStopping.state } : {}),
    };
    const content = JSON.stringify(checkpoint);
    if (content === this.#savedContent) return;
    this.#savedContent = content;
    // The memory waits for the report, which may be one that ends the run; the loop, which waits for it too, says so.
    const remembered = launcher.methodState.save(checkpoint.step, launcher.reported).catch(() => undefined);
    const before = this.#saved;
    this.#saving = true;
    const read = Promise.all([trainer.save(), remembered, coTraining?.save()]);
    const saving = read.then(async ([state, memory, beside]) => {
      await before;
      // A state that is already broken must not replace a good one.
      const whole = [state, beside].every((one) => one?.parameters.every(Number.isFinite) ?? true);
      if (control.stopped || memory === undefined || !whole) return;
      await store({ ...checkpoint, state, ...(memory ? { memory } : {}), ...(beside ? { beside } : {}) });
    });
    const saved = saving
      .catch(() => {})
      .then(() => {
        if (this.#saved === saved) this.#saving = false;
      });
    this.#saved = saved;
    pendingTasks.add(saving);
  }

  /** Scores of a method that learns states without labels, of the student and of its moving average; null when given up. */
  async #neighbourScores(mayContinue: () => Promise<boolean>): Promise<Record<string, number> | null> {
    const { task, trainer, coTraining, heldOut } = this.#parts;
    if (!coTraining?.average) return {};
    const gallery = task.split().train.slice(0, GALLERY);
    const scoreOf = (model: Model): Promise<number | null> =>
      neighbourAccuracy(task, model, gallery, heldOut, mayContinue);
    const own = await scoreOf(trainer.model);
    const averaged = own === null ? null : await scoreOf(coTraining.average);
    return own === null || averaged === null ? null : { [KNN.id]: own, [KNN_AVERAGE.id]: averaged };
  }

  #emitEvaluation(step: number, { examples, answers, scores, text }: Answers): void {
    const { task, emit } = this.#parts;
    const watched = earlyStoppingMetric(task);
    const score = watched && scores[watched.id];
    if (score !== undefined) this.#endedEarly ??= this.#earlyStopping?.observe(step, score) ?? null;
    emit({
      type: 'evaluation',
      evaluation: {
        step,
        prompts: examples.length,
        scores,
        text,
        examples: examples.slice(0, EXAMPLES_SHOWN).map(({ prompt, response }, i) => ({
          prompt,
          reference: response,
          answer: answers[i] ?? '',
        })),
      },
    });
  }
}
