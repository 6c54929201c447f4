import { UserError } from '../../errors/user-error';
import type { Experiment } from '../../experiment/fields';
import type { LossTermName } from '../../experiment/methods';
import { STREAM } from '../../experiment/random';
import { FlatParameters } from '../../model/flat';
import { headScores, responseStates, viewStates } from '../../model/forward';
import type { Model } from '../../model/model';
import { drawParameters, type Weights } from '../../model/parameters';
import { scoreResponses } from '../../model/score';
import type { ModelShape } from '../../model/shape';
import { tidy } from '../../ops/scope';
import { summarise } from '../../ops/summary';
import * as tf from '../../ops/tf';
import type { Example, Task } from '../../tasks/task';
import { type Collected, withTeacherLogits } from '../collect';
import { viewsOf } from '../dino/crops';
import { classRows, type DeviceViews, deviceViews, patchRows, sharesOf } from '../dino/device-views';
import { headSpecs, headsOf, prototypeScores, withFrozenPrototypes } from '../dino/head';
import { movedCentre, targetsOf } from '../dino/targets';
import {
  blankHeads,
  disposeHeads,
  type FrozenHeads,
  findPrototypes,
  frozenScores,
} from '../dino/teacher-prototypes';
import { collapseGauges, crossViewLoss, koleo, patchLoss } from '../dino/terms';
import { type ViewedPicture, viewedPictures } from '../dino/viewed';
import { scalarOf } from '../loss/inputs';
import { labelLoss, maskedMean } from '../loss/token-losses';
import { Optimiser } from '../optimiser';
import { type Rate, type Step, withLossTerms } from '../step';
import type { Trainer, TrainerState } from '../trainer';
import type { CoTraining } from './co-training';

/** Distributions over prototypes that the student learns. */
interface Targets {
  /** [2 · batch, prototypes] */
  readonly classes: tf.Tensor2D;
  /** [2 · batch · patches, prototypes] */
  readonly patches: tf.Tensor2D | null;
  /** Centres after this step, of the class token and of patches. */
  readonly centres: readonly tf.Tensor1D[];
}

/** m of a step: from its first value to 1 by a cosine. */
export const momentumAt = (
  experiment: Pick<Experiment, 'teacherMomentum' | 'steps'>,
  step: number,
): number => {
  const progress = Math.min(1, step / experiment.steps);
  return 1 - (1 - experiment.teacherMomentum) * 0.5 * (1 + Math.cos(Math.PI * progress));
};

/**
 * DINO (Caron et al. 2021, arXiv 2104.14294) with iBOT's patches and KoLeo as in DINOv2 (Oquab et al. 2023, arXiv 2304.07193): the
 * student learns, from each view of a picture, what a moving average of itself says of another view; or, as DINOv2 distils (§5), what
 * a frozen teacher says, without hidden patches. Labels train the class head alone, on frozen states: an online linear probe.
 */
export class SelfDistillation implements CoTraining {
  readonly #heads: FlatParameters;
  readonly #optimiser: Optimiser;
  readonly #average: Model;
  readonly #averageHeads: FlatParameters;
  /** Null where the average teaches. */
  readonly #teacher: Model | null;
  /** Of the frozen teacher. */
  #frozen: FrozenHeads | null;
  readonly #experiment: Experiment;
  #centres: readonly tf.Tensor1D[];
  #updates = 0;

  /**
   * @param student copied
   * @param teacher the frozen one, which stays the caller's; null where the student's average teaches
   */
  constructor(student: Model, experiment: Experiment, teacher: Model | null) {
    const { seed, prototypes, maskedPatchWeight } = experiment;
    const patches = maskedPatchWeight > 0;
    const specs = headSpecs(student.shape.width, prototypes, patches);
    const values = drawParameters(specs, seed, STREAM.prototypeHead);
    this.#heads = new FlatParameters(specs, values);
    this.#averageHeads = new FlatParameters(specs, values);
    this.#optimiser = new Optimiser(this.#heads);
    this.#average = student.snapshot();
    this.#experiment = experiment;
    this.#teacher = teacher;
    this.#frozen = teacher && blankHeads(teacher.shape.width, prototypes);
    this.#centres = Array.from({ length: patches ? 2 : 1 }, () => tf.keep(tf.zeros([prototypes])));
  }

  /** The moving average of the student: the teacher, or kept beside a frozen one. */
  get average(): Model {
    return this.#average;
  }

