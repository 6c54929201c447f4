/** Attention maps that the user asked for: both models read one text, between two steps of a run or without one. */
import { answerTokens } from '../../distill/metrics/evaluate';
import { UserError } from '../../errors/user-error';
import { hidden } from '../../model/forward';
import type { Model } from '../../model/model';
import { attentionMap } from '../../ops/attention-map';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { upload } from '../../ops/upload';
import type { Task } from '../../tasks/task';
import { EOS, PAD, padPrompt } from '../../tasks/tokenizer';
import type {
  AttentionCommand,
  AttentionEvent,
  AttentionMaps,
  AttentionResult,
  AttentionText,
} from '../protocol/attention';
import { stopOf } from '../resources/job-queue';
import type { Pair } from './pairs';

/**
 * Answers a request; never rejects.
 * @param findPair finds the models; their student is freed here
 * @param signal aborted when a newer request takes the place of this one
 */
export async function attend(
  emit: (event: AttentionEvent) => void,
  { id, text }: Pick<AttentionCommand, 'id' | 'text'>,
  findPair: () => Promise<Pair>,
  signal: AbortSignal,
): Promise<void> {
  let pair: Pair | null = null;
  try {
    signal.throwIfAborted();
    pair = await findPair();
    signal.throwIfAborted();
    emit({ type: 'attention', id, result: await attentionOf(pair, text) });
  } catch (error) {
    emit({ type: 'attention-refused', id, problem: stopOf(error, signal) });
  } finally {
    pair?.release();
  }
}

/**
 * Attention of both models on one text. All numbers belong to the student that `pair` holds.
 * @throws UserError when the text is too long, or has characters that the models do not know
 */
export async function attentionOf(
  {
    task,
    teacher,
    student,
    trainingProgress,
  }: Pick<Pair, 'task' | 'teacher' | 'student' | 'trainingProgress'>,
  text: AttentionText,
): Promise<AttentionResult> {
  const { promptLength, tokenizer } = task;
  const prompt = text.typed ? task.toPrompt(text.prompt) : text.prompt;
  const padded = padPrompt(tokenizer.encode(prompt), promptLength);
  const response = await responseTokens(task, teacher, prompt, text.response);
  const tokens = [...padded, ...response].slice(0, teacher.shape.context);
  // Both are given to the device before either is waited for.
  const [ofTeacher, ofStudent] = await Promise.all([readMaps(teacher, tokens), readMaps(student, tokens)]);
  return {
    prompt,
    tokens,
    promptLength,
    vocabulary: tokenizer.vocabulary,
    trainingProgress,
    teacher: ofTeacher,
    student: ofStudent,
  };
}

/** @throws UserError when a given response is none of this task, or too long */
async function responseTokens(
  task: Task,
  teacher: Model,
  prompt: string,
  given: AttentionText['response'],
): Promise<readonly number[]> {
  const { responseLength, tokenizer } = task;
  if (given !== null && typeof given !== 'string') {
    if (given.length > responseLength || given.some((id) => id >= tokenizer.size)) {
      throw new UserError('text-of-another-task');
    }
    return given;
  }
  // Token ids, because a model can write PAD, which no text encodes to.
  if (given === null) return answerTokens(task, teacher, prompt);
  const ids = tokenizer.encode(given);
  const most = responseLength - 1;
  if (ids.length > most) throw new UserError('response-too-long', { length: ids.length, limit: most });
  return [...ids, EOS];
}

/**
 * Runs a model once over a text and reads all of its attention rows. The forward pass is padded to the whole context, so
 * that every text uses the same programs; no token attends to what comes after it.
 */
async function readMaps(model: Model, tokens: readonly number[]): Promise<AttentionMaps> {
  const { layers, heads, context } = model.shape;
  const ids = new Int32Array(context).fill(PAD);
  ids.set(tokens);
  const maps = tidy(() => {
    const ofLayers: tf.Tensor[] = [];
    const input = upload<tf.Tensor2D>(ids, [1, context]);
    hidden(model.shape, model.weights, input, (_layer, qkv) => {
      ofLayers.push(tf.reshape(attentionMap(qkv, heads), [heads, context, context]));
    });
    return tf.concat(ofLayers, 0);
  });
  try {
    const values = await maps.data<'float32'>();
    return { layers, heads, rows: cropped(values, layers * heads, context, tokens.length) };
  } finally {
    tf.dispose([maps]);
  }
}

/** The first `to` rows and columns of each of `count` square maps of size `from`. */
function cropped(values: Float32Array, count: number, from: number, to: number): Float32Array {
  const rows = new Float32Array(count * to * to);
  for (let map = 0; map < count; map++) {
    for (let i = 0; i < to; i++) {
      const start = (map * from + i) * from;
      rows.set(values.subarray(start, start + to), (map * to + i) * to);
    }
  }
  return rows;
}
