import { UserError } from '../../errors/user-error';
import type { Experiment } from '../../experiment/fields';
import type { LossTermName } from '../../experiment/methods';
import { STREAM } from '../../experiment/random';
import { FlatParameters } from '../../model/flat';
import { headScores, ofResponse, responseStates, viewStates } from '../../model/forward';
import type { Model } from '../../model/model';
import { drawParameters, type Weights } from '../../model/parameters';
import { scoreResponses } from '../../model/score';
import type { ModelShape } from '../../model/shape';
import { tidy, withoutGradient } from '../../ops/scope';
import { summarise } from '../../ops/summary';
import * as tf from '../../ops/tf';
import { upload } from '../../ops/upload';
import { type Collected, withTeacherLogits } from '../collect';
import { drawMasks, GLOBAL_CROPS, viewsOf } from '../dino/crops';
import { type Heads, headSpecs, headsOf, prototypeScores } from '../dino/head';
import { movedCentre, targetsOf } from '../dino/targets';
import { collapseGauges, crossViewLoss, koleo, patchLoss } from '../dino/terms';
import { scalarOf } from '../loss/inputs';
import { labelLoss, maskedMean } from '../loss/token-losses';
import { Optimiser } from '../optimiser';
import { type Rate, type Step, withLossTerms } from '../step';
import type { Trainer, TrainerState } from '../trainer';
import type { CoTraining } from './co-training';

/** Views of a step on the device, as grey levels. */
interface DeviceViews {
  /** [2 · batch, side²] */
  readonly globals: tf.Tensor2D;
  /** [localCrops · batch, localSide²]; null without. */
  readonly locals: tf.Tensor2D | null;
  /** 1 where the student does not see a patch of a global view [2 · batch, patches]; null where the loss asks for no patches. */
  readonly mask: tf.Tensor2D | null;
}

/** Distributions over prototypes that the student learns. */
interface Targets {
  /** [2 · batch, prototypes] */
  readonly classes: tf.Tensor2D;
  /** [2 · batch · patches, prototypes] */
  readonly patches: tf.Tensor2D | null;
  /** Centres after this step, of the class token and of patches. */
  readonly centres: readonly tf.Tensor1D[];
}

/** States of patches [pictures, patches + 1, width] → [pictures · patches, width]. */
function patchRows(states: tf.Tensor3D): tf.Tensor2D {
  const [pictures, length, width] = states.shape;
  return tf.reshape(tf.slice(states, [0, 0, 0], [pictures, length - 1, width]), [
    pictures * (length - 1),
    width,
  ]);
}

const classRows = (states: tf.Tensor3D): tf.Tensor2D =>
  tf.reshape(ofResponse(states, 1), [states.shape[0], states.shape[2]]);

/** What each patch counts in its picture's loss [pictures · patches, 1]. */
function sharesOf(mask: tf.Tensor2D): tf.Tensor2D {
  const counts = tf.maximum(tf.sum(mask, 1, true), scalarOf(1));
  return tf.reshape(tf.div(mask, counts), [mask.size, 1]);
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
 * student learns, from each view of a picture, what a moving average of itself says of another view. Labels train the class head
 * alone, on frozen states: an online linear probe.
 */
export class SelfDistillation implements CoTraining {
  readonly #heads: FlatParameters;
  readonly #optimiser: Optimiser;
  readonly #average: Model;
  readonly #averageHeads: FlatParameters;
  #centres: readonly tf.Tensor1D[];
  #updates = 0;

  /** @param student copied */
  constructor(student: Model, { seed, prototypes, maskedPatchWeight }: Experiment) {
    const patches = maskedPatchWeight > 0;
    const specs = headSpecs(student.shape.width, prototypes, patches);
    const values = drawParameters(specs, seed, STREAM.prototypeHead);
    this.#heads = new FlatParameters(specs, values);
    this.#averageHeads = new FlatParameters(specs, values);
    this.#optimiser = new Optimiser(this.#heads);
    this.#average = student.snapshot();
    this.#centres = Array.from({ length: patches ? 2 : 1 }, () => tf.keep(tf.zeros([prototypes])));
  }

  /** The moving average of the student: the teacher, and the better model of the two. */
  get average(): Model {
    return this.#average;
  }

  /** The average begins as the student does, which may have had a supervised start. */
  teach(collected: Collected, promptLength: number, student: Model): Collected {
    if (this.#updates === 0) this.#average.replace(tf.clone(student.flat));
    return withTeacherLogits(collected, scoreResponses(this.#average, collected.sequences, promptLength));
  }

  step(student: Trainer, promptLength: number, taught: Collected, experiment: Experiment, rate: Rate): Step {
    this.#updates += 1;
    const step = this.#updates;
    const views = deviceViews(taught.prompts, experiment, step, student.model.shape);
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
  }

  /** The teacher's distributions of the global views. */
  #targets({ globals, mask }: DeviceViews, experiment: Experiment): Targets {
    const { prototypeCentring, targetTemperature } = experiment;
    const heads = headsOf(this.#averageHeads.parts);
    const states = viewStates(this.#average.shape, this.#average.weights, globals);
    const [centre, patchCentre] = this.#centres;
    if (!centre) throw new Error('no centre');
    const scores = prototypeScores(heads.classes, classRows(states));
    const classes = targetsOf(scores, prototypeCentring, targetTemperature, centre);
    const moved = movedCentre(centre, scores);
    if (!heads.patches || !mask || !patchCentre) return { classes, patches: null, centres: [moved] };
    const ofPatches = prototypeScores(heads.patches.head, patchRows(states));
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
    const hidden = heads.patches && views.mask && { token: heads.patches.mask, mask: views.mask };
    const states = viewStates(shape, weights, views.globals, hidden ?? undefined);
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

function withFrozenPrototypes({ classes, patches }: Heads): Heads {
  const freeze = <H extends Heads['classes']>(head: H): H => ({
    ...head,
    prototypes: withoutGradient(head.prototypes, (x) => tf.clone(x)),
  });
  return {
    classes: freeze(classes),
    patches: patches && { ...patches, head: freeze(patches.head) },
  };
}

function deviceViews(
  prompts: readonly string[],
  experiment: Experiment,
  step: number,
  { patch = 1, context }: ModelShape,
): DeviceViews {
  const { globals, locals, localSide } = viewsOf(prompts, experiment, step, patch);
  const pictures = GLOBAL_CROPS * prompts.length;
  const patches = context - 1;
  return {
    globals: upload(globals, [pictures, globals.length / pictures]),
    locals: locals.length > 0 ? upload(locals, [locals.length / localSide ** 2, localSide ** 2]) : null,
    mask:
      experiment.maskedPatchWeight > 0
        ? upload(drawMasks(experiment.seed, step, pictures, patches), [pictures, patches])
        : null,
  };
}
