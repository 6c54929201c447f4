/**
 * Speculative decoding (Leviathan et al. 2022, arXiv 2211.17192; Chen et al. 2023, arXiv 2302.01318): the student drafts
 * γ tokens, the teacher scores them in one forward pass, and `verifyDrafts` keeps the accepted ones. The result is distributed
 * exactly as the teacher's own samples. Not SKD's rank test, which is for training.
 */
import { Decoder, rowPositions } from '../../model/decode';
import { constant } from '../../ops/constant';
import { oneHot } from '../../ops/embedding';
import { engine } from '../../ops/engine/present';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { EOS } from '../../tasks/tokenizer';
import { decodeUntilDone } from './decode-loop';
import { draw, tokenOneHot, warp } from './draw';
import { engineModel, sampleInKernel } from './kernel';
import { positionAt } from './positions';
import type { DecodeBatch, SamplingModel, SamplingParams } from './rollout';
import { type Committed, columnsFrom, type Drafted, type RowState, verifyDrafts } from './verify-drafts';

/** Fields of each response token, in the order of the record. */
export const DRAFT_FIELDS = ['mask', 'token', 'accepted', 'proposed', 'call'] as const;
export type DraftField = (typeof DRAFT_FIELDS)[number];

/** The teacher: `uniforms` draws its own tokens, `acceptance` [batch, responseLength] decides about drafts. */
export interface Verifier extends SamplingModel {
  readonly acceptance: Float32Array;
}

interface State extends RowState {
  /** The last committed token and the one before it, one-hot [batch, vocabulary]. */
  readonly last: tf.Tensor2D;
  readonly previous: tf.Tensor2D;
  readonly record: tf.Tensor3D;
}

const tensorsOf = (state: object): tf.Tensor[] => Object.values(state) as tf.Tensor[];

/** The distribution that tokens are drawn from, normalised: logits [rows, V] → [rows, V]. */
export function probabilities(logits: tf.Tensor2D, how: SamplingParams): tf.Tensor2D {
  const weights = warp(logits, how);
  return how.topP >= 1 ? weights : tf.div(weights, tf.sum(weights, -1, true));
}

/** The last prompt token and the one before it, one-hot [batch, vocabulary]; zeros where the prompt has none. */
function promptEnd(prompts: tf.Tensor2D, vocabulary: number): readonly [tf.Tensor2D, tf.Tensor2D] {
  const [batch, length] = prompts.shape;
  const at = (position: number): tf.Tensor2D =>
    position < 0
      ? tf.zeros([batch, vocabulary])
      : tf.reshape(oneHot(tf.slice(prompts, [0, position], [batch, 1]), vocabulary), [batch, vocabulary]);
  return [at(length - 1), at(length - 2)];
}

/**
 * γ tokens of the student, one forward pass each.
 * @param inputsAt one-hot positions of `previous`, `last` and the drafts [batch, γ + 2, context]
 * @param numbers uniform numbers [batch, at least γ]
 */
function drafts(
  decoder: Decoder,
  how: SamplingParams,
  { last, previous }: State,
  inputsAt: tf.Tensor3D,
  numbers: tf.Tensor2D,
  γ: number,
): Drafted {
  const [batch, vocabulary] = last.shape;
  const context = inputsAt.shape[2];
  const ids: tf.Tensor2D[] = [];
  const q: tf.Tensor2D[] = [];
  const sequence: tf.Tensor2D[] = [last];
  // Feed two tokens: if every draft of the last round was accepted, its last token is not in the KV cache yet.
  let fed = tf.stack([previous, last], 1) as tf.Tensor3D;
  for (let j = 0; j < γ; j++) {
    const fresh = fed.shape[1];
    const at = tf.slice(inputsAt, [0, j + 2 - fresh, 0], [batch, fresh, context]);
    const logits = decoder.next(fed, rowPositions(at));
    const newest = tf.slice(logits, [0, fresh - 1, 0], [batch, 1, vocabulary]);
    const distribution = probabilities(tf.reshape(newest, [batch, vocabulary]), how);
    const draft = draw(distribution, tf.slice(numbers, [0, j], [batch, 1]));
    const token = tokenOneHot(draft, vocabulary);
    q.push(distribution);
    ids.push(draft);
    sequence.push(token);
    fed = tf.expandDims(token, 1);
  }
  return {
    ids: tf.concat2d(ids, 1),
    q: tf.stack(q, 1) as tf.Tensor3D,
    sequence: tf.stack(sequence, 1) as tf.Tensor3D,
  };
}

