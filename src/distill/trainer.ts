import { UserError } from '../errors/user-error';
import { type BlockStates, headScores, responseStates, sumSubclasses } from '../model/forward';
import { pixelLogits } from '../model/input-gradient';
import type { Model } from '../model/model';
import { type Weights, weightsOf } from '../model/parameters';
import { isEncoder } from '../model/shape';
import type { AdamWSettings } from '../ops/adamw';
import { constant } from '../ops/constant';
import { atOnce, type Pieces } from '../ops/pieces';
import { tidy, valueAndGradients } from '../ops/scope';
import * as tf from '../ops/tf';
import { lossGradientInPieces } from './loss-gradient';
import { Optimiser, type SavedParameters } from './optimiser';
import type { Projections } from './projections';

/** Response tokens to learn from, on the device. */
export interface Batch {
  /** int32 [batch, promptLength + responseLength]. */
  readonly sequences: tf.Tensor2D;
  /** float32 [batch, responseLength]. */
  readonly mask: tf.Tensor2D;
}

/** Internals of the student, for losses that read them. */
export interface StudentInside {
  /** The states that the logits are computed from [batch, responseLength, width]. */
  readonly states: tf.Tensor3D;
  readonly heads: number;
  /** Whether its attention has the causal mask. */
  readonly causal: boolean;
  /** By layer; gradients flow through all of it. */
  readonly blocks: readonly BlockStates[];
  /** Learned maps to the teacher's width [width, teacherWidth] by layer; empty where the widths are the same. */
  readonly projections: ReadonlyMap<number, tf.Tensor2D>;
  /** An encoder's logits [batch, 1, vocabulary] for other pictures [batch, side²], from 0 to 1; see `pixelLogits`. */
  readonly logitsAt: (pixels: tf.Tensor2D) => tf.Tensor3D;
}

/**
 * Mean loss over response tokens, given the student's logits [batch, responseLength, vocabulary], for a loss that reads them its
 * inner states, and the scores of its head: the logits, or where classes have subclasses
 * [batch, responseLength, vocabulary · subclasses].
 */
export type LossFunction = (
  studentLogits: tf.Tensor3D,
  inside: StudentInside | null,
  scores: tf.Tensor3D,
) => tf.Scalar;

export interface UpdateResult {
  readonly loss: tf.Scalar;
  /** Norm of the student's gradient before clipping, [1]. */
  readonly gradientNorm: tf.Tensor1D;
  /** From before the update [batch, responseLength, vocabulary]. */
  readonly studentLogits: tf.Tensor3D;
}

/** Everything a run needs to resume exactly, on the CPU. */
export interface TrainerState extends SavedParameters {
  /** Updates done: Adam's bias correction continues from here. */
  readonly updates: number;
  /** State of the learned maps, where there are any. */
  readonly projections?: SavedParameters;
  /** Parameters that no gradient of a step reaches, where there are any: moving averages, or a teacher that has learned before. */
  readonly averages?: Float32Array;
}

/** A model being trained: parameters, AdamW's moments, and the update. */
export class Trainer {
  readonly model: Model;
  readonly #projections: Projections | null;
  readonly #student: Optimiser;
  readonly #maps: Optimiser | null;
  #updates = 0;

  /** @param projections trained beside the model, with moments of their own; taken over */
  constructor(model: Model, projections: Projections | null = null) {
    this.model = model;
    this.#projections = projections;
    this.#student = new Optimiser(model);
    this.#maps = projections && new Optimiser(projections);
  }

  get updates(): number {
    return this.#updates;
  }

  /**
   * One gradient step. The returned tensors belong to the caller. Nothing is read back from a graphics device.
   *
   * Parameters that play no part in the loss have gradient 0. The gradients of learned maps are clipped on their own; where
   * the loss uses none of them they stay as they are.
   * @param readsInside whether the loss reads more of the student than its logits
   */
  update(
    batch: Batch,
    promptLength: number,
    loss: LossFunction,
    settings: Omit<AdamWSettings, 'step'>,
    readsInside = false,
  ): UpdateResult {
    return atOnce(this.updateInPieces(batch, promptLength, loss, settings, readsInside));
  }

