/**
 * One run: a student, its teacher, and the loop that trains it. Nothing in the loop waits for the device except a
 * report of an earlier step; the device always has the next step to work on.
 */
import { Batches, dataBatch } from '../../distill/batches';
import { collect, disposeCollected } from '../../distill/collect';
import { MethodState } from '../../distill/method-state';
import { type Answers, evaluateWhile } from '../../distill/metrics/evaluate';
import { projectionsFor } from '../../distill/projections';
import { deviceCanSample } from '../../distill/sampler/kernel';
import { prepareTexts } from '../../distill/sampler/texts';
import { REPORT_LAG } from '../../distill/schedule/adaptive';
import { rateAt } from '../../distill/schedule/rate';
import { distilStep, readMetrics, type Step, supervisedStep, withLossTerms } from '../../distill/step';
import { Trainer } from '../../distill/trainer';
import { validationLoss } from '../../distill/validation';
import type { Problem } from '../../errors/problems';
import { UserError } from '../../errors/user-error';
import { canonicalChanges, experimentAt, type LiveChange } from '../../experiment/changes';
import type { Experiment, LiveSettings } from '../../experiment/fields';
import { compositionOf, sourceOf } from '../../experiment/methods';
import { STREAM } from '../../experiment/random';
import type { ModelFile } from '../../model/file';
import type { Model } from '../../model/model';
import { requireTeacher } from '../../model/model';
import * as tf from '../../ops/tf';
import type { Example, Task } from '../../tasks/task';
import type { Phase, RunEvent, TrainingProgress } from '../protocol';
import type { Checkpoint } from './checkpoint';
import { EarlyStopping } from './early-stopping';
import { PendingTasks } from './pending-tasks';
import { reportOf, Speed } from './report';
import { packStrip, readStrip } from './strip';
import { newStudent } from './student';
import { yieldToEvents } from './yield-to-events';

/**
 * Steps whose reports may be outstanding. Two keep the device busy; more only make Pause late, and adaptive schedules
 * count on having every report that is older.
 */
const IN_FLIGHT = REPORT_LAG;
const STRIP_INTERVAL_MS = 700;
const SAVE_INTERVAL_MS = 15_000;
const EXAMPLES_SHOWN = 8;

export interface RunHooks {
  readonly emit: (event: RunEvent) => void;
  /** Stores a checkpoint; must not reject. */
  readonly save: (checkpoint: Checkpoint) => Promise<void>;
}

/** A step that the device has been given. Wrapped, because a promise inside a promise would be waited for. */
interface Launched {
  readonly reported: Promise<void>;
}

