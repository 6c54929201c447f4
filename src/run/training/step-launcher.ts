/** Launches the steps of a run: gives the device the work of one step, without waiting for its result. */
import { dataBatch } from '../../distill/batches';
import { type Collected, collect, disposeCollected } from '../../distill/collect';
import { MethodState } from '../../distill/method-state';
import { prepareTexts } from '../../distill/sampler/texts';
import { rateAt } from '../../distill/schedule/rate';
import { distilStep, type Step, supervisedStep, withLossTerms } from '../../distill/step';
import type { Trainer } from '../../distill/trainer';
import { validationLoss } from '../../distill/validation';
import type { Experiment } from '../../experiment/fields';
import { compositionOf, sourceOf } from '../../experiment/methods';
import type { Model } from '../../model/model';
import { requireTeacher } from '../../model/model';
import * as tf from '../../ops/tf';
import type { Example, Task } from '../../tasks/task';
import type { RunEvent, TrainingProgress } from '../protocol';
import type { Checkpoint } from './checkpoint';
import type { LiveExperiment } from './live-experiment';
import type { LoopControl } from './loop-control';
import type { PendingTasks } from './pending-tasks';
import type { PhaseEvents } from './phase-events';
import type { RunBatches } from './run-batches';
import { StepReporter } from './step-reporter';
import { packStrip, readStrip } from './strip';

const STRIP_INTERVAL_MS = 700;

/** A step that the device has been given. Wrapped, because a promise inside a promise would be waited for. */
export interface Launched {
  readonly reported: Promise<void>;
}

interface Parts {
  readonly task: Task;
  readonly trainer: Trainer;
  /** Null where there is none and the method needs none. */
  readonly teacher: Model | null;
  readonly live: LiveExperiment;
  readonly batches: RunBatches;
  /** Validation prompts with their references. */
  readonly heldOut: readonly Example[];
  readonly control: LoopControl;
  readonly phases: PhaseEvents;
  readonly pendingTasks: PendingTasks;
  readonly emit: (event: RunEvent) => void;
}

