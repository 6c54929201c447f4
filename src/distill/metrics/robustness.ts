/** Accuracy on pictures that an attack on the model itself has changed. */
import { pixelLogits } from '../../model/input-gradient';
import type { Model } from '../../model/model';
import { pixelsOf } from '../../ops/patches';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import type { Example, Task } from '../../tasks/task';
import { type Attack, attack } from '../adversarial/attacks';
import { dataBatch } from '../batches';

/** Pictures of a batch. */
const ROWS = 32;

/**
 * The share of pictures of which the model still finds the class.
 * @param seed of random starts; the same for the same number of pictures, whatever the batches
 */
export async function accuracyUnder(
  task: Task,
  model: Model,
  examples: readonly Example[],
  which: Attack,
  seed: number,
): Promise<number> {
  let right = 0;
  for (let first = 0; first < examples.length; first += ROWS) {
    const rows = examples.slice(first, first + ROWS);
    const batch = dataBatch(task, rows);
    const found = tidy(() => {
      const pixels = pixelsOf(batch.sequences, task.promptLength);
      const moved = attack(model, pixels, batch.responses, which, { seed, step: 0, first });
      const answers = tf.argMax(pixelLogits(model.shape, model.weights, moved), -1);
      return tf.sum(tf.cast(tf.equal(answers, batch.responses), 'float32'));
    });
    tf.dispose([batch.sequences, batch.responses, batch.mask]);
    right += (await found.data())[0] ?? 0;
    found.dispose();
  }
  return right / examples.length;
}