  /** The average begins as the student does, which may have had a supervised start. */
  teach(collected: Collected, promptLength: number, student: Model): Collected {
    if (this.#updates === 0) this.#average.replace(tf.clone(student.flat));
    if (this.#teacher) return collected;
    return withTeacherLogits(collected, scoreResponses(this.#average, collected.sequences, promptLength));
  }

  /** Finds the prototypes of the frozen teacher, where there is one. */
  async prepare(
    task: Task,
    examples: readonly Example[],
    onProgress: (done: number, total: number) => void,
    mayContinue: () => Promise<boolean>,
  ): Promise<void> {
    if (!this.#teacher) return;
    const found = await findPrototypes(
      ...([task, this.#teacher, this.#experiment, examples, onProgress, mayContinue] as const),
    );
    if (!found) return;
    if (this.#frozen) disposeHeads(this.#frozen);
    this.#frozen = found;
  }

  step(student: Trainer, promptLength: number, taught: Collected, experiment: Experiment, rate: Rate): Step {
    this.#updates += 1;
    const step = this.#updates;
    const views = deviceViews(taught.prompts, experiment, step, student.model.shape, this.#teacher === null);
    const targets = tidy(() => this.#targets(views, experiment));
    const classStates = tidy(() => {
      const { shape, weights } = student.model;
      return responseStates(shape, weights, taught.sequences, promptLength);
    });
    const terms: { name: LossTermName; value: tf.Scalar }[] = [];
    const tell = (name: LossTermName, value: tf.Scalar): void => {
      terms.push({ name, value: tf.keep(tf.clone(value)) });
    };
    let studentLogits: tf.Tensor3D | undefined;
    let lowered: tf.Scalar | undefined;
    const { gradientNorm, loss: withProbe } = student.updateWith(this.#optimiser, rate, (weights) => {
      studentLogits = tf.keep(headScores(weights, classStates)) as tf.Tensor3D;
      const probe = maskedMean(labelLoss({ ...taught, studentLogits }), taught.mask);
      const frozen = step <= experiment.warmUpSteps;
      const loss = this.#loss(student.model.shape, weights, views, targets, experiment, frozen, tell);
      tell('probe', probe);
      lowered = tf.keep(tf.clone(loss));
      return tf.add(loss, probe);
    });
    this.#follow(student.model, momentumAt(experiment, step), targets.centres);
    const { mask, teacherLogits } = taught;
    const [loss, logits] = [lowered as tf.Scalar, studentLogits as tf.Tensor3D];
    const metrics = summarise({
      loss,
      gradientNorm,
      studentLogits: logits,
      mask,
      teacherLogits,
      accepted: null,
    });
    tf.dispose([loss, withProbe, gradientNorm, classStates, views.globals]);
    tf.dispose([views.locals, views.mask, targets.classes, targets.patches].filter((one) => one !== null));
    return withLossTerms({ metrics, lossTerms: [], studentLogits: logits }, terms);
  }

  async views(
    student: Model,
    { prompts }: Collected,
    experiment: Experiment,
    count: number,
  ): Promise<readonly ViewedPicture[]> {
    const { shape, weights } = student;
    const cut = viewsOf(prompts, experiment, this.#updates, shape.patch ?? 1);
    const { teacher, own } = tidy(() => {
      const views = deviceViews(prompts, experiment, this.#updates, shape, this.#teacher === null);
      const head = headsOf(this.#heads.parts).classes;
      const distribution = (of: tf.Tensor2D): tf.Tensor2D =>
        tf.softmax(
          tf.mul(
            prototypeScores(head, classRows(viewStates(shape, weights, of))),
            scalarOf(1 / experiment.prototypeTemperature),
          ) as tf.Tensor2D,
        );
      const all = [views.globals, ...(views.locals ? [views.locals] : [])].map(distribution);
      return { teacher: this.#targets(views, experiment).classes, own: tf.concat2d(all, 0) };
    });
    const [ofTeacher, ofStudent] = await Promise.all([teacher.data<'float32'>(), own.data<'float32'>()]);
    tf.dispose([teacher, own]);
    return viewedPictures(prompts.slice(0, count), cut, prompts.length, ofTeacher, ofStudent);
  }

  async save(): Promise<TrainerState> {
    const updates = this.#updates;
    const averages = tf.concat1d([this.#average.flat, this.#averageHeads.flat, ...this.#centres]);
    const [saved, read] = await Promise.all([this.#optimiser.save(), averages.data<'float32'>()]);
    averages.dispose();
    return { ...saved, updates, averages: read };
  }

  restore(state: TrainerState): void {
    const sizes = [this.#average.flat, this.#averageHeads.flat, ...this.#centres].map(({ size }) => size);
    const { averages, updates } = state;
    const fits = averages?.length === sizes.reduce((sum, size) => sum + size, 0);
    if (!averages || !fits || !this.#optimiser.fits(state)) throw new UserError('checkpoint-misfit');
    this.#optimiser.restore(state);
    let at = 0;
    const [average, heads, ...centres] = sizes.map((size) => {
      at += size;
      return tf.tensor1d(averages.subarray(at - size, at));
    });
    if (average) this.#average.replace(average);
    if (heads) this.#averageHeads.replace(heads);
    this.#setCentres(centres);
    this.#updates = updates;
  }

  dispose(): void {
    this.#optimiser.dispose();
    for (const parameters of [this.#heads, this.#average, this.#averageHeads]) parameters.dispose();
    tf.dispose([...this.#centres]);
    if (this.#frozen) disposeHeads(this.#frozen);
  }

  /** The teacher's distributions of the global views. */
  #targets({ globals, mask }: DeviceViews, experiment: Experiment): Targets {
    const { prototypeCentring, targetTemperature } = experiment;
    const frozen = this.#frozen;
    const heads = headsOf(this.#averageHeads.parts);
    const { shape, weights } = this.#teacher ?? this.#average;
    const states = viewStates(shape, weights, globals);
    const [centre, patchCentre] = this.#centres;
    if (!centre) throw new Error('no centre');
    const rows = classRows(states);
    const scores = frozen ? frozenScores(frozen.classes, rows) : prototypeScores(heads.classes, rows);
    const classes = targetsOf(scores, prototypeCentring, targetTemperature, centre);
    const moved = movedCentre(centre, scores);
    if (!heads.patches || !mask || !patchCentre) return { classes, patches: null, centres: [moved] };
    const others = patchRows(states);
    const ofPatches = frozen
      ? frozenScores(frozen.patches, others)
      : prototypeScores(heads.patches.head, others);
    const counts = tf.reshape(mask, [mask.size, 1]) as tf.Tensor2D;
    return {
      classes,
      patches: targetsOf(ofPatches, prototypeCentring, targetTemperature, patchCentre, counts),
      centres: [moved, movedCentre(patchCentre, ofPatches, counts)],
    };
  }

  /** @param frozen whether the prototypes stay, as in DINO's first epoch */
  #loss(
    shape: ModelShape,
    weights: Weights,
    views: DeviceViews,
    targets: Targets,
    experiment: Experiment,
    frozen: boolean,
    tell: (name: LossTermName, value: tf.Scalar) => void,
  ): tf.Scalar {
    const { prototypeTemperature, koleoWeight, maskedPatchWeight } = experiment;
    const heads = frozen ? withFrozenPrototypes(headsOf(this.#heads.parts)) : headsOf(this.#heads.parts);
    const hidden =
      this.#teacher === null && heads.patches && views.mask
        ? { token: heads.patches.mask, mask: views.mask }
        : undefined;
    const states = viewStates(shape, weights, views.globals, hidden);
    const features = classRows(states);
    const globals = prototypeScores(heads.classes, features);
    const locals =
      views.locals && prototypeScores(heads.classes, classRows(viewStates(shape, weights, views.locals)));
    const crossed = crossViewLoss(targets.classes, globals, locals, prototypeTemperature);
    tell('prototypes', crossed);
    let total: tf.Tensor = crossed;
    if (heads.patches && views.mask && targets.patches) {
      const scores = prototypeScores(heads.patches.head, patchRows(states));
      const [pictures] = views.mask.shape;
      const value = patchLoss(targets.patches, scores, sharesOf(views.mask), pictures, prototypeTemperature);
      tell('masked-patches', value);
      total = tf.add(total, tf.mul(value, scalarOf(maskedPatchWeight)));
    }
    if (koleoWeight > 0) {
      const value = koleo(features);
      tell('koleo', value);
      total = tf.add(total, tf.mul(value, scalarOf(koleoWeight)));
    }
    const gauges = collapseGauges(targets.classes, globals, features, prototypeTemperature);
    tell('prototype-entropy', gauges.entropy);
    tell('prototype-divergence', gauges.divergence);
    tell('state-spread', gauges.spread);
    return total as tf.Scalar;
  }

  /** Moves the averages towards the student and its heads. */
  #follow(student: Model, momentum: number, centres: readonly tf.Tensor1D[]): void {
    const moved = (average: tf.Tensor1D, to: tf.Tensor1D): tf.Tensor1D =>
      tidy(() => tf.add(tf.mul(average, scalarOf(momentum)), tf.mul(to, scalarOf(1 - momentum))));
    this.#average.replace(moved(this.#average.flat, student.flat));
    this.#averageHeads.replace(moved(this.#averageHeads.flat, this.#heads.flat));
    this.#setCentres(centres);
  }

  #setCentres(centres: readonly tf.Tensor1D[]): void {
    tf.dispose([...this.#centres]);
    this.#centres = centres.map((centre) => tf.keep(centre));
  }
}
