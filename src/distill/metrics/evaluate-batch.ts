/** The part of an evaluation that runs on the device: one batch of prompts, measured prompt by prompt. */
import { STREAM, uniformArray } from '../../experiment/random';
import type { Model } from '../../model/model';
import { scoreResponses } from '../../model/score';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import type { GivenAnswer } from '../../tasks/errors';
import type { Example, Task } from '../../tasks/task';
import { dataBatch, promptTensor } from '../batches';
import { divergence } from '../loss/token-losses';
import { sampleLockstep } from '../sampler/lockstep';
import { disposeRollout, type SamplingParams } from '../sampler/rollout';
import { readAnswers } from './evaluate';

export type Decoding =
  | { readonly kind: 'greedy' }
  | {
      readonly kind: 'sampled';
      readonly temperature: number;
      readonly topP: number;
      /** The same seed draws the same answers, whatever the number of prompts and the size of a batch. */
      readonly seed: number;
    };

/** A model's own answer to a prompt. */
export interface ModelAnswer {
  readonly given: GivenAnswer;
  /** Summed over the answer's tokens, at temperature 1 (nats). */
  readonly entropy: number;
  /** The answer's tokens, its end included. */
  readonly tokens: number;
}

/** Two models on one reference text; each number is a sum over its tokens, its end included. */
export interface OnReference {
  /** KL(teacher‖student), in nats. */
  readonly forwardKl: number;
  /** Jensen–Shannon divergence with equal weights, in nats. */
  readonly jsd: number;
  /** Tokens at which both find the same token most probable. */
  readonly sameTop: number;
  readonly tokens: number;
}

/** Row r belongs to prompt `first + r`; its random numbers depend on nothing else. */
function uniformsOf(decoding: Decoding, first: number, rows: number, length: number): Float32Array {
  const numbers = new Float32Array(rows * length);
  if (decoding.kind === 'greedy') return numbers;
  for (let row = 0; row < rows; row++) {
    numbers.set(uniformArray(decoding.seed, STREAM.evaluation, first + row, 1, length), row * length);
  }
  return numbers;
}

const samplingParamsOf = (decoding: Decoding): SamplingParams =>
  decoding.kind === 'greedy' ? { temperature: 0, topP: 1 } : decoding;

/** Entropy of softmax(logits) along the last axis, in nats. */
function entropy(logits: tf.Tensor3D): tf.Tensor2D {
  const logQ = tf.logSoftmax(logits);
  return tf.neg(tf.sum(tf.mul(tf.exp(logQ), logQ), -1));
}

/** Values per token [rows, length] → their sums over the tokens that count, one line a value: [values, rows]. */
const sumsByRow = (mask: tf.Tensor2D, perToken: readonly tf.Tensor2D[]): tf.Tensor2D =>
  tf.stack(perToken.map((values) => tf.sum<tf.Tensor1D>(tf.mul(values, mask), -1))) as tf.Tensor2D;

/** Reads `sumsByRow` and frees it: one list a row. */
async function takeRows(sums: tf.Tensor2D): Promise<number[][]> {
  const [lines, rows] = sums.shape;
  const values = await sums.data<'float32'>();
  sums.dispose();
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: lines }, (_line, line) => values[line * rows + row] ?? 0),
  );
}

/**
 * A model's answers to a batch of prompts.
 * @param first place of the batch's first prompt among all prompts, which its random numbers follow
 */
export async function answerBatch(
  task: Task,
  model: Model,
  examples: readonly Example[],
  decoding: Decoding,
  first: number,
): Promise<ModelAnswer[]> {
  const { responseLength } = task;
  const prompts = promptTensor(task, examples);
  const uniforms = uniformsOf(decoding, first, examples.length, responseLength);
  const rollout = sampleLockstep(
    { prompts, responseLength, maxNewTokens: responseLength },
    { model, sampling: samplingParamsOf(decoding), uniforms },
    null,
    true,
  );
  const sums = tidy(() => {
    // Without a verifier, `teacherLogits` holds the proposer's logits.
    const logits = rollout.teacherLogits;
    if (!logits) throw new Error('the sampler kept no logits');
    return sumsByRow(rollout.mask, [entropy(logits), tf.onesLike(rollout.mask)]);
  });
  const [ids, rows] = await Promise.all([rollout.tokens.data<'int32'>(), takeRows(sums)]);
  prompts.dispose();
  disposeRollout(rollout);
  return readAnswers(task, ids).map((given, row) => {
    const [nats = 0, tokens = 0] = rows[row] ?? [];
    return { given, entropy: nats, tokens };
  });
}

/** How far apart two models are on the reference texts of a batch, given their prompts (teacher forcing). */
export async function compareBatch(
  task: Task,
  teacher: Model,
  student: Model,
  examples: readonly Example[],
): Promise<OnReference[]> {
  const batch = dataBatch(task, examples);
  const sums = tidy(() => {
    const p = scoreResponses(teacher, batch.sequences, task.promptLength);
    const q = scoreResponses(student, batch.sequences, task.promptLength);
    const sameTop = tf.equal(tf.argMax(p, -1), tf.argMax(q, -1));
    return sumsByRow(batch.mask, [
      divergence(p, q, { kind: 'forward-kl' }),
      divergence(p, q, { kind: 'jsd', beta: 0.5 }),
      tf.cast(sameTop, 'float32') as tf.Tensor2D,
      tf.onesLike(batch.mask),
    ]);
  });
  tf.dispose([batch.sequences, batch.responses, batch.mask]);
  return (await takeRows(sums)).map(([forwardKl = 0, jsd = 0, sameTop = 0, tokens = 0]) => ({
    forwardKl,
    jsd,
    sameTop,
    tokens,
  }));
}
