import * as tf from '../ops/tf';
import { FlatParameters } from './flat';
import { type Weights, weightsOf } from './parameters';
import { type ModelShape, parameterSpecs } from './shape';

/** A transformer's shape and its parameters on the device, in the order of `parameterSpecs`. */
export class Model extends FlatParameters {
  readonly shape: ModelShape;

  /**
   * @param values flat parameters; a tensor is taken over
   * @throws Error when their number does not fit the shape
   */
  constructor(shape: ModelShape, values: Float32Array | tf.Tensor1D) {
    super(parameterSpecs(shape), values);
    this.shape = shape;
  }

  get weights(): Weights {
    return weightsOf(this.shape, this.parts);
  }

  /** A model of its own with the present parameters: what is trained on after this does not change it. */
  snapshot(): Model {
    return new Model(this.shape, tf.clone(this.flat));
  }
}

/** @throws Error when a method that needs a teacher is run without one */
export function requireTeacher(teacher: Model | null): Model {
  if (!teacher) throw new Error('this method needs a teacher');
  return teacher;
}
