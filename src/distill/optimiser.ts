import type { FlatParameters } from '../model/flat';
import { decayMask, join } from '../model/parameters';
import { type AdamWResult, type AdamWSettings, adamw, type Moments, zeroMoments } from '../ops/adamw';
import { cachedTensor } from '../ops/constant';
import * as tf from '../ops/tf';

/** Parameters and their moments, on the CPU. */
export interface SavedParameters {
  readonly parameters: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

const noGradient = (shape: number[]): tf.Tensor =>
  cachedTensor(`zeros ${shape.join(' ')}`, () => tf.zeros(shape));

/** A flat vector of parameters being trained: AdamW's moments, and what one update makes of them. */
export class Optimiser {
  /** What is trained. */
  readonly parameters: FlatParameters;
  readonly #decayMask: tf.Tensor1D;
  #moments: Moments;

  /** Does not take the parameters over. */
  constructor(parameters: FlatParameters) {
    this.parameters = parameters;
    this.#decayMask = tf.keep(tf.tensor1d(decayMask(parameters.specs)));
    this.#moments = keepBoth(zeroMoments(parameters.flat.size));
  }

  /**
   * The parameters and moments after an update; `commit` makes them the present ones.
   * @param gradients in the order of the parts; null counts as 0
   */
  next(gradients: readonly (tf.Tensor | null)[], settings: AdamWSettings): AdamWResult {
    const all = this.parameters.parts.map((part, i) => gradients[i] ?? noGradient(part.shape));
    return this.nextFlat(join(all), settings);
  }

  /** `next` of a flat gradient, laid out like the parameters. */
  nextFlat(gradient: tf.Tensor1D, settings: AdamWSettings): AdamWResult {
    return adamw(this.parameters.flat, this.#moments, gradient, this.#decayMask, settings);
  }

  /** Takes over what `next` gave, except its norm. */
  commit({ parameters, first, second }: Omit<AdamWResult, 'gradientNorm'>): void {
    this.parameters.replace(parameters);
    this.#setMoments({ first, second });
  }

  /** Reads everything back; the device continues meanwhile. */
  async save(): Promise<SavedParameters> {
    // The next update disposes these tensors, perhaps before they have arrived: a clone keeps their numbers.
    const read = (tensor: tf.Tensor): Promise<Float32Array> => {
      const clone = tf.clone(tensor);
      return clone.data<'float32'>().finally(() => clone.dispose());
    };
    const [parameters, first, second] = await Promise.all([
      read(this.parameters.flat),
      read(this.#moments.first),
      read(this.#moments.second),
    ]);
    return { parameters, first, second };
  }

  /** Whether a saved state has as many numbers as this has parameters. */
  fits(saved: SavedParameters): boolean {
    const { size } = this.parameters.flat;
    return [saved.parameters, saved.first, saved.second].every((values) => values.length === size);
  }

  /** Goes back to a saved state that `fits`. */
  restore(saved: SavedParameters): void {
    this.commit({
      parameters: tf.tensor1d(saved.parameters),
      first: tf.tensor1d(saved.first),
      second: tf.tensor1d(saved.second),
    });
  }

  /** Forgets the moments. */
  reset(): void {
    this.#setMoments(zeroMoments(this.parameters.flat.size));
  }

  /** Frees the moments, not the parameters. */
  dispose(): void {
    tf.dispose([this.#decayMask, this.#moments.first, this.#moments.second]);
  }

  #setMoments(moments: Moments): void {
    tf.dispose([this.#moments.first, this.#moments.second]);
    this.#moments = keepBoth(moments);
  }
}

const keepBoth = ({ first, second }: Moments): Moments => ({
  first: tf.keep(first),
  second: tf.keep(second),
});
