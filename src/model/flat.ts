import * as tf from '../ops/tf';
import { cut } from './parameters';
import { type ParameterSpec, sizeOf } from './shape';

/**
 * Parameters on the device. The flat vector is the truth; the tensors in `parts` are copies that forward passes read,
 * renewed by `replace` after each update.
 */
export class FlatParameters {
  readonly specs: readonly ParameterSpec[];
  #flat: tf.Tensor1D;
  #parts: tf.Tensor[];

  /**
   * @param values flat, in the order of `specs`; a tensor is taken over
   * @throws Error when their number does not fit the specs
   */
  constructor(specs: readonly ParameterSpec[], values: Float32Array | tf.Tensor1D) {
    const flat = values instanceof Float32Array ? tf.tensor1d(values) : values;
    const size = sizeOf(specs);
    if (flat.size !== size) {
      flat.dispose();
      throw new Error(`${flat.size} parameters given, the shape needs ${size}`);
    }
    this.specs = specs;
    this.#flat = tf.keep(flat);
    this.#parts = cut(this.#flat, specs).map((part) => tf.keep(part));
  }

  get flat(): tf.Tensor1D {
    return this.#flat;
  }

  /** Parameter tensors in storage order. */
  get parts(): readonly tf.Tensor[] {
    return this.#parts;
  }

  /** Takes over new parameters (flat, same length) and disposes the old ones. */
  replace(flat: tf.Tensor1D): void {
    this.#flat.dispose();
    tf.dispose(this.#parts);
    this.#flat = tf.keep(flat);
    this.#parts = cut(flat, this.specs).map((part) => tf.keep(part));
  }

  dispose(): void {
    this.#flat.dispose();
    tf.dispose(this.#parts);
  }
}