export class Run {
  readonly task: Task;
  readonly trainer: Trainer;
  /** As it holds in the newest step. */
  #experiment: Experiment;
  /** As the run began. */
  readonly #initial: Experiment;
  /** Live settings that changed during the run, or will at a later step. */
  #changes: readonly LiveChange[];
  readonly #teacher: Model | null;
  readonly #hooks: RunHooks;
  readonly #distilBatches: Batches;
  readonly #sftBatches: Batches | null;
  readonly #heldOut: readonly Example[];
  readonly #examples: readonly Example[];
  readonly #methodState: MethodState;
  #sftStep = 0;
  #step = 0;
  /** Steps whose update the student has had: a step begins before that. */
  #updated = 0;
  /** Training steps that may still begin before the run pauses. */
  #stepsAllowed = 0;
  /** By a command, not because the allowed steps are done. */
  #paused = false;
  /** The last phase reported, pauses aside. */
  #shown: { readonly phase: Phase; readonly step: number; readonly total: number } = {
    phase: 'running',
    step: 0,
    total: 0,
  };
  #wake: (() => void) | null = null;
  #going = false;
  #stopped = false;
  #lastStrip = Number.NEGATIVE_INFINITY;
  #lastSave = performance.now();
  readonly #speed = new Speed();
  /** The report of the newest step. */
  #reported: Promise<void> = Promise.resolve();
  readonly #pendingTasks = new PendingTasks();
  readonly #earlyStopping: EarlyStopping | null;
  /** Why the run ends before its last step. */
  #endedEarly: Problem | null = null;

  /**
   * @param teacher null where there is none and the method needs none
   * @param start what the student begins as, of the task's vocabulary and positions; null for random weights
   * @param changes of live settings, each at its step
   */
  constructor(
    experiment: Experiment,
    task: Task,
    teacher: Model | null,
    hooks: RunHooks,
    start: ModelFile | null = null,
    changes: readonly LiveChange[] = [],
  ) {
    this.#experiment = experiment;
    this.#initial = experiment;
    this.#changes = canonicalChanges(experiment, changes);
    this.#teacher = teacher;
    this.#hooks = hooks;
    this.task = task;
    const { train, validation } = this.task.split();
    const examples = train.slice(0, experiment.trainSize);
    this.#examples = examples;
    this.#distilBatches = new Batches(examples, experiment.batchSize, experiment.seed);
    // Other examples than those of the distillation, as long as the task has them.
    const others = train.slice(examples.length, examples.length + experiment.sftExamples);
    this.#sftBatches =
      experiment.sftSteps > 0
        ? new Batches(
            others.length > 0 ? others : examples,
            experiment.sftBatchSize,
            experiment.seed,
            STREAM.sftBatch,
          )
        : null;
    this.#heldOut = validation.slice(0, experiment.evaluatePrompts);
    const [headline] = task.metrics;
    this.#earlyStopping =
      experiment.patience > 0 && headline ? new EarlyStopping(experiment.patience, headline) : null;
    const student = newStudent(experiment, this.task, start);
    this.trainer = new Trainer(student, projectionsFor(experiment, student.shape, teacher?.shape ?? null));
    this.#methodState = new MethodState(experiment, this.task);
  }

  get step(): number {
    return this.#step;
  }

  get experiment(): Experiment {
    return this.#experiment;
  }

  /** As the run began. */
  get initial(): Experiment {
    return this.#initial;
  }

  /** Live settings that changed during the run, or will at a later step. */
  get changes(): readonly LiveChange[] {
    return this.#changes;
  }

  /** Null when the method needs no teacher (SFT on user data). */
  get teacher(): Model | null {
    return this.#teacher;
  }

  /** Nothing of it is being computed: it is paused, has ended, or has not begun. */
  get resting(): boolean {
    return !this.#going || this.#wake !== null;
  }

  /**
   * Takes over a saved state.
   * @throws Error when it does not fit; the run is disposed then
   */
  restore(checkpoint: Checkpoint): void {
    try {
      this.trainer.restore(checkpoint.state);
      this.#methodState.restore(checkpoint.memory ?? null, checkpoint.step);
    } catch (error) {
      this.dispose();
      throw error;
    }
    this.#sftStep = checkpoint.sftStep;
    this.#step = checkpoint.step;
    this.#updated = checkpoint.step;
    this.#changes = canonicalChanges(this.#initial, checkpoint.changes ?? []);
    this.#experiment = experimentAt(this.#initial, this.#changes, this.#step + 1);
    if (checkpoint.patience) this.#earlyStopping?.restore(checkpoint.patience);
  }

  /** Steps of SFT and of distillation that the student has taken. */
  get trainingProgress(): TrainingProgress {
    return { step: this.#updated, sftSteps: this.#sftStep };
  }

  /** A copy of the student, which the caller frees, and what it has been through. */
  snapshot(): { readonly student: Model; readonly trainingProgress: TrainingProgress } {
    return { student: this.trainer.model.snapshot(), trainingProgress: this.trainingProgress };
  }

  /** Changes live settings from the next training step on. */
  tune(settings: Partial<LiveSettings>): void {
    const change = { step: this.#step + 1, settings };
    this.#changes = canonicalChanges(this.#initial, [...this.#changes, change]);
    this.#experiment = { ...this.#experiment, ...settings };
    this.#hooks.emit({ type: 'changes', changes: this.#changes });
  }

  /** Lets `steps` more training steps begin (Infinity: until paused). */
  resume(steps: number): void {
    this.#paused = false;
    this.#stepsAllowed = steps;
    this.#wake?.();
  }

  pause(): void {
    this.#paused = true;
    this.#stepsAllowed = 0;
  }

  /** Saves the state after the present step. What is paused has been saved. */
  saveSoon(): void {
    this.#lastSave = Number.NEGATIVE_INFINITY;
  }

  /** Ends the loop; `run` then resolves. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  dispose(): void {
    this.trainer.dispose();
    this.#methodState.dispose();
  }

  /**
   * Trains until the last step or `stop`.
   * @throws UserError `diverged` when a loss is not finite
   */
  async run(): Promise<void> {
    this.#going = true;
    try {
      await this.#train();
    } finally {
      this.#going = false;
    }
  }

  async #train(): Promise<void> {
    const { sftSteps, steps } = this.#experiment;
    if (this.#sftStep === 0 && this.#step === 0) {
      // The evaluation may take long, and is part of the run.
      if (sftSteps > 0) this.#emitPhase('sft', 0, sftSteps);
      else this.#emitPhase('running', 0, steps);
      await this.#evaluate();
    }
    await this.#prepare();
    await this.#phase(
      'sft',
      sftSteps,
      () => this.#sftStep,
      () => this.#launchSupervised(),
    );
    if (!this.#stopped && this.#step === 0 && sftSteps > 0) {
      // Adam's moments belong to the other loss.
      this.trainer.resetMoments();
      await this.#evaluate();
    }
    await this.#phase(
      'running',
      steps,
      () => this.#step,
      () => this.#launchDistillation(),
    );
    if (this.#stopped) return;
    if (this.#step % this.#experiment.evaluateEvery !== 0) await this.#evaluate();
    if (this.#stopped) return;
    this.#save();
    await this.#pendingTasks.drain();
    if (this.#endedEarly !== null) this.#hooks.emit({ type: 'notice', problem: this.#endedEarly });
    this.#emitPhase('finished', this.#step, steps);
  }

  async #phase(
    phase: 'sft' | 'running',
    total: number,
    done: () => number,
    launch: () => Promise<Launched>,
  ): Promise<void> {
    const pending: Promise<void>[] = [];
    let announced: Phase | null = null;
    const announce = (what: Phase): void => {
      if (announced !== what) this.#emitPhase(what, done(), total);
      announced = what;
    };
    while (
      done() < total &&
      this.#endedEarly === null &&
      (await this.#mayGoOn(pending, () => announce('paused')))
    ) {
      this.#pendingTasks.rethrow();
      announce(phase);
      this.#stepsAllowed -= 1;
      const { reported } = await launch();
      // An error surfaces where the report is waited for, not as an unhandled rejection before that.
      reported.catch(() => {});
      pending.push(reported);
      if (pending.length >= IN_FLIGHT) await pending.shift();
      // Commands are handled between steps, also where the backend computes on this very thread.
      await yieldToEvents();
      // Early stopping must not depend on how fast the device answers.
      if (this.#earlyStopping && done() % this.#experiment.evaluateEvery === 0)
        await this.#pendingTasks.drain();
      if (performance.now() - this.#lastSave > SAVE_INTERVAL_MS) this.#save();
    }
    await Promise.all(pending);
    await this.#pendingTasks.drain();
  }

  /** Waits while the run is paused. False when it has been stopped. */
  async #mayGoOn(pending: Promise<void>[], onPause: () => void): Promise<boolean> {
    while (!this.#stopped && this.#stepsAllowed < 1) {
      await Promise.all(pending.splice(0));
      await this.#pendingTasks.drain();
      if (this.#stopped || this.#stepsAllowed >= 1) continue;
      this.#save();
      await this.#pendingTasks.drain();
      // A command may have arrived while the state was saved; it would not wake a promise made now.
      if (this.#stopped || this.#stepsAllowed >= 1) continue;
      onPause();
      this.#speed.reset();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
    return !this.#stopped;
  }

  /** Has the teacher answer the training prompts, where the method trains on its answers. */
  async #prepare(): Promise<void> {
    const experiment = this.#experiment;
    if (sourceOf(experiment) !== 'teacher-text') return;
    const tell = (phase: Phase, done: number, total: number): void =>
      this.#hooks.emit({
        type: 'phase',
        phase,
        step: this.#step,
        total: experiment.steps,
        progress: { done, total, unit: 'prompts' },
      });
    let at: readonly [number, number] = [0, 0];
    const texts = await prepareTexts(
      this.task,
      requireTeacher(this.#teacher),
      experiment,
      this.#examples,
      this.#distilBatches.usedBy(experiment.steps),
      (...progress) => {
        at = progress;
        if (this.#stepsAllowed >= 1) tell('preparing', ...progress);
      },
      async () => {
        // Commands are handled between batches.
        await yieldToEvents();
        return this.#mayGoOn([], () => tell('paused', ...at));
      },
    );
    if (texts) this.#methodState.texts = texts;
  }

  #emitPhase(phase: Phase, step: number, total: number): void {
    if (phase !== 'paused') this.#shown = { phase, step, total };
    this.#hooks.emit({ type: 'phase', phase, step, total, progress: { done: step, total, unit: 'steps' } });
  }

  async #launchSupervised(): Promise<Launched> {
    const started = performance.now();
    const { sftLearningRate, sftSteps, weightDecay, clipNorm, warmUpSteps } = this.#experiment;
    this.#sftStep += 1;
    const step = this.#sftStep;
    if (!this.#sftBatches) throw new Error('no examples for the supervised start');
    const batch = dataBatch(this.task, this.#sftBatches.at(step));
    const learningRate = rateAt(step, {
      learningRate: sftLearningRate,
      steps: sftSteps,
      warmUpSteps: Math.min(warmUpSteps, sftSteps),
      schedule: 'cosine',
      finalRateFraction: 0.1,
    });
    const made = supervisedStep(this.trainer, this.task.promptLength, batch, {
      learningRate,
      weightDecay,
      clipNorm,
    });
    made.studentLogits.dispose();
    tf.dispose([batch.sequences, batch.mask, batch.responses]);
    return { reported: this.#report(made, 'sft', step, sftSteps, learningRate, started) };
  }

  async #launchDistillation(): Promise<Launched> {
    const started = performance.now();
    this.#step += 1;
    const step = this.#step;
    const experiment = experimentAt(this.#initial, this.#changes, step);
    this.#experiment = experiment;
    const examples = this.#distilBatches.at(step);
    const collected = await collect(
      this.task,
      experiment,
      this.trainer.model,
      this.#teacher,
      examples,
      step,
      this.#methodState.stepInputs(experiment, step),
    );
    const learningRate = rateAt(step, experiment);
    let made = distilStep(this.trainer, this.task.promptLength, collected, experiment, {
      learningRate,
      weightDecay: experiment.weightDecay,
      clipNorm: experiment.clipNorm,
    });
    this.#updated = step;
    const isLast = step === experiment.steps;
    if (isLast || this.#stepsAllowed < 1 || started - this.#lastStrip > STRIP_INTERVAL_MS) {
      this.#lastStrip = started;
      const strip = packStrip(collected, made.studentLogits, this.#teacher);
      const { plan, prompts, sources } = collected;
      this.#pendingTasks.add(
        strip.data<'float32'>().then((values) => {
          strip.dispose();
          const { acceptance, acceptanceTopP } = experiment;
          this.#hooks.emit({
            type: 'strip',
            step,
            rule: { acceptance, topK: plan.topK, acceptanceTopP },
            rows: readStrip(values, this.task, prompts, sources),
          });
        }),
      );
    }
    made.studentLogits.dispose();
    disposeCollected(collected);
    const evaluates = step % experiment.evaluateEvery === 0;
    if (evaluates && compositionOf(experiment).schedule === 'adaptive-mixture') {
      const value = validationLoss(this.task, this.trainer.model, this.#heldOut);
      made = withLossTerms(made, [{ name: 'validation', value }]);
    }
    const reported = this.#report(made, 'running', step, experiment.steps, learningRate, started);
    this.#reported = reported;
    if (evaluates) {
      // Waited for by the caller, after the evaluation.
      reported.catch(() => {});
      await this.#evaluate();
    }
    return { reported };
  }

  async #report(
    made: Step,
    phase: 'sft' | 'running',
    step: number,
    total: number,
    learningRate: number,
    started: number,
  ): Promise<void> {
    const values = await made.metrics.data();
    made.metrics.dispose();
    const metrics = readMetrics(values, made.lossTerms);
    if (phase === 'running') this.#methodState.observe(step, metrics);
    if (this.#stopped) return;
    const now = performance.now();
    const report = reportOf(metrics, made.lossTerms.length > 0, {
      step,
      phase,
      learningRate,
      milliseconds: now - started,
      tokensPerSecond: this.#speed.observe(metrics.tokens, started, now),
    });
    this.#hooks.emit({ type: 'report', report });
    this.#emitProgress(phase, step, total);
    if (!Number.isFinite(metrics.loss) || !Number.isFinite(metrics.gradientNorm)) {
      // Steps that are under way must not report a running run.
      this.#stopped = true;
      throw new UserError('diverged', { step, loss: metrics.loss });
    }
  }

  #emitProgress(phase: 'sft' | 'running', step: number, total: number): void {
    if (this.#stepsAllowed >= 1) this.#emitPhase(phase, step, total);
  }

  /**
   * Evaluates the student of this step. With the sampling kernel the loop continues meanwhile; without it the loop waits,
   * because the student must not change between two batches.
   */
  async #evaluate(): Promise<void> {
    const step = this.#step;
    const { model } = this.trainer;
    const evaluation = evaluateWhile(this.task, model, this.#heldOut, () => this.#mayEvaluate()).then(
      (answers) => {
        if (answers && !this.#stopped) this.#emitEvaluation(step, answers);
      },
    );
    if (deviceCanSample(model)) this.#pendingTasks.add(evaluation);
    else await evaluation;
  }

  /** Lets commands in, and waits while the run is paused. False when it has been stopped. */
  async #mayEvaluate(): Promise<boolean> {
    await yieldToEvents();
    if (!this.#paused) return !this.#stopped;
    const { phase, step, total } = this.#shown;
    const goesOn = await this.#mayGoOn([], () => this.#emitPhase('paused', step, total));
    if (goesOn) this.#emitPhase(phase, step, total);
    return goesOn;
  }

  #emitEvaluation(step: number, { examples, answers, scores, text }: Answers): void {
    const [headline] = this.task.metrics;
    const score = headline && scores[headline.id];
    if (score !== undefined) this.#endedEarly ??= this.#earlyStopping?.observe(step, score) ?? null;
    this.#hooks.emit({
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

  #save(): void {
    this.#lastSave = performance.now();
    const checkpoint = {
      experiment: this.#initial,
      ...(this.#changes.length > 0 ? { changes: this.#changes } : {}),
      sftStep: this.#sftStep,
      step: this.#step,
      ...(this.#earlyStopping ? { patience: this.#earlyStopping.state } : {}),
    };
    // The method's state waits for the report, which may end the run; the loop awaits the same report and throws its error.
    const remembered = this.#methodState.save(checkpoint.step, this.#reported).catch(() => undefined);
    this.#pendingTasks.add(
      Promise.all([this.trainer.save(), remembered]).then(async ([state, memory]) => {
        // A state that is already broken must not replace a good one.
        if (this.#stopped || memory === undefined || !state.parameters.every(Number.isFinite)) return;
        await this.#hooks.save({ ...checkpoint, state, ...(memory ? { memory } : {}) });
      }),
    );
  }
}