  /** The same in pieces, where it takes long. Parameters and moments are as they were until the last one. */
  *updateInPieces(
    batch: Batch,
    promptLength: number,
    loss: LossFunction,
    settings: Omit<AdamWSettings, 'step'>,
    readsInside = false,
  ): Pieces<UpdateResult> {
    const { shape } = this.model;
    const projections = this.#projections;
    if (!readsInside) {
      const { gradient, ...result } = yield* lossGradientInPieces(this.model, batch, promptLength, loss);
      return { ...result, gradientNorm: this.follow(gradient, settings) };
    }
    let studentLogits: tf.Tensor3D | undefined;
    const result = this.updateWith(projections && this.#maps, settings, (named) => {
      const blocks: BlockStates[] = [];
      const states = responseStates(shape, named, batch.sequences, promptLength, blocks);
      const scores = headScores(named, states) as tf.Tensor3D;
      studentLogits = tf.keep(sumSubclasses(scores, shape.subclasses)) as tf.Tensor3D;
      const inside: StudentInside = {
        states,
        heads: shape.heads,
        causal: !isEncoder(shape),
        blocks,
        projections: projections?.maps ?? new Map(),
        logitsAt: (pixels) => pixelLogits(shape, named, pixels),
      };
      return loss(studentLogits, inside, scores);
    });
    return { ...result, studentLogits: studentLogits as tf.Tensor3D };
  }

  /**
   * One gradient step on any loss of the model's weights. The returned tensors belong to the caller.
   * @param beside trained on the same loss, with its gradients clipped on their own; where the loss uses none of it, it stays as it is
   */
  updateWith(
    beside: Optimiser | null,
    settings: Omit<AdamWSettings, 'step'>,
    loss: (weights: Weights) => tf.Scalar,
  ): Omit<UpdateResult, 'studentLogits'> {
    this.#updates += 1;
    const { shape, parts } = this.model;
    const now = { ...settings, step: this.#updates };
    const { student, learned, value } = tidy(() => {
      const trained = [...parts, ...(beside?.parameters.parts ?? [])];
      const { value, gradients } = valueAndGradients(trained, constant(1), () =>
        loss(weightsOf(shape, parts)),
      );
      const others = gradients.slice(parts.length);
      const used = others.some((gradient) => gradient !== null);
      return {
        student: this.#student.next(gradients.slice(0, parts.length), now),
        learned: used && beside ? beside.next(others, now) : null,
        value,
      };
    });
    this.#student.commit(student);
    if (learned) {
      beside?.commit(learned);
      learned.gradientNorm.dispose();
    }
    return { loss: value, gradientNorm: student.gradientNorm };
  }

  /**
   * One step along a gradient that is there, laid out like the parameters, which is freed.
   * @returns its norm before clipping, [1]
   */
  follow(gradient: tf.Tensor1D, settings: Omit<AdamWSettings, 'step'>): tf.Tensor1D {
    this.#updates += 1;
    const next = tidy(() => this.#student.nextFlat(gradient, { ...settings, step: this.#updates }));
    gradient.dispose();
    this.#student.commit(next);
    return next.gradientNorm;
  }

  /** Reads everything back; the device continues meanwhile. */
  async save(): Promise<TrainerState> {
    const updates = this.#updates;
    const [student, projections] = await Promise.all([this.#student.save(), this.#maps?.save()]);
    return { ...student, updates, ...(projections ? { projections } : {}) };
  }

  /**
   * Goes back to a saved state.
   * @throws Error when the state belongs to another shape, or to a method that trains other maps
   */
  restore(state: TrainerState): void {
    const { projections } = state;
    const fits = this.#student.fits(state);
    const mapsFit = this.#maps ? projections !== undefined && this.#maps.fits(projections) : !projections;
    if (!fits || !mapsFit) throw new UserError('checkpoint-misfit');
    this.#student.restore(state);
    if (projections) this.#maps?.restore(projections);
    this.#updates = state.updates;
  }

  /** Forgets the moments and the count of updates, for another loss. */
  resetMoments(): void {
    this.#student.reset();
    this.#maps?.reset();
    this.#updates = 0;
  }

  /** Frees the optimizer and the model. */
  dispose(): void {
    this.#student.dispose();
    this.#maps?.dispose();
    this.#projections?.dispose();
    this.model.dispose();
  }
}
