/** Gradients of an encoder's loss with respect to the pixels that it reads. */

import { levelsOf } from '../ops/patches';
import { tidy } from '../ops/scope';
import * as tf from '../ops/tf';
import { hidden, logits, ofResponse } from './forward';
import type { Model } from './model';
import type { Weights } from './parameters';
import type { ModelShape } from './shape';

/**
 * Scores of the classes of pictures.
 * @param pixels [batch, side²], from 0 to 1
 * @returns [batch, 1, vocabulary]
 */
export const pixelLogits = (shape: ModelShape, weights: Weights, pixels: tf.Tensor2D): tf.Tensor3D =>
  logits(weights, ofResponse(hidden(shape, weights, levelsOf(pixels)), 1)) as tf.Tensor3D;

/**
 * ∇_x ℓ(f(x_i)), a row for each picture: the loss of one picture does not depend on the others.
 * @param pixels [batch, side²], from 0 to 1
 * @param loss of the logits [batch, 1, vocabulary], nats for each picture [batch, 1]
 * @returns nats for a pixel that goes from black to white [batch, side²]
 */
export const inputGradient = (
  { shape, weights }: Model,
  pixels: tf.Tensor2D,
  loss: (logits: tf.Tensor3D) => tf.Tensor2D,
): tf.Tensor2D =>
  tidy(
    () => tf.grad((x) => tf.sum(loss(pixelLogits(shape, weights, x as tf.Tensor2D))))(pixels) as tf.Tensor2D,
  );
