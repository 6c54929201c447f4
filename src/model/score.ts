import { engine } from '../ops/engine/present';
import * as tf from '../ops/tf';
import { responseLogits } from './forward';
import type { Model } from './model';

/**
 * `responseLogits` of a model, through which no gradient flows: in the engine where it is open.
 * @param sequences int32 [batch, promptLength + responseLength]
 * @returns [batch, responseLength, vocabulary]
 */
export function scoreResponses(model: Model, sequences: tf.Tensor2D, promptLength: number): tf.Tensor3D {
  const open = engine();
  if (!open) return responseLogits(model.shape, model.weights, sequences, promptLength);
  const [batch, total] = sequences.shape;
  const logits = open.score({ model: model.shape, weights: model.flat, sequences, promptLength });
  return tf.tensor3d(logits, [batch, total - promptLength, model.shape.vocabulary]);
}
