/** The states that classes are scored from, read back. */
import { responseStates } from '../model/forward';
import type { Model } from '../model/model';
import { tidy } from '../ops/scope';
import type { Example, Task } from '../tasks/task';
import { dataBatch } from './batches';
import { rowsAtOnce } from './metrics/evaluate';

/**
 * States of the class token after the last norm, row-major [examples, width], of a task whose responses have one position.
 * @param between awaited before every batch but the first with the examples done; false gives up
 * @returns null when given up
 */
export async function readClassStates(
  task: Task,
  model: Model,
  examples: readonly Example[],
  between: (done: number) => Promise<boolean>,
): Promise<Float32Array | null> {
  const { shape, weights } = model;
  const rows = rowsAtOnce(task, model);
  const all = new Float32Array(examples.length * shape.width);
  for (let start = 0; start < examples.length; start += rows) {
    if (start > 0 && !(await between(start))) return null;
    const batch = examples.slice(start, start + rows);
    const states = tidy(() => {
      const { sequences } = dataBatch(task, batch);
      return responseStates(shape, weights, sequences, task.promptLength);
    });
    all.set(await states.data<'float32'>(), start * shape.width);
    states.dispose();
  }
  return all;
}
