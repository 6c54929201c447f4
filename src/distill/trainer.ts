import { logits, responseStates } from '../model/forward';
import type { Model } from '../model/model';
import { decayMask, join, weightsOf } from '../model/parameters';
import { type AdamWSettings, adamw, type Moments, zeroMoments } from '../ops/adamw';
import { constant } from '../ops/constant';
import { tidy } from '../ops/scope';
import * as tf from '../ops/tf';

/** Response tokens to learn from, on the device. */
export interface Batch {
  /** int32 [batch, promptLength + responseLength]. */
  readonly sequences: tf.Tensor2D;
  /** float32 [batch, responseLength]. */
  readonly mask: tf.Tensor2D;
}

/**
 * Mean loss over response tokens, given the student's logits [batch, responseLength, vocabulary] and the states that they
 * are computed from [batch, responseLength, width].
 */
export type LossFunction = (studentLogits: tf.Tensor3D, studentStates: tf.Tensor3D) => tf.Scalar;

export interface UpdateResult {
  readonly loss: tf.Scalar;
  /** Before clipping, [1]. */
  readonly gradientNorm: tf.Tensor1D;
  /** From before the update [batch, responseLength, vocabulary]. */
  readonly studentLogits: tf.Tensor3D;
}

/** Everything a run needs to go on exactly where it was, on the CPU. */
export interface TrainerState {
  readonly parameters: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** Updates done: Adam's bias correction continues from here. */
  readonly updates: number;
}

/** A model being trained: parameters, AdamW's moments, and the update. */
export class Trainer {
  readonly model: Model;
  readonly #decayMask: tf.Tensor1D;
  #moments: Moments;
  #updates = 0;

  constructor(model: Model) {
    this.model = model;
    const size = model.flat.size;
    this.#decayMask = tf.keep(tf.tensor1d(decayMask(model.shape)));
    const { first, second } = zeroMoments(size);
    this.#moments = { first: tf.keep(first), second: tf.keep(second) };
  }

  get updates(): number {
    return this.#updates;
  }

  /**
   * One gradient step. The returned tensors belong to the caller. Nothing is read back.
   */
  update(
    batch: Batch,
    promptLength: number,
    loss: LossFunction,
    settings: Omit<AdamWSettings, 'step'>,
  ): UpdateResult {
    this.#updates += 1;
    const { shape, parts, flat } = this.model;
    const result = tidy(() => {
      let studentLogits: tf.Tensor3D | undefined;
      const valueAndGradients = tf.valueAndGrads((...weights: tf.Tensor[]) => {
        const named = weightsOf(weights);
        const states = responseStates(shape, named, batch.sequences, promptLength);
        studentLogits = tf.keep(logits(named, states)) as tf.Tensor3D;
        return loss(studentLogits, states);
      });
      // A kept 1 as the outer gradient: tfjs would make and upload one each time.
      const { value, grads } = valueAndGradients([...parts], constant(1));
      const updated = adamw(flat, this.#moments, join(grads), this.#decayMask, {
        ...settings,
        step: this.#updates,
      });
      return { ...updated, loss: value as tf.Scalar, studentLogits: studentLogits as tf.Tensor3D };
    });
    const { parameters, first, second, ...rest } = result;
    this.model.replace(parameters);
    tf.dispose([this.#moments.first, this.#moments.second]);
    this.#moments = { first: tf.keep(first), second: tf.keep(second) };
    return rest;
  }

  /** Reads everything back; the device goes on meanwhile. */
  async save(): Promise<TrainerState> {
    const updates = this.#updates;
    // The next update disposes these tensors, perhaps before they have arrived: a clone keeps their numbers.
    const read = (tensor: tf.Tensor): Promise<Float32Array> => {
      const kept = tf.clone(tensor);
      return kept.data<'float32'>().finally(() => kept.dispose());
    };
    const [parameters, first, second] = await Promise.all([
      read(this.model.flat),
      read(this.#moments.first),
      read(this.#moments.second),
    ]);
    return { parameters, first, second, updates };
  }

  /**
   * Goes back to a saved state.
   * @throws Error when the state belongs to another shape
   */
  restore(state: TrainerState): void {
    const size = this.model.flat.size;
    if ([state.parameters, state.first, state.second].some((values) => values.length !== size)) {
      throw new Error('the saved state belongs to a student of another size');
    }
    this.model.replace(tf.tensor1d(state.parameters));
    tf.dispose([this.#moments.first, this.#moments.second]);
    this.#moments = { first: tf.keep(tf.tensor1d(state.first)), second: tf.keep(tf.tensor1d(state.second)) };
    this.#updates = state.updates;
  }

  /** Forgets the moments and the count of updates, for another loss. */
  resetMoments(): void {
    tf.dispose([this.#moments.first, this.#moments.second]);
    const { first, second } = zeroMoments(this.model.flat.size);
    this.#moments = { first: tf.keep(first), second: tf.keep(second) };
    this.#updates = 0;
  }

  /** Frees the optimizer and the model. */
  dispose(): void {
    tf.dispose([this.#decayMask, this.#moments.first, this.#moments.second]);
    this.model.dispose();
  }
}
