/** Views of a step as tensors, and rows of the states that come of them. */
import type { Experiment } from '../../experiment/fields';
import { ofResponse } from '../../model/forward';
import type { ModelShape } from '../../model/shape';
import * as tf from '../../ops/tf';
import { upload } from '../../ops/upload';
import { scalarOf } from '../loss/inputs';
import { drawMasks, GLOBAL_CROPS, viewsOf } from './crops';

/** Views of a step on the device, as grey levels. */
export interface DeviceViews {
  /** [2 · batch, side²] */
  readonly globals: tf.Tensor2D;
  /** [localCrops · batch, localSide²]; null without. */
  readonly locals: tf.Tensor2D | null;
  /** 1 where a patch of a global view counts in the loss [2 · batch, patches]; null where none does. */
  readonly mask: tf.Tensor2D | null;
}

/** States of patches [pictures, patches + 1, width] → [pictures · patches, width]. */
export function patchRows(states: tf.Tensor3D): tf.Tensor2D {
  const [pictures, length, width] = states.shape;
  return tf.reshape(tf.slice(states, [0, 0, 0], [pictures, length - 1, width]), [
    pictures * (length - 1),
    width,
  ]);
}

export const classRows = (states: tf.Tensor3D): tf.Tensor2D =>
  tf.reshape(ofResponse(states, 1), [states.shape[0], states.shape[2]]);

/** What each patch counts in its picture's loss [pictures · patches, 1]. */
export function sharesOf(mask: tf.Tensor2D): tf.Tensor2D {
  const counts = tf.maximum(tf.sum(mask, 1, true), scalarOf(1));
  return tf.reshape(tf.div(mask, counts), [mask.size, 1]);
}

/**
 * The views of a step.
 * @param hides whether the student does not see the patches that count; else it sees all, and all count
 */
export function deviceViews(
  prompts: readonly string[],
  experiment: Experiment,
  step: number,
  { patch = 1, context }: ModelShape,
  hides: boolean,
): DeviceViews {
  const { globals, locals, localSide } = viewsOf(prompts, experiment, step, patch);
  const pictures = GLOBAL_CROPS * prompts.length;
  const patches = context - 1;
  return {
    globals: upload(globals, [pictures, globals.length / pictures]),
    locals: locals.length > 0 ? upload(locals, [locals.length / localSide ** 2, localSide ** 2]) : null,
    mask:
      experiment.maskedPatchWeight > 0
        ? upload(
            hides
              ? drawMasks(experiment.seed, step, pictures, patches)
              : new Float32Array(pictures * patches).fill(1),
            [pictures, patches],
          )
        : null,
  };
}