export class StepLauncher {
  readonly methodState: MethodState;
  readonly #parts: Parts;
  readonly #reporter: StepReporter;
  #sftStep = 0;
  #step = 0;
  /** Steps whose update the student has had: a step begins before that. */
  #updated = 0;
  #lastStrip = Number.NEGATIVE_INFINITY;
  /** The report of the newest distillation step. */
  #reported: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    const { task, live, control, phases, emit } = parts;
    this.#parts = parts;
    this.methodState = new MethodState(live.initial, task);
    this.#reporter = new StepReporter({ control, phases, methodState: this.methodState, emit });
  }

  /** Supervised steps that have begun. */
  get sftStep(): number {
    return this.#sftStep;
  }

  /** Distillation steps that have begun. */
  get step(): number {
    return this.#step;
  }

  /** Resolves with the report of the newest distillation step. */
  get reported(): Promise<void> {
    return this.#reported;
  }

  /** Steps that the student has been through. */
  get trainingProgress(): TrainingProgress {
    return { step: this.#updated, sftSteps: this.#sftStep };
  }

  /** The time of a pause belongs to no step. */
  resetSpeed(): void {
    this.#reporter.resetSpeed();
  }

  /** @throws Error when the state of the method belongs to another method or task */
  restore({ memory, sftStep, step }: Pick<Checkpoint, 'memory' | 'sftStep' | 'step'>): void {
    this.methodState.restore(memory ?? null, step);
    this.#sftStep = sftStep;
    this.#step = step;
    this.#updated = step;
  }

  /**
   * Has the teacher answer the training prompts, where the method trains on its answers.
   *
   * @param onProgress called with the prompts answered and their number
   * @param mayContinue asked between batches; false gives up
   */
  async prepare(
    onProgress: (done: number, total: number) => void,
    mayContinue: () => Promise<boolean>,
  ): Promise<void> {
    const { task, teacher, live, batches } = this.#parts;
    const experiment = live.current;
    if (sourceOf(experiment) !== 'teacher-text') return;
    const texts = await prepareTexts(
      task,
      requireTeacher(teacher),
      experiment,
      batches.examples,
      batches.distillation.usedBy(experiment.steps),
      onProgress,
      mayContinue,
    );
    if (texts) this.methodState.texts = texts;
  }

  /** @throws Error when the experiment has no supervised start */
  launchSupervised(): Launched {
    const started = performance.now();
    const { task, trainer, live, batches } = this.#parts;
    const { sftLearningRate, sftSteps, weightDecay, clipNorm, warmUpSteps } = live.current;
    this.#sftStep += 1;
    const step = this.#sftStep;
    if (!batches.supervised) throw new Error('no examples for the supervised start');
    const batch = dataBatch(task, batches.supervised.at(step));
    const learningRate = rateAt(step, {
      learningRate: sftLearningRate,
      steps: sftSteps,
      warmUpSteps: Math.min(warmUpSteps, sftSteps),
      schedule: 'cosine',
      finalRateFraction: 0.1,
    });
    const made = supervisedStep(trainer, task.promptLength, batch, { learningRate, weightDecay, clipNorm });
    made.studentLogits.dispose();
    tf.dispose([batch.sequences, batch.mask, batch.responses]);
    const facts = { phase: 'sft', step, total: sftSteps, learningRate, started } as const;
    return { reported: this.#reporter.report(made, facts) };
  }

  async launchDistillation(): Promise<Launched> {
    const started = performance.now();
    const { task, trainer, teacher, live, batches } = this.#parts;
    this.#step += 1;
    const step = this.#step;
    const experiment = live.beginStep(step);
    const examples = batches.distillation.at(step);
    const inputs = this.methodState.stepInputs(experiment, step);
    const collected = await collect(task, experiment, trainer.model, teacher, examples, step, inputs);
    const learningRate = rateAt(step, experiment);
    const made = distilStep(trainer, task.promptLength, collected, experiment, {
      learningRate,
      weightDecay: experiment.weightDecay,
      clipNorm: experiment.clipNorm,
    });
    this.#updated = step;
    this.#showStrip(experiment, step, started, collected, made);
    made.studentLogits.dispose();
    disposeCollected(collected);
    const facts = { phase: 'running', step, total: experiment.steps, learningRate, started } as const;
    this.#reported = this.#reporter.report(this.#withValidation(made, experiment, step), facts);
    return { reported: this.#reported };
  }

  /** Shows the token strip of the last step before a pause or the end, and else now and then. */
  #showStrip(experiment: Experiment, step: number, started: number, collected: Collected, made: Step): void {
    const { task, teacher, control, pendingTasks, emit } = this.#parts;
    const isLast = step === experiment.steps || !control.stepAllowed;
    if (!isLast && started - this.#lastStrip <= STRIP_INTERVAL_MS) return;
    this.#lastStrip = started;
    const strip = packStrip(collected, made.studentLogits, teacher);
    const { plan, prompts, sources } = collected;
    pendingTasks.add(
      strip.data<'float32'>().then((values) => {
        strip.dispose();
        const { acceptance, acceptanceTopP } = experiment;
        emit({
          type: 'strip',
          step,
          rule: { acceptance, topK: plan.topK, acceptanceTopP },
          rows: readStrip(values, task, prompts, sources),
        });
      }),
    );
  }

  /** Adds the validation loss to the steps of an evaluation, where the schedule of the method adapts to it. */
  #withValidation(made: Step, experiment: Experiment, step: number): Step {
    const { task, trainer, heldOut } = this.#parts;
    const adapts = compositionOf(experiment).schedule === 'adaptive-mixture';
    if (!adapts || step % experiment.evaluateEvery !== 0) return made;
    return withLossTerms(made, [{ name: 'validation', value: validationLoss(task, trainer.model, heldOut) }]);
  }
}
