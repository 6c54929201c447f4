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
   * @param values flat parameters in the order of `parameterSpecs`
   * @throws Error when their number does not fit the shape
   */
  constructor(shape: ModelShape, values: Float32Array) {
    if (values.length !== parameterSize(shape)) {
      throw new Error(`${values.length} parameters given, the shape needs ${parameterSize(shape)}`);
    }
    this.shape = shape;
    this.specs = parameterSpecs(shape);
    this.#flat = tf.keep(tf.tensor1d(values));
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

  dispose(): void {
    this.#flat.dispose();
    tf.dispose(this.#parts);
  }
}
