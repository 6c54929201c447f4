/** The token strip: a few sequences of a step, with both models' distributions at every token. */
import type { Collected } from '../distill/collect';
import { METHODS } from '../distill/methods';
import type { Experiment } from '../experiment/fields';
import { tidy } from '../ops/scope';
import * as tf from '../ops/tf';
import type { Example, Task } from '../tasks/task';
import type { StripRow, StripToken, TokenSource } from './protocol';

/** Sequences shown. */
const ROWS = 4;

/**
 * Packs what the strip needs of the first rows into one vector, so that one read-back serves it:
 * tokens, mask, accepted, proposed, rank, teacher and student log-probabilities.
 */
export function packStrip(collected: Collected, studentLogits: tf.Tensor3D): tf.Tensor1D {
  return tidy(() => {
    const [batch, length, vocabulary] = studentLogits.shape;
    const rows = Math.min(ROWS, batch);
    const flat = (x: tf.Tensor2D): tf.Tensor1D =>
      tf.reshape(tf.cast(tf.slice(x, [0, 0], [rows, length]), 'float32'), [rows * length]);
    const distribution = (logits: tf.Tensor3D): tf.Tensor1D =>
      tf.reshape(tf.logSoftmax(tf.slice(logits, [0, 0, 0], [rows, length, vocabulary])), [
        rows * length * vocabulary,
      ]);
    const none = tf.zeros([batch, length]) as tf.Tensor2D;
    const { verified } = collected;
    return tf.concat1d([
      flat(collected.responses),
      flat(collected.mask),
      flat(verified?.accepted ?? none),
      flat(verified?.proposed ?? none),
      flat(verified?.rank ?? none),
      distribution(collected.teacherLogits),
      distribution(studentLogits),
    ]);
  });
}

/** The inverse of `packStrip`. */
export function readStrip(
  values: Float32Array,
  task: Task,
  experiment: Experiment,
  examples: readonly Example[],
): StripRow[] {
  const rows = Math.min(ROWS, examples.length);
  const { responseLength } = task;
  const vocabulary = task.tokenizer.size;
  const size = rows * responseLength;
  const kind = METHODS[experiment.method].sampler;
  const teacherAt = 5 * size;
  const studentAt = teacherAt + size * vocabulary;
  return examples.slice(0, rows).map((example, row) => {
    const start = row * responseLength;
    const tokens: StripToken[] = [];
    for (let i = start; i < start + responseLength && values[size + i] === 1; i++) {
      const id = values[i] ?? 0;
      if (kind === 'interleaved') {
        const source: TokenSource = values[2 * size + i] === 1 ? 'accepted' : 'replaced';
        tokens.push({ id, source, proposed: values[3 * size + i] ?? 0, rank: values[4 * size + i] ?? 0 });
      } else {
        tokens.push({ id, source: kind === 'student' ? 'student' : 'data', proposed: -1, rank: -1 });
      }
    }
    const part = (from: number): Float32Array =>
      values.slice(from + start * vocabulary, from + (start + tokens.length) * vocabulary);
    return { prompt: example.prompt, tokens, teacher: part(teacherAt), student: part(studentAt) };
  });
}
