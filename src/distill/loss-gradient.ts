import { responseLogits } from '../model/forward';
import type { Model } from '../model/model';
import { join, weightsOf } from '../model/parameters';
import { constant } from '../ops/constant';
import { engine, type OpenEngine } from '../ops/engine/present';
import { tidy, valueAndGradients } from '../ops/scope';
import * as tf from '../ops/tf';
import type { Batch, LossFunction } from './trainer';

export interface LossGradient {
  readonly loss: tf.Scalar;
  /** Laid out like the parameters. */
  readonly gradient: tf.Tensor1D;
  /** [batch, responseLength, vocabulary] */
  readonly studentLogits: tf.Tensor3D;
}

/**
 * A loss of a model's logits and its gradient with respect to the parameters; both passes in the engine where it is open, the
 * loss of stock operations. Nothing is updated. The tensors belong to the caller.
 */
export function lossGradient(
  model: Model,
  batch: Batch,
  promptLength: number,
  loss: LossFunction,
): LossGradient {
  const open = engine();
  if (open) return inEngine(open, model, batch, promptLength, loss);
  const { shape, parts } = model;
  return tidy(() => {
    let studentLogits: tf.Tensor3D | undefined;
    const { value, gradients } = valueAndGradients(parts, constant(1), () => {
      studentLogits = tf.keep(responseLogits(shape, weightsOf(shape, parts), batch.sequences, promptLength));
      return loss(studentLogits, null);
    });
    const all = parts.map((part, i) => gradients[i] ?? tf.zerosLike(part));
    return { loss: value, gradient: join(all), studentLogits: studentLogits as tf.Tensor3D };
  });
}

function inEngine(
  open: OpenEngine,
  { shape, flat }: Model,
  { sequences }: Batch,
  promptLength: number,
  loss: LossFunction,
): LossGradient {
  const [rows, total] = sequences.shape;
  const pass = open.forward({ model: shape, weights: flat, sequences, promptLength });
  try {
    return tidy(() => {
      const studentLogits = tf.tensor3d(pass.logits, [rows, total - promptLength, shape.vocabulary]);
      const { value, gradients } = valueAndGradients([studentLogits], constant(1), () =>
        loss(studentLogits, null),
      );
      const slopes = gradients[0]?.dataSync<'float32'>() ?? new Float32Array(studentLogits.size);
      return { loss: value, gradient: tf.tensor1d(pass.backward(slopes)), studentLogits };
    });
  } finally {
    pass.dispose();
  }
}
