/** The token strip: a few sequences of a step, with both models' distributions at every token. */
import type { Collected } from '../../distill/collect';
import { tokenWeights } from '../../distill/weight/weights';
import type { Experiment } from '../../experiment/fields';
import type { Source } from '../../experiment/methods';
import type { Model } from '../../model/model';
import { scoreResponses } from '../../model/score';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import type { Task } from '../../tasks/task';
import type { StripRow, StripToken, TokenSource } from '../protocol';
import { KEPT_PICTURES } from '../recording/strips';

/** Sequences shown, and pictures. */
const ROWS = 4;
const PICTURES = KEPT_PICTURES;

/** @param length tokens of a response: 1 where it is a class */
const rowsShown = (batch: number, length: number): number => Math.min(length === 1 ? PICTURES : ROWS, batch);

/** Numbers of one kind for every token come before the distributions: token, mask, accepted, by teacher, proposed, rank, weight. */
const FIELDS = 7;

/**
 * Packs what the strip needs of the first rows into one vector, so that one read-back serves it: the fields above, then
 * student and teacher log-probabilities. A method that never asks its teacher has it asked here;
 * without one, the student's alone.
 * @param weights of the tokens in the loss [batch, responseLength]; null where they are not shown
 */
export function packStrip(
  collected: Pick<
    Collected,
    'responses' | 'mask' | 'sequences' | 'verification' | 'teacherMask' | 'teacherLogits'
  >,
  studentLogits: tf.Tensor3D,
  teacher: Model | null,
  weights: tf.Tensor2D | null = null,
): tf.Tensor1D {
  return tidy(() => {
    const [batch, length, vocabulary] = studentLogits.shape;
    const rows = rowsShown(batch, length);
    const flat = (x: tf.Tensor2D): tf.Tensor1D =>
      tf.reshape(tf.cast(tf.slice(x, [0, 0], [rows, length]), 'float32'), [rows * length]);
    const distribution = (logits: tf.Tensor3D): tf.Tensor1D =>
      tf.reshape(tf.logSoftmax(tf.slice(logits, [0, 0, 0], [rows, length, vocabulary])), [
        rows * length * vocabulary,
      ]);
    const none = tf.zeros([batch, length]) as tf.Tensor2D;
    const { verification, sequences, teacherMask } = collected;
    const promptLength = sequences.shape[1] - length;
    const teacherLogits =
      collected.teacherLogits ?? (teacher && scoreResponses(teacher, sequences, promptLength));
    return tf.concat1d([
      flat(collected.responses),
      flat(collected.mask),
      flat(verification?.accepted ?? none),
      flat(teacherMask ?? none),
      flat(verification?.proposed ?? none),
      flat(verification?.rank ?? none),
      flat(weights ?? none),
      distribution(studentLogits),
      ...(teacherLogits ? [distribution(teacherLogits)] : []),
    ]);
  });
}

/**
 * How much each patch counts in the loss [batch, responseLength], in a task that answers patches; else, or where all count the same,
 * null. The caller disposes it.
 */
export function patchWeights(
  task: Pick<Task, 'picture' | 'promptLength' | 'responseLength'>,
  experiment: Experiment,
  collected: Collected,
  studentLogits: tf.Tensor3D,
): tf.Tensor2D | null {
  const { promptLength, responseLength } = task;
  if (!task.picture || responseLength === 1 || collected.plan.weight === 'none') return null;
  const student = { studentLogits, scores: studentLogits, inside: null };
  const inputs = { ...collected, ...student, experiment, promptLength };
  return tidy(() => tokenWeights({ ...inputs, teacherOutputs: collected, sampled: collected }));
}

/** Who wrote a token of a row. */
function sourceOfToken(source: Source, accepted: boolean, teacherMask: boolean): TokenSource {
  switch (source) {
    case 'dataset':
      return 'data';
    case 'teacher-text':
    case 'teacher':
      return 'teacher';
    case 'student':
    case 'replay':
      return 'student';
    case 'interleaved':
      return accepted ? 'accepted' : 'replaced';
    case 'adaptive-switch':
      return teacherMask ? 'teacher' : 'student';
    default:
      return source satisfies never;
  }
}

/**
 * The inverse of `packStrip`.
 * @param prompts of the batch's rows
 * @param sources who wrote them
 * @param weighed whether weights were packed
 */
export function readStrip(
  values: Float32Array,
  task: Task,
  prompts: readonly string[],
  sources: readonly Source[],
  weighed = false,
): StripRow[] {
  const { responseLength } = task;
  const rows = rowsShown(prompts.length, responseLength);
  const vocabulary = task.tokenizer.size;
  const size = rows * responseLength;
  const studentAt = FIELDS * size;
  const teacherAt = studentAt + size * vocabulary;
  return prompts.slice(0, rows).map((prompt, row) => {
    const rowSource = sources[row] ?? 'dataset';
    const start = row * responseLength;
    const tokens: StripToken[] = [];
    for (let i = start; i < start + responseLength && values[size + i] === 1; i++) {
      const field = (index: number): number => values[index * size + i] ?? 0;
      const source = sourceOfToken(rowSource, field(2) === 1, field(3) === 1);
      const verifiedMask = rowSource === 'interleaved';
      tokens.push({
        id: field(0),
        source,
        proposed: verifiedMask ? field(4) : -1,
        rank: verifiedMask ? field(5) : -1,
        ...(weighed ? { weight: Math.min(1, field(6)) } : {}),
      });
    }
    const part = (from: number): Float32Array =>
      values.slice(from + start * vocabulary, from + (start + tokens.length) * vocabulary);
    return { prompt, tokens, teacher: part(teacherAt), student: part(studentAt) };
  });
}
