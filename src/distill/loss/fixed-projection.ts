/** Features of one model at the width of another, where a loss compares them entry by entry. */
import { normalArray, STREAM } from '../../experiment/random';
import { cachedTensor } from '../../ops/constant';
import { linear } from '../../ops/linear';
import * as tf from '../../ops/tf';

/** One projection for every run, so that runs can be compared. */
const PROJECTION_SEED = 0;

/**
 * The teacher's features at the student's width: a fixed random projection, which keeps distances on average (Johnson &
 * Lindenstrauss) and needs no parameters of its own (ours; a learned map would be trained beside the student).
 * @param states [batch, length, teacherWidth]
 * @returns [batch, length, width]; the states themselves where the widths are the same
 */
export function atWidth(states: tf.Tensor3D, width: number): tf.Tensor3D {
  const own = states.shape[2];
  if (own === width) return states;
  const projection = cachedTensor(`projection ${own} ${width}`, () => {
    const numbers = normalArray(PROJECTION_SEED, STREAM.projection, own * width);
    return tf.tensor2d(
      numbers.map((x) => x / Math.sqrt(width)),
      [own, width],
    );
  });
  return linear(states, projection) as tf.Tensor3D;
}
