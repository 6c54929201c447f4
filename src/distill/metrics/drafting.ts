/** Quality of a student as a drafter for its teacher: accepted drafts in speculative decoding. */
import { STREAM, uniformArray } from '../../experiment/random';
import type { Model } from '../../model/model';
import { scoreResponses } from '../../model/score';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import type { Example, Task } from '../../tasks/task';
import { promptTensor } from '../batches';
import type { DecodeBatch, SamplingParams } from '../sampler/rollout';
import {
  DRAFT_FIELDS,
  type DraftField,
  probabilities,
  sampleSpeculatively,
  type Verifier,
} from '../sampler/speculate';
import { type Estimate, ratio } from './intervals';

export interface DraftingRequest {
  /** Drafts a round, γ. */
  readonly draftLength: number;
  /** Temperature of both models; 0 is greedy. */
  readonly temperature: number;
  readonly seed: number;
}

export type DraftSource =
  /** The student's draft, accepted. */
  | 'accepted'
  /** The teacher's, in place of a draft. */
  | 'replaced'
  /** The teacher's, after drafts that were all accepted. */
  | 'added';

export interface DraftedToken {
  readonly id: number;
  readonly source: DraftSource;
  /** The draft that was judged here; −1 where the teacher added its own. */
  readonly proposed: number;
  /** Which call of the teacher the token came with, from 1. */
  readonly call: number;
}

export interface DraftedRow {
  readonly prompt: string;
  readonly tokens: readonly DraftedToken[];
}

export interface Drafting {
  /** α: mean Σ_v min(p, q) on the teacher's own text, the probability that a draft is accepted. */
  readonly overlap: Estimate;
  /** Accepted drafts as a share of the verified ones. */
  readonly acceptance: Estimate;
  /** Accepted drafts per call of the teacher. */
  readonly acceptedPerCall: Estimate;
  /** Response tokens a call of the teacher: alone it needs a call for each. */
  readonly tokensPerCall: Estimate;
  /** Tokens per call if every draft were accepted with probability `overlap`: see `expectedTokens`. */
  readonly expectedPerCall: number;
  readonly rows: readonly DraftedRow[];
}

/**
 * Expected tokens per call if every draft is accepted independently with probability α: (1 − α^(γ+1)) / (1 − α)
 * (arXiv 2211.17192, equation 1).
 */
export function expectedTokens(α: number, draftLength: number): number {
  let sum = 1;
  for (let i = 0, power = 1; i < draftLength; i++) {
    power *= α;
    sum += power;
  }
  return sum;
}

/** Plain sampling at a temperature. */
export const samplingParamsAt = (temperature: number): SamplingParams => ({ temperature, topP: 1 });

/** Both models as speculative decoding takes them, with the random numbers of rows from `first` on. */
export function samplingModelsOf(
  { teacher, student }: { readonly teacher: Model; readonly student: Model },
  { temperature, seed }: Pick<DraftingRequest, 'temperature' | 'seed'>,
  { rows, length, first = 0 }: { readonly rows: number; readonly length: number; readonly first?: number },
): { readonly student: Omit<Verifier, 'acceptance'>; readonly teacher: Verifier } {
  const numbers = (stream: number): Float32Array => {
    const all = new Float32Array(rows * length);
    for (let row = 0; row < rows; row++) {
      all.set(uniformArray(seed, stream, first + row, 1, length), row * length);
    }
    return all;
  };
  const sampling = samplingParamsAt(temperature);
  return {
    student: { model: student, sampling, uniforms: numbers(STREAM.draft) },
    teacher: {
      model: teacher,
      sampling,
      uniforms: numbers(STREAM.draftReplacement),
      acceptance: numbers(STREAM.draftAcceptance),
    },
  };
}

