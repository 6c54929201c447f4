import { headScores, responseStates, sumSubclasses } from '../model/forward';
import type { Model } from '../model/model';
import { join, weightsOf } from '../model/parameters';
import { engineFor } from '../model/score';
import { scoringShape } from '../model/shape';
import { constant } from '../ops/constant';
import type { OpenEngine } from '../ops/engine/present';
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
 * A loss of a model's logits and its gradient with respect to the parameters; both passes in the engine where it is open and knows the model, the
 * loss of stock operations. Nothing is updated. The tensors belong to the caller.
 */
export function lossGradient(
  model: Model,
  batch: Batch,
  promptLength: number,
  loss: LossFunction,
): LossGradient {
  const open = engineFor(model.shape);
  if (open) return inEngine(open, model, batch, promptLength, loss);
  const { shape, parts } = model;
  return tidy(() => {
    let studentLogits: tf.Tensor3D | undefined;
    const { value, gradients } = valueAndGradients(parts, constant(1), () => {
      const named = weightsOf(shape, parts);
      const states = responseStates(shape, named, batch.sequences, promptLength);
      const scores = headScores(named, states) as tf.Tensor3D;
      studentLogits = tf.keep(sumSubclasses(scores, shape.subclasses)) as tf.Tensor3D;
      return loss(studentLogits, null, scores);
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
  const scoring = scoringShape(shape);
  const pass = open.forward({ model: scoring, weights: flat, sequences, promptLength });
  try {
    return tidy(() => {
      const scores = tf.tensor3d(pass.logits, [rows, total - promptLength, scoring.vocabulary]);
      let studentLogits = scores;
      const { value, gradients } = valueAndGradients([scores], constant(1), () => {
        studentLogits = tf.keep(sumSubclasses(scores, shape.subclasses)) as tf.Tensor3D;
        return loss(studentLogits, null, scores);
      });
      const slopes = gradients[0]?.dataSync<'float32'>() ?? new Float32Array(scores.size);
      return { loss: value, gradient: tf.tensor1d(pass.backward(slopes)), studentLogits };
    });
  } finally {
    pass.dispose();
  }
}
