/** Messages about attention maps: where both models look while they read the same text. */
import * as v from 'valibot';
import type { Problem } from '../../errors/problems';
import type { Experiment } from '../../experiment/fields';
import { ExperimentSchema } from '../../experiment/schema';
import { type TrainingProgress, TrainingProgressSchema } from './evaluation';
import { Count, Counts, Numbers, ProblemSchema, Size, schemaFor, Text, Texts } from './schema';

/** Text that the models read. */
export interface AttentionText {
  readonly prompt: string;
  /** The prompt is as a user types it, and the task makes a prompt of it; else it is one. */
  readonly typed: boolean;
  /** Text, which an end token follows; or tokens, taken as they are; null has the teacher answer, greedily. */
  readonly response: string | readonly number[] | null;
}

/** Page → worker. Works with and without a run; `experiment` says which models to take where there is none. */
export type AttentionCommand = { type: 'attend'; id: number; text: AttentionText; experiment: Experiment };

/** All attention rows of one model on one text of n tokens. */
export interface AttentionMaps {
  readonly layers: number;
  readonly heads: number;
  /** Row-major [layers, heads, n, n]: entry (i, j) is how much token i attends to token j; 0 for j > i, a row sums to 1. */
  readonly rows: Float32Array;
}

export interface AttentionResult {
  /** As the task writes it. */
  readonly prompt: string;
  /** Tokens that were read: the padded prompt, then the response. A last token beyond the context is dropped. */
  readonly tokens: readonly number[];
  readonly promptLength: number;
  /** Display form of every token id. */
  readonly vocabulary: readonly string[];
  readonly trainingProgress: TrainingProgress;
  readonly teacher: AttentionMaps;
  readonly student: AttentionMaps;
}

/** Worker → page. Every `attend` ends in exactly one of the two. */
export type AttentionEvent =
  | { type: 'attention'; id: number; result: AttentionResult }
  /** A run is not affected. */
  | { type: 'attention-refused'; id: number; problem: Problem };

const MapsSchema = schemaFor<AttentionMaps>()(v.object({ layers: Size, heads: Size, rows: Numbers }));

const ResultSchema = schemaFor<AttentionResult>()(
  v.pipe(
    v.object({
      prompt: Text,
      tokens: Counts,
      promptLength: Size,
      vocabulary: Texts,
      trainingProgress: TrainingProgressSchema,
      teacher: MapsSchema,
      student: MapsSchema,
    }),
    v.check(
      ({ tokens, teacher, student }) =>
        [teacher, student].every(
          ({ layers, heads, rows }) => rows.length === layers * heads * tokens.length ** 2,
        ),
      'Expected a row of every layer, head and token',
    ),
    v.check(
      ({ tokens, promptLength, vocabulary }) =>
        tokens.length >= promptLength && tokens.every((id) => id < vocabulary.length),
      'Expected a whole prompt, and tokens of the vocabulary',
    ),
  ),
);

export const AttentionCommandSchema = schemaFor<AttentionCommand>()(
  v.object({
    type: v.literal('attend'),
    id: Count,
    text: v.object({
      prompt: Text,
      typed: v.boolean(),
      response: v.nullable(v.union([Text, Counts])),
    }),
    experiment: ExperimentSchema,
  }),
);

export const AttentionEventSchema = schemaFor<AttentionEvent>()(
  v.variant('type', [
    v.object({ type: v.literal('attention'), id: Count, result: ResultSchema }),
    v.object({ type: v.literal('attention-refused'), id: Count, problem: ProblemSchema }),
  ]),
);

/** The memory of a message's numbers, which is handed over instead of copied. */
export const buffersOf = ({ teacher, student }: AttentionResult): ArrayBuffer[] =>
  [teacher.rows.buffer, student.rows.buffer].filter((buffer) => buffer instanceof ArrayBuffer);
