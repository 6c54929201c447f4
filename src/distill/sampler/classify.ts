import { scoreResponses } from '../../model/score';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { upload } from '../../ops/upload';
import { draw, warp } from './draw';
import type { DecodeBatch, Rollout, SamplingModel } from './rollout';

/**
 * Classes drawn by an encoder, whose response has one position.
 * @param keepLogits keep its logits as `teacherLogits`
 */
export function sampleClasses(
  { prompts }: DecodeBatch,
  { model, sampling, uniforms }: SamplingModel,
  keepLogits: boolean,
): Rollout {
  return tidy(() => {
    const [batch, pixels] = prompts.shape;
    // The column of the response is not read.
    const sequences = tf.pad2d(prompts, [
      [0, 0],
      [0, 1],
    ]);
    const logits = scoreResponses(model, sequences, pixels);
    const rows = tf.reshape(logits, [batch, model.shape.vocabulary]) as tf.Tensor2D;
    const ids = draw(warp(rows, sampling), upload(uniforms, [batch, 1]));
    return {
      tokens: tf.cast(ids, 'int32'),
      mask: tf.onesLike(ids),
      teacherLogits: keepLogits ? logits : null,
      verification: null,
    };
  });
}
