import * as tf from '../ops/tf';
import { cut, type Weights, weightsOf } from './parameters';
import { type ModelShape, type ParameterSpec, parameterSize, parameterSpecs } from './shape';

/**
 * A transformer's shape and its parameters on the device. The flat vector is the truth; the tensors in `weights` are
 * copies that the forward passes read, renewed by `replace` after each update.
 */
export class Model {
  readonly shape: ModelShape;
  readonly specs: readonly ParameterSpec[];
  #flat: tf.Tensor1D;
  #parts: tf.Tensor[];

  /**
   * @param values flat parameters in the order of `parameterSpecs`; a tensor is taken over
   * @throws Error when their number does not fit the shape
   */
  constructor(shape: ModelShape, values: Float32Array | tf.Tensor1D) {
    const flat = values instanceof Float32Array ? tf.tensor1d(values) : values;
    if (flat.size !== parameterSize(shape)) {
      flat.dispose();
      throw new Error(`${flat.size} parameters given, the shape needs ${parameterSize(shape)}`);
    }
    this.shape = shape;
    this.specs = parameterSpecs(shape);
    this.#flat = tf.keep(flat);
    this.#parts = cut(this.#flat, this.specs).map((part) => tf.keep(part));
  }

  get flat(): tf.Tensor1D {
    return this.#flat;
  }

  /** Parameter tensors in storage order. */
  get parts(): readonly tf.Tensor[] {
    return this.#parts;
  }

  get weights(): Weights {
    return weightsOf(this.#parts);
  }

  /** Takes over new parameters (flat, same length) and disposes the old ones. */
  replace(flat: tf.Tensor1D): void {
    this.#flat.dispose();
    tf.dispose(this.#parts);
    this.#flat = tf.keep(flat);
    this.#parts = cut(flat, this.specs).map((part) => tf.keep(part));
  }

  /** A model of its own with the present parameters: what is trained on after this does not change it. */
  snapshot(): Model {
    return new Model(this.shape, tf.clone(this.#flat));
  }

  dispose(): void {
    this.#flat.dispose();
    tf.dispose(this.#parts);
  }
}
