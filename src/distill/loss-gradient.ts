import { headScores, responseStates, sumSubclasses } from '../model/forward';
import type { Model } from '../model/model';
import { join, weightsOf } from '../model/parameters';
import { engineFor } from '../model/score';
import { scoringShape } from '../model/shape';
import { constant } from '../ops/constant';
import type { OpenEngine } from '../ops/engine/present';
import { atOnce, type Pieces } from '../ops/pieces';
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
export const lossGradient = (
  model: Model,
  batch: Batch,
  promptLength: number,
  loss: LossFunction,
): LossGradient => atOnce(lossGradientInPieces(model, batch, promptLength, loss));

/** The same in pieces, where it takes long. Model and batch must stay as they are until the last. */
export function* lossGradientInPieces(
  model: Model,
  batch: Batch,
  promptLength: number,
  loss: LossFunction,
): Pieces<LossGradient> {
  const open = engineFor(model.shape);
  if (open) return yield* inEngine(open, model, batch, promptLength, loss);
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

function* inEngine(
  open: OpenEngine,
  { shape, flat }: Model,
  { sequences }: Batch,
  promptLength: number,
  loss: LossFunction,
): Pieces<LossGradient> {
  const [rows, total] = sequences.shape;
  const scoring = scoringShape(shape);
  const pass = yield* open.forward({ model: scoring, weights: flat, sequences, promptLength });
  let found: Omit<LossGradient, 'gradient'> | null = null;
  let gradient: tf.Tensor1D | null = null;
  try {
    let slopes: Float32Array = new Float32Array();
    found = tidy(() => {
      const scores = tf.tensor3d(pass.logits, [rows, total - promptLength, scoring.vocabulary]);
      let studentLogits = scores;
      const { value, gradients } = valueAndGradients([scores], constant(1), () => {
        studentLogits = tf.keep(sumSubclasses(scores, shape.subclasses)) as tf.Tensor3D;
        return loss(studentLogits, null, scores);
      });
      slopes = gradients[0]?.dataSync<'float32'>() ?? new Float32Array(scores.size);
      return { loss: value, studentLogits };
    });
    gradient = tf.tensor1d(yield* pass.backward(slopes));
    return { ...found, gradient };
  } finally {
    pass.dispose();
    if (found && !gradient) tf.dispose([found.loss, found.studentLogits]);
  }
}
