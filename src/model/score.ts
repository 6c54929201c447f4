import { engine, type OpenEngine } from '../ops/engine/present';
import { tidy } from '../ops/scope';
import * as tf from '../ops/tf';
import { responseLogits, sumSubclasses } from './forward';
import type { Model } from './model';
import { type ModelShape, scoringShape } from './shape';

/** The engine, where it is open and computes models of this shape: those that read words are left to stock operations. */
export const engineFor = ({ words }: Pick<ModelShape, 'words'>): OpenEngine | null =>
  words === undefined ? engine() : null;

/**
 * `responseLogits` of a model, through which no gradient flows: in the engine where it is open.
 * @param sequences int32 [batch, promptLength + responseLength]
 * @returns [batch, responseLength, vocabulary]
 */
export function scoreResponses(model: Model, sequences: tf.Tensor2D, promptLength: number): tf.Tensor3D {
  const open = engineFor(model.shape);
  if (!open) return tidy(() => responseLogits(model.shape, model.weights, sequences, promptLength));
  const [batch, total] = sequences.shape;
  const shape = scoringShape(model.shape);
  const scores = open.score({ model: shape, weights: model.flat, sequences, promptLength });
  return tidy(() => {
    const columns = tf.tensor3d(scores, [batch, total - promptLength, shape.vocabulary]);
    return sumSubclasses(columns, model.shape.subclasses) as tf.Tensor3D;
  });
}
