/** Launches the steps of a run: gives the device the work of one step, without waiting for its result. */
import { dataBatch } from '../../distill/batches';
import type { CoTraining } from '../../distill/co-training/co-training';
import { type Collected, collect, disposeCollected } from '../../distill/collect';
import { MethodState } from '../../distill/method-state';
import { type Curriculum, prepareCurriculum } from '../../distill/sampler/curriculum';
import { prepareTexts } from '../../distill/sampler/texts';
import { rateAt } from '../../distill/schedule/rate';
import { distilStepInPieces, type Step, supervisedStepInPieces, withLossTerms } from '../../distill/step';
import { findSubclasses } from '../../distill/subclasses/teacher-subclasses';
import type { Trainer } from '../../distill/trainer';
import { validationLoss } from '../../distill/validation';
import { UserError } from '../../errors/user-error';
import type { Experiment } from '../../experiment/fields';
import { compositionOf, sourceOf } from '../../experiment/methods';
import { Model, requireTeacher } from '../../model/model';
import { inTurns } from '../../ops/pieces';
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
import { packStrip, patchWeights, readStrip } from './strip';
import { yieldToEvents } from './yield-to-events';

/** Pictures whose views are shown. */
const VIEWED_PICTURES = 6;
const STRIP_INTERVAL_MS = 700;
/** Strips that a recording of the whole run has at least, spread evenly over its steps. */
const RECORDED_STRIPS = 48;

/** A copy of the student, which the caller frees, and the steps that it has been through. */
export interface Snapshot {
  readonly student: Model;
  readonly trainingProgress: TrainingProgress;
}

/** A step that the device has been given. Wrapped, because a promise inside a promise would be waited for. */
export interface Launched {
  readonly reported: Promise<void>;
}

