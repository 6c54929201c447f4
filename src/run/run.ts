/**
 * One run: a student, its teacher, and the loop that trains it. Nothing in the loop waits for the device except a
 * report of an earlier step; the device always has the next step to work on.
 */
import { Batches, dataBatch } from '../distill/batches';
import { collect, disposeCollected } from '../distill/collect';
import { evaluate } from '../distill/evaluate';
import { rateAt } from '../distill/schedule/rate';
import { distilStep, readMetrics, type Step, supervisedStep } from '../distill/step';
import { Trainer } from '../distill/trainer';
import type { Experiment, LiveSettings } from '../experiment/fields';
import { STREAM } from '../experiment/random';
import { Model } from '../model/model';
import { initialParameters } from '../model/parameters';
import * as tf from '../ops/tf';
import { taskOf } from '../tasks';
import type { Example, Task } from '../tasks/task';
import type { Checkpoint } from './checkpoint';
import type { Phase, RunEvent, StepReport } from './protocol';
import { packStrip, readStrip } from './strip';

/** Steps whose reports may be outstanding. Two keep the device busy; more only make Pause late. */
const IN_FLIGHT = 2;
const STRIP_INTERVAL_MS = 700;
const SAVE_INTERVAL_MS = 15_000;
/** Over how many recent steps tokens a second are averaged. */
const SPEED_WINDOW = 8;
const EXAMPLES_SHOWN = 8;

/** The loss became NaN or infinite. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
}

export interface RunHooks {
  readonly emit: (event: RunEvent) => void;
  /** Stores a checkpoint; must not reject. */
  readonly save: (checkpoint: Checkpoint) => Promise<void>;
}

/** A step that the device has been given. Wrapped, because a promise inside a promise would be waited for. */
interface Launched {
  readonly reported: Promise<void>;
}

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

export class Run {
  readonly task: Task;
  readonly trainer: Trainer;
  #experiment: Experiment;
  readonly #teacher: Model;
  readonly #hooks: RunHooks;
  readonly #distilBatches: Batches;
  readonly #sftBatches: Batches | null;
  readonly #heldOut: readonly Example[];
  #sftStep = 0;
  #step = 0;
  /** Training steps that may still begin before the run pauses. */
  #budget = 0;
  #wake: (() => void) | null = null;
  #stopped = false;
  #lastStrip = Number.NEGATIVE_INFINITY;
  #lastSave = performance.now();
  #recent: { at: number; tokens: number }[] = [];
  readonly #background = new Set<Promise<void>>();
  #backgroundError: { readonly error: unknown } | null = null;

  constructor(experiment: Experiment, teacher: Model, hooks: RunHooks) {
    this.#experiment = experiment;
    this.#teacher = teacher;
    this.#hooks = hooks;
    this.task = taskOf(experiment);
    const { train, validation } = this.task.split();
    const examples = train.slice(0, experiment.trainSize);
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
    this.trainer = new Trainer(newStudent(experiment, this.task));
  }

  get step(): number {
    return this.#step;
  }

  get experiment(): Experiment {
    return this.#experiment;
  }

  restore(checkpoint: Checkpoint): void {
    this.trainer.restore(checkpoint.state);
    this.#sftStep = checkpoint.sftStep;
    this.#step = checkpoint.step;
  }

  tune(settings: Partial<LiveSettings>): void {
    this.#experiment = { ...this.#experiment, ...settings };
  }

  /** Lets `steps` more training steps begin (Infinity: until paused). */
  allow(steps: number): void {
    this.#budget = steps;
    this.#wake?.();
  }

  pause(): void {
    this.#budget = 0;
  }