/** Σ over a row's tokens of Σ_v min(p, q), [batch]. */
function overlaps(
  decodeBatch: DecodeBatch,
  { student, teacher }: ReturnType<typeof samplingModelsOf>,
  record: tf.Tensor3D,
): tf.Tensor1D {
  return tidy(() => {
    const [batch, , length] = record.shape;
    const field = (name: DraftField): tf.Tensor2D =>
      tf.reshape(tf.slice(record, [0, DRAFT_FIELDS.indexOf(name), 0], [batch, 1, length]), [batch, length]);
    const sequences = tf.concat2d([decodeBatch.prompts, tf.cast(field('token'), 'int32')], 1);
    const [p, q] = [teacher, student].map(({ model, sampling }) => {
      const logits = scoreResponses(model, sequences, decodeBatch.prompts.shape[1]);
      return probabilities(tf.reshape(logits, [batch * length, model.shape.vocabulary]), sampling);
    }) as [tf.Tensor2D, tf.Tensor2D];
    const shared = tf.reshape(tf.sum(tf.minimum(p, q), -1), [batch, length]);
    return tf.sum(tf.mul(shared, field('mask')), -1) as tf.Tensor1D;
  });
}

const sourceOf = (accepted: number, proposed: number): DraftSource => {
  if (accepted === 1) return 'accepted';
  return proposed < 0 ? 'added' : 'replaced';
};

/** The tokens in a row of a record [DRAFT_FIELDS.length, length]. */
export function readRow(values: ArrayLike<number>, length: number): DraftedToken[] {
  const value = (name: DraftField, i: number): number => values[DRAFT_FIELDS.indexOf(name) * length + i] ?? 0;
  const tokens: DraftedToken[] = [];
  for (let i = 0; i < length && value('mask', i) === 1; i++) {
    const proposed = value('proposed', i);
    const source = sourceOf(value('accepted', i), proposed);
    tokens.push({ id: value('token', i), source, proposed, call: value('call', i) });
  }
  return tokens;
}

/** Prompts decoded together: a few, because without the sampling kernel a batch takes seconds. */
const ROWS = 16;

/**
 * Decodes answers to the prompts speculatively and counts. Intervals are over prompts.
 * @param afterBatch awaited after each batch: the moment for others to use the device; when it rejects, so does this
 */
export async function measureDrafter(
  task: Task,
  models: { readonly teacher: Model; readonly student: Model },
  examples: readonly Example[],
  request: DraftingRequest,
  afterBatch: (done: number) => Promise<void>,
): Promise<Drafting> {
  const { responseLength } = task;
  const rows: DraftedRow[] = [];
  const shared: number[] = [];
  for (let first = 0; first < examples.length; first += ROWS) {
    const batch = examples.slice(first, first + ROWS);
    const samplingModels = samplingModelsOf(models, request, {
      rows: batch.length,
      length: responseLength,
      first,
    });
    const decodeBatch: DecodeBatch = {
      prompts: promptTensor(task, batch),
      responseLength,
      maxNewTokens: responseLength,
    };
    const record = await sampleSpeculatively(
      decodeBatch,
      samplingModels.student,
      samplingModels.teacher,
      request.draftLength,
    );
    const overlap = overlaps(decodeBatch, samplingModels, record);
    const [values, sums] = await Promise.all([record.data<'float32'>(), overlap.data<'float32'>()]);
    tf.dispose([decodeBatch.prompts, record, overlap]);
    const size = DRAFT_FIELDS.length * responseLength;
    batch.forEach(({ prompt }, row) => {
      rows.push({ prompt, tokens: readRow(values.subarray(row * size, (row + 1) * size), responseLength) });
      shared.push(sums[row] ?? 0);
    });
    await afterBatch(rows.length);
  }
  return countDrafting(rows, shared, request.draftLength);
}

/**
 * @param shared Σ over the row's tokens of Σ_v min(p, q)
 */
export function countDrafting(
  rows: readonly DraftedRow[],
  shared: readonly number[],
  draftLength: number,
): Drafting {
  const per = (count: (tokens: readonly DraftedToken[]) => number): number[] =>
    rows.map(({ tokens }) => count(tokens));
  const many = (...sources: DraftSource[]): number[] =>
    per((tokens) => tokens.filter(({ source }) => sources.includes(source)).length);
  const length = per((tokens) => tokens.length);
  const calls = per((tokens) => tokens.at(-1)?.call ?? 0);
  const accepted = many('accepted');
  const overlap = ratio(shared, length);
  return {
    overlap,
    acceptance: ratio(accepted, many('accepted', 'replaced')),
    acceptedPerCall: ratio(accepted, calls),
    tokensPerCall: ratio(length, calls),
    expectedPerCall: expectedTokens(overlap.value, draftLength),
    rows,
  };
}
