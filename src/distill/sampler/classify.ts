import { scoreResponses } from '../../model/score';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { upload } from '../../ops/upload';
import { draw, warp } from './draw';
import type { DecodeBatch, Rollout, SamplingModel } from './rollout';

/**
 * Classes drawn by an encoder, all positions of its response at once: none reads another.
 * @param keepLogits keep its logits as `teacherLogits`
 */
export function sampleClasses(
  { prompts, responseLength }: DecodeBatch,
  { model, sampling, uniforms }: SamplingModel,
  keepLogits: boolean,
): Rollout {
  return tidy(() => {
    const [batch, pixels] = prompts.shape;
    // The columns of the response are not read.
    const sequences = tf.pad2d(prompts, [
      [0, 0],
      [0, responseLength],
    ]);
    const logits = scoreResponses(model, sequences, pixels);
    const rows = tf.reshape(logits, [batch * responseLength, model.shape.vocabulary]) as tf.Tensor2D;
    const drawn = draw(warp(rows, sampling), upload(uniforms, [batch * responseLength, 1]));
    const ids: tf.Tensor2D = tf.reshape(drawn, [batch, responseLength]);
    return {
      tokens: tf.cast(ids, 'int32'),
      mask: tf.onesLike(ids),
      teacherLogits: keepLogits ? logits : null,
      verification: null,
    };
  });
}