  /** Ends the loop; `go` then resolves. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  dispose(): void {
    this.trainer.dispose();
  }

  /**
   * Trains until the last step or `stop`.
   * @throws DivergedError when a loss is not finite
   */
  async go(): Promise<void> {
    const { sftSteps, steps } = this.#experiment;
    if (this.#sftStep === 0 && this.#step === 0) this.#evaluate();
    await this.#phase(
      'warming-up',
      sftSteps,
      () => this.#sftStep,
      () => this.#launchSupervised(),
    );
    if (!this.#stopped && this.#step === 0 && sftSteps > 0) {
      // Adam's moments belong to the other loss.
      this.trainer.resetMoments();
      this.#evaluate();
    }
    await this.#phase(
      'running',
      steps,
      () => this.#step,
      () => this.#launchDistillation(),
    );
    if (this.#stopped) return;
    if (this.#step % this.#experiment.evaluateEvery !== 0) this.#evaluate();
    this.#save();
    await this.#settle();
    this.#emitPhase('finished', this.#step, steps);
  }

  async #phase(
    phase: 'warming-up' | 'running',
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
    while (done() < total && !this.#stopped) {
      if (this.#budget < 1) {
        await Promise.all(pending.splice(0));
        await this.#settle();
        if (this.#stopped || this.#budget >= 1) continue;
        this.#save();
        await this.#settle();
        // A command may have come while the state was saved: nobody would wake what goes to sleep now.
        if (this.#stopped || this.#budget >= 1) continue;
        announce('paused');
        this.#recent = [];
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = null;
        continue;
      }
      this.#throwBackgroundError();
      announce(phase);
      this.#budget -= 1;
      const { reported } = await launch();
      // An error surfaces where the report is waited for, not as an unhandled rejection before that.
      reported.catch(() => {});
      pending.push(reported);
      if (pending.length >= IN_FLIGHT) await pending.shift();
      // Commands are handled between steps, also where the backend computes on this very thread.
      await nextTask();
      if (performance.now() - this.#lastSave > SAVE_INTERVAL_MS) this.#save();
    }
    await Promise.all(pending);
    await this.#settle();
  }

  #emitPhase(phase: Phase, step: number, total: number): void {
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
    return { reported: this.#report(made, 'warming-up', step, sftSteps, learningRate, started) };
  }

  async #launchDistillation(): Promise<Launched> {
    const started = performance.now();
    this.#step += 1;
    const step = this.#step;
    const experiment = this.#experiment;
    const examples = this.#distilBatches.at(step);
    const collected = await collect(this.task, experiment, this.trainer.model, this.#teacher, examples, step);
    const learningRate = rateAt(step, experiment);
    const made = distilStep(this.trainer, this.task.promptLength, collected, experiment, {
      learningRate,
      weightDecay: experiment.weightDecay,
      clipNorm: experiment.clipNorm,
    });
    if (this.#budget < 1 || started - this.#lastStrip > STRIP_INTERVAL_MS) {
      this.#lastStrip = started;
      const strip = packStrip(collected, made.studentLogits);
      this.#inBackground(
        strip.data<'float32'>().then((values) => {
          strip.dispose();
          const { acceptance, topK, acceptanceTopP } = experiment;
          const rule = { acceptance, topK, acceptanceTopP };
          this.#hooks.emit({
            type: 'strip',
            step,
            rule,
            rows: readStrip(values, this.task, experiment, examples),
          });
        }),
      );
    }
    made.studentLogits.dispose();
    disposeCollected(collected);
    if (step % experiment.evaluateEvery === 0) this.#evaluate();
    return { reported: this.#report(made, 'running', step, experiment.steps, learningRate, started) };
  }

  async #report(
    made: Step,
    phase: 'warming-up' | 'running',
    step: number,
    total: number,
    learningRate: number,
    started: number,
  ): Promise<void> {
    const values = await made.metrics.data();
    made.metrics.dispose();
    if (this.#stopped) return;
    const metrics = readMetrics(values);
    const now = performance.now();
    this.#recent = [...this.#recent, { at: now, tokens: metrics.tokens }].slice(-SPEED_WINDOW - 1);
    const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
    const accepted = sum(metrics.acceptedAt);
    const judged = accepted + sum(metrics.replacedAt);
    const [first] = this.#recent;
    const since = first && first.at < now ? first.at : started;
    const tokensSince = sum(
      this.#recent.filter(({ at }) => at > since || since === started).map(({ tokens }) => tokens),
    );
    const report: StepReport = {
      step,
      phase,
      loss: metrics.loss,
      acceptance: judged > 0 ? accepted / judged : null,
      acceptedAt: metrics.acceptedAt,
      replacedAt: metrics.replacedAt,
      overlap: metrics.overlap,
      entropy: metrics.entropy,
      gradientNorm: metrics.gradientNorm,
      learningRate,
      tokens: metrics.tokens,
      milliseconds: now - started,
      tokensPerSecond: (1000 * tokensSince) / Math.max(1, now - since),
    };
    this.#hooks.emit({ type: 'report', report });
    this.#emitProgress(phase, step, total);
    if (!Number.isFinite(metrics.loss) || !Number.isFinite(metrics.gradientNorm)) {
      // Steps that are under way must not report as if the run went on.
      this.#stopped = true;
      throw new DivergedError(
        `The run diverged at step ${step}: the loss is ${metrics.loss}. A lower learning rate, a longer warm-up or gradient clipping usually helps.`,
      );
    }
  }

  #emitProgress(phase: 'warming-up' | 'running', step: number, total: number): void {
    if (this.#budget >= 1) this.#emitPhase(phase, step, total);
  }

  /** Lets `work` go on beside the loop. Its error ends the run at the next step. */
  #inBackground(work: Promise<void>): void {
    const settled = work
      .catch((error: unknown) => {
        this.#backgroundError ??= { error };
      })
      .finally(() => this.#background.delete(settled));
    this.#background.add(settled);
  }

  #throwBackgroundError(): void {
    if (this.#backgroundError) throw this.#backgroundError.error;
  }

  async #settle(): Promise<void> {
    await Promise.all(this.#background);
    this.#throwBackgroundError();
  }

  #evaluate(): void {
    const step = this.#step;
    this.#inBackground(
      evaluate(this.task, this.trainer.model, this.#heldOut).then(({ examples, answers, scores }) => {
        if (this.#stopped) return;
        this.#hooks.emit({
          type: 'evaluation',
          evaluation: {
            step,
            prompts: examples.length,
            scores,
            examples: examples.slice(0, EXAMPLES_SHOWN).map(({ prompt, response }, i) => ({
              prompt,
              reference: response,
              answer: answers[i] ?? '',
            })),
          },
        });
      }),
    );
  }

  #save(): void {
    this.#lastSave = performance.now();
    const checkpoint = { experiment: this.#experiment, sftStep: this.#sftStep, step: this.#step };
    this.#inBackground(
      this.trainer.save().then(async (state) => {
        // A state that is already broken must not replace a good one.
        if (this.#stopped || !state.parameters.every(Number.isFinite)) return;
        await this.#hooks.save({ ...checkpoint, state });
      }),
    );
  }
}

/** A student with fresh weights. */
export function newStudent(experiment: Experiment, task: Task): Model {
  const shape = {
    vocabulary: task.tokenizer.size,
    context: task.promptLength + task.responseLength - 1,
    width: experiment.studentWidth,
    layers: experiment.studentLayers,
    heads: experiment.studentHeads,
  };
  return new Model(shape, initialParameters(shape, experiment.seed));
}