/** The teacher's distributions at the drafts and after the last of them, in one forward pass: [batch, γ + 1, vocabulary]. */
function scored(
  decoder: Decoder,
  how: SamplingParams,
  sequence: Drafted['sequence'],
  inputsAt: tf.Tensor3D,
): tf.Tensor3D {
  const [batch, length, vocabulary] = sequence.shape;
  const at = tf.slice(inputsAt, [0, 1, 0], [batch, length, inputsAt.shape[2]]);
  const logits = decoder.next(sequence, rowPositions(at));
  const p = probabilities(tf.reshape(logits, [batch * length, vocabulary]), how);
  return tf.reshape(p, [batch, length, vocabulary]);
}

/**
 * The record with what a round has committed.
 * @param columns one-hot response positions of the round's tokens [batch, γ + 1, responseLength]
 * @param call number of the teacher's forward pass, from 1
 */
function recorded(
  record: tf.Tensor3D,
  { mask, tokens, accepted, proposed }: Pick<Committed, 'mask' | 'tokens' | 'accepted' | 'proposed'>,
  columns: tf.Tensor3D,
  call: number,
): tf.Tensor3D {
  const facts: Record<DraftField, tf.Tensor2D> = {
    ...{ mask, token: tokens, accepted, proposed },
    call: tf.mul(mask, constant(call)),
  };
  const written = tf.stack(
    DRAFT_FIELDS.map((name) => facts[name]),
    1,
  );
  return tf.add(record, tf.matMul(written, columns));
}

/**
 * Draws responses of the teacher with the student as drafter. Greedy decoding is the same rule at temperature 0, where
 * both distributions hold one token: a draft is accepted if it is the teacher's best, and the result is the teacher's own
 * greedy answer. Each model's warp belongs to the distribution that is compared.
 *
 * The token at a position depends on the random numbers of this and earlier positions only, each is used once, and a
 * discarded draft decides nothing: numbers keyed by (row, position) leave the distribution exact.
 * @param γ drafts a round, at least 1
 * @returns float32 [batch, DRAFT_FIELDS.length, responseLength], 0 where mask is 0. mask: 1 up to and including EOS;
 *   token: its id; accepted: 1 where the student drafted it; proposed: the draft that was judged there, −1 where the
 *   teacher added its own; call: the forward pass of the teacher that it came with, from 1
 */
export async function sampleSpeculatively(
  decodeBatch: DecodeBatch,
  student: SamplingModel,
  teacher: Verifier,
  γ: number,
): Promise<tf.Tensor3D> {
  const open = engine();
  if (!open) return speculateComposed(decodeBatch, student, teacher, γ);
  const { prompts, responseLength, maxNewTokens } = decodeBatch;
  const [batch, promptLength] = prompts.shape;
  const record = open.speculate({
    prompts,
    promptLength,
    responseLength,
    limit: maxNewTokens,
    endToken: EOS,
    student: engineModel(student),
    teacher: engineModel(teacher),
    acceptance: teacher.acceptance,
    drafts: γ,
  });
  return tf.tensor3d(record, [batch, DRAFT_FIELDS.length, responseLength]);
}

