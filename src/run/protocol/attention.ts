/** Messages about attention maps: where both models look while they read the same text. */
import * as v from 'valibot';
import { ExperimentSchema } from '../../experiment/schema';
import { TrainingProgressSchema } from './evaluation';
import { Count, Counts, Numbers, ProblemSchema, Size, Text, Texts } from './schema';

/** Text that the models read. */
const TextSchema = v.pipe(
  v.object({
    prompt: Text,
    /** The prompt is as a user types it, and the task makes a prompt of it; else it is one. */
    typed: v.boolean(),
    /** Text, which an end token follows; or tokens, taken as they are; null has the teacher answer, greedily. */
    response: v.nullable(v.union([Text, Counts])),
  }),
  v.readonly(),
);
export type AttentionText = v.InferOutput<typeof TextSchema>;

/** Page → worker. One at a time: a newer request ends the one before. Works with and without a run; `experiment` says which models to take where there is none. */
export const AttentionCommandSchema = v.object({
  type: v.literal('attend'),
  id: Count,
  text: TextSchema,
  experiment: ExperimentSchema,
});
export type AttentionCommand = v.InferOutput<typeof AttentionCommandSchema>;

/** All attention rows of one model on one text of n tokens. */
const MapsSchema = v.pipe(
  v.object({
    layers: Size,
    heads: Size,
    /** Row-major [layers, heads, n, n]: entry (i, j) is how much token i attends to token j; 0 for j > i, a row sums to 1. */
    rows: Numbers,
  }),
  v.readonly(),
);
export type AttentionMaps = v.InferOutput<typeof MapsSchema>;

const ResultSchema = v.pipe(
  v.object({
    /** As the task writes it. */
    prompt: Text,
    /** Tokens that were read: the padded prompt, then the response. A last token beyond the context is dropped. */
    tokens: Counts,
    promptLength: Size,
    /** Display form of every token id. */
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
  v.readonly(),
);
export type AttentionResult = v.InferOutput<typeof ResultSchema>;

/** Worker → page. Every `attend` ends in exactly one of the two; a refusal does not affect a run. */
export const AttentionEventSchema = v.variant('type', [
  v.object({ type: v.literal('attention'), id: Count, result: ResultSchema }),
  /** `problem` is null when a newer request took the place of this one. */
  v.object({ type: v.literal('attention-refused'), id: Count, problem: v.nullable(ProblemSchema) }),
]);
export type AttentionEvent = v.InferOutput<typeof AttentionEventSchema>;

/** The memory of a message's numbers, which is handed over instead of copied. */
export const buffersOf = ({ teacher, student }: AttentionResult): ArrayBuffer[] =>
  [teacher.rows.buffer, student.rows.buffer].filter((buffer) => buffer instanceof ArrayBuffer);