interface Parts {
  readonly task: Task;
  readonly trainer: Trainer;
  /** What is trained beside the student; null for most methods. */
  readonly coTraining: CoTraining | null;
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
  #curriculum: Curriculum | null = null;
  #sftStep = 0;
  #step = 0;
  /** Steps whose update the student has had: a step begins before that. */
  #updated = 0;
  #lastStrip = Number.NEGATIVE_INFINITY;
  /** The parameters that wrote the newest strip: the student from before the update of that step. */
  #stripWriter: { readonly step: number; readonly flat: tf.Tensor1D } | null = null;
  /** The report of the newest distillation step. */
  #reported: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    const { task, live, control, phases, emit } = parts;
    this.#parts = parts;
    this.methodState = new MethodState(live.initial, task);
    this.#reporter = new StepReporter({ control, phases, methodState: this.methodState, emit });
  }

  /** Supervised steps that are done. */
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

  /** The student that wrote the strip of a step, where that is the newest strip; else null. */
  snapshotOfStrip(step: number): Snapshot | null {
    if (this.#stripWriter?.step !== step) return null;
    return {
      student: new Model(this.#parts.trainer.model.shape, tf.clone(this.#stripWriter.flat)),
      trainingProgress: { step: step - 1, sftSteps: this.#sftStep },
    };
  }

  dispose(): void {
    this.methodState.dispose();
    this.#parts.coTraining?.dispose();
    this.#stripWriter?.flat.dispose();
    this.#stripWriter = null;
  }

  /** The time of a pause belongs to no step. */
  resetSpeed(): void {
    this.#reporter.resetSpeed();
  }

  /** @throws Error when the state of the method belongs to another method or task */
  restore({
    memory,
    beside,
    sftStep,
    step,
  }: Pick<Checkpoint, 'memory' | 'beside' | 'sftStep' | 'step'>): void {
    const { coTraining } = this.#parts;
    if ((coTraining === null) !== (beside === undefined)) throw new UserError('checkpoint-misfit');
    if (beside) coTraining?.restore(beside);
    this.methodState.restore(memory ?? null, step);
    this.#sftStep = sftStep;
    this.#step = step;
    this.#updated = step;
  }

  /**
   * Has the teacher answer prompts, where the method trains on its answers, and judge pairs, where it trains on the best; or finds
   * subclasses or prototypes in what the teacher makes of them.
   *
   * @param onProgress called with the prompts answered and their number
   * @param mayContinue asked between batches; false gives up
   */
  async prepare(
    onProgress: (done: number, total: number) => void,
    mayContinue: () => Promise<boolean>,
  ): Promise<void> {
    const { task, teacher, live, batches, trainer, coTraining } = this.#parts;
    const experiment = live.current;
    await coTraining?.prepare?.(task, batches.examples, onProgress, mayContinue);
    const { subclasses = 1 } = trainer.model.shape;
    if (compositionOf(experiment).loss === 'subclass' && subclasses > 1) {
      const { examples } = batches;
      const by = requireTeacher(teacher);
      const found = await findSubclasses(task, by, experiment, subclasses, examples, onProgress, mayContinue);
      if (found) this.methodState.subclasses = found;
    }
    this.#curriculum = await prepareCurriculum(task, teacher, live.initial, batches, onProgress, mayContinue);
    if (sourceOf(experiment) !== 'teacher-text') return;
    const textbook = this.#curriculum?.textbook;
    const texts = await prepareTexts(
      task,
      requireTeacher(teacher),
      experiment,
      textbook ?? batches.examples,
      textbook ?? batches.distillation.usedBy(live.steps),
      onProgress,
      mayContinue,
    );
    if (texts) this.methodState.texts = texts;
  }

  /**
   * @returns null when the step was given up
   * @throws Error when the experiment has no supervised start
   */
  async launchSupervised(): Promise<Launched | null> {
    const started = performance.now();
    const { task, trainer, live, batches } = this.#parts;
    const { sftLearningRate, sftSteps, weightDecay, clipNorm, warmUpSteps } = live.current;
    const step = this.#sftStep + 1;
    if (!batches.supervised) throw new Error('no examples for the supervised start');
    const batch = dataBatch(task, batches.supervised.at(step));
    const learningRate = rateAt(step, {
      learningRate: sftLearningRate,
      steps: sftSteps,
      warmUpSteps: Math.min(warmUpSteps, sftSteps),
      schedule: 'cosine',
      finalRateFraction: 0.1,
    });
    const rate = { learningRate, weightDecay, clipNorm };
    const pieces = supervisedStepInPieces(trainer, task.promptLength, batch, rate);
    const made = await inTurns(pieces, () => this.#goesOn());
    tf.dispose([batch.sequences, batch.mask, batch.responses]);
    if (!made) return null;
    this.#sftStep = step;
    made.studentLogits.dispose();
    const facts = { phase: 'sft', step, total: sftSteps, learningRate, started } as const;
    return { reported: this.#reporter.report(made, facts) };
  }

  /** @returns null when the step was given up, so that a pause need not wait for it; it is then taken again, the same one */
  async launchDistillation(): Promise<Launched | null> {
    const started = performance.now();
    const { task, trainer, coTraining, teacher, live, batches } = this.#parts;
    this.#step += 1;
    const step = this.#step;
    const experiment = live.beginStep(step);
    const inputs = this.methodState.stepInputs(experiment, step);
    const examples = this.#curriculum?.at(step, inputs.plan) ?? batches.distillation.at(step);
    const drawn = await collect(task, experiment, trainer.model, teacher, examples, step, inputs);
    const collected = coTraining?.teach(drawn, task.promptLength, trainer.model) ?? drawn;
    const learningRate = rateAt(step, experiment);
    const writer = tf.keep(tf.clone(trainer.model.flat));
    const rate = { learningRate, weightDecay: experiment.weightDecay, clipNorm: experiment.clipNorm };
    // A sequence that the replay buffer has taken would be in it twice.
    const mayGiveUp = inputs.replay === null;
    const made = coTraining
      ? coTraining.step(trainer, task.promptLength, collected, experiment, rate)
      : await inTurns(
          distilStepInPieces(trainer, task.promptLength, collected, experiment, rate),
          async () => (await this.#goesOn()) || !mayGiveUp,
        );
    if (!made) {
      this.#step -= 1;
      writer.dispose();
      disposeCollected(collected);
      return null;
    }
    this.#updated = step;
    if (this.#showStrip(experiment, step, started, collected, made)) {
      this.#stripWriter?.flat.dispose();
      this.#stripWriter = { step, flat: writer };
    } else writer.dispose();
    made.studentLogits.dispose();
    disposeCollected(collected);
    const facts = { phase: 'running', step, total: live.steps, learningRate, started } as const;
    this.#reported = this.#reporter.report(this.#withValidation(made, experiment, step), facts);
    return { reported: this.#reported };
  }

  /** Lets commands in between two pieces of a step. False when one of them was a pause or the end. */
  async #goesOn(): Promise<boolean> {
    const { control } = this.#parts;
    await yieldToEvents();
    return !control.pauseRequested && !control.stopped;
  }

  /**
   * Shows the token strip of the last step before a pause or the end, of steps in even distances, and else now and then. Returns
   * whether it did.
   */
  #showStrip(
    experiment: Experiment,
    step: number,
    started: number,
    collected: Collected,
    made: Step,
  ): boolean {
    const { task, trainer, coTraining, teacher, live, control, pendingTasks, emit } = this.#parts;
    const isLast = step === live.steps || !control.stepAllowed;
    const isRecorded = step % Math.ceil(live.steps / RECORDED_STRIPS) === 0;
    if (!isLast && !isRecorded && started - this.#lastStrip <= STRIP_INTERVAL_MS) return false;
    this.#lastStrip = started;
    const weights = patchWeights(task, experiment, collected, made.studentLogits);
    const strip = packStrip(collected, made.studentLogits, teacher, weights);
    weights?.dispose();
    const { plan, prompts, sources } = collected;
    pendingTasks.add(
      strip.data<'float32'>().then((values) => {
        strip.dispose();
        const { acceptance, acceptanceTopP } = experiment;
        emit({
          type: 'strip',
          step,
          rule: { acceptance, topK: plan.topK, acceptanceTopP },
          rows: readStrip(values, task, prompts, sources, weights !== null),
        });
      }),
    );
    const views = coTraining?.views?.(trainer.model, collected, experiment, VIEWED_PICTURES);
    if (views) pendingTasks.add(views.then((pictures) => emit({ type: 'views', step, pictures })));
    return true;
  }

  /** Adds the validation loss to the steps of an evaluation, where the schedule of the method adapts to it. */
  #withValidation(made: Step, experiment: Experiment, step: number): Step {
    const { task, trainer, heldOut } = this.#parts;
    const adapts = compositionOf(experiment).schedule === 'adaptive-mixture';
    if (!adapts || step % experiment.evaluateEvery !== 0) return made;
    return withLossTerms(made, [{ name: 'validation', value: validationLoss(task, trainer.model, heldOut) }]);
  }
}