/** `sampleSpeculatively` of stock operations, for every backend. */
export async function speculateComposed(
  { prompts, responseLength, maxNewTokens }: DecodeBatch,
  student: SamplingModel,
  teacher: Verifier,
  γ: number,
): Promise<tf.Tensor3D> {
  const [batch, promptLength] = prompts.shape;
  const { vocabulary, context } = teacher.model.shape;
  const studentDecoder = new Decoder(student.model, prompts);
  const teacherDecoder = new Decoder(teacher.model, prompts);
  const uses = [student.uniforms, teacher.acceptance, teacher.uniforms];
  /** [batch, responseLength, 3] */
  const uniforms = tidy(() =>
    tf.stack(
      uses.map((numbers) => tf.tensor2d(numbers, [batch, responseLength])),
      -1,
    ),
  );
  const first: State = tidy(() => {
    const [last, previous] = promptEnd(prompts, vocabulary);
    const record: tf.Tensor3D = tf.zeros([batch, DRAFT_FIELDS.length, responseLength]);
    return { count: tf.zeros([batch, 1]), alive: tf.ones([batch, 1]), last, previous, record };
  });

  const round = (state: State, index: number): State => {
    const columns = columnsFrom(state.count, γ + 1, responseLength);
    const inputsAt = columnsFrom(tf.add(state.count, constant(promptLength - 2)), γ + 2, context);
    const numbers = tf.matMul(columns, uniforms);
    const [draft, acceptance, replacement] = uses.map((_, use) =>
      tf.reshape(tf.slice(numbers, [0, 0, use], [batch, γ + 1, 1]), [batch, γ + 1]),
    ) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    const drafted = drafts(studentDecoder, student.sampling, state, inputsAt, draft, γ);
    const p = scored(teacherDecoder, teacher.sampling, drafted.sequence, inputsAt);
    const { count, alive, token, previous, ...made } = verifyDrafts(
      drafted,
      p,
      state,
      { acceptance: tf.slice(acceptance, [0, 0], [batch, γ]), replacement },
      maxNewTokens,
    );
    const record = recorded(state.record, made, columns, index + 1);
    return { count, alive, last: tokenOneHot(token, vocabulary), previous, record };
  };

  try {
    const { record, ...rest } = await decodeUntilDone(first, round, tensorsOf, maxNewTokens);
    tf.dispose(tensorsOf(rest));
    return record;
  } finally {
    studentDecoder.dispose();
    teacherDecoder.dispose();
    uniforms.dispose();
  }
}

/**
 * A model alone, token by token with its cache, until every row has ended: what speculative decoding is timed against.
 * `sampleLockstep` draws the same tokens, but always continues to the limit.
 * @returns ids and mask as in `Rollout`, float32 [batch, responseLength] each
 */
export async function sampleAutoregressive(
  decodeBatch: DecodeBatch,
  samplingModel: SamplingModel,
): Promise<{ readonly tokens: tf.Tensor2D; readonly mask: tf.Tensor2D }> {
  if (engine()) {
    // A row that has ended costs nothing there.
    const { tokens, mask } = sampleInKernel(decodeBatch, samplingModel, null, false);
    const asFloats: tf.Tensor2D = tf.cast(tokens, 'float32');
    tokens.dispose();
    return { tokens: asFloats, mask };
  }
  const { prompts, responseLength, maxNewTokens } = decodeBatch;
  const { model, sampling: how, uniforms } = samplingModel;
  const [batch, promptLength] = prompts.shape;
  const { vocabulary, context } = model.shape;
  const decoder = new Decoder(model, prompts);
  const numbers = tf.tensor2d(uniforms, [batch, responseLength]);
  interface Alone {
    readonly alive: tf.Tensor2D;
    readonly last: tf.Tensor2D;
    readonly tokens: tf.Tensor2D;
    readonly mask: tf.Tensor2D;
  }
  const first: Alone = tidy(() => ({
    alive: tf.ones([batch, 1]),
    last: promptEnd(prompts, vocabulary)[0],
    tokens: tf.zeros([batch, responseLength]),
    mask: tf.zeros([batch, responseLength]),
  }));
  const round = ({ alive, last, tokens, mask }: Alone, index: number): Alone => {
    const logits = decoder.next(tf.expandDims(last, 1), positionAt(context, promptLength - 1 + index));
    const number = tf.slice(numbers, [0, index], [batch, 1]);
    // PAD, which follows the end, is 0.
    const token: tf.Tensor2D = tf.mul(
      alive,
      draw(warp(tf.reshape(logits, [batch, vocabulary]), how), number),
    );
    const here = tf.reshape(columnsFrom(constant(index), 1, responseLength), [1, responseLength]);
    return {
      alive: tf.mul(alive, tf.cast(tf.notEqual(token, constant(EOS)), 'float32')),
      last: tokenOneHot(token, vocabulary),
      tokens: tf.add(tokens, tf.mul(here, token)),
      mask: tf.add(mask, tf.mul(here, alive)),
    };
  };
  try {
    const { tokens, mask, ...rest } = await decodeUntilDone(first, round, tensorsOf, maxNewTokens);
    tf.dispose(tensorsOf(rest));
    return { tokens, mask };
  } finally {
    decoder.dispose();
    numbers.dispose();
  }
}
