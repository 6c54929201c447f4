/** Messages about single tokens: a sequence with every draw in it, and the teacher's verdict on a token of the visitor. */
import * as v from 'valibot';
import { DIVERGENCES, LOSS_NAMES } from '../../experiment/methods';
import { ExperimentSchema, FIELD_SCHEMAS } from '../../experiment/schema';
import { TrainingProgressSchema } from './evaluation';
import {
  Amount,
  Count,
  Counts,
  Fraction,
  Measured,
  Numbers,
  ProblemSchema,
  Size,
  Text,
  Texts,
} from './schema';
import { AcceptanceRuleSchema, StripRowSchema } from './strip';
import { WRITERS } from './values';

const WriterSchema = v.picklist(WRITERS);
export type Writer = v.InferOutput<typeof WriterSchema>;

/** Rows that random numbers can be addressed by. */
const RowSchema = v.pipe(Count, v.maxValue(65_534));

const PromptSchema = v.object({
  prompt: Text,
  /** The prompt is as a user types it, and the task makes a prompt of it; else it is one. */
  typed: v.boolean(),
});

const TraceRequestSchema = v.pipe(
  v.object({
    ...PromptSchema.entries,
    /** Null: as the experiment has it. */
    writer: v.nullable(WriterSchema),
    /** K of the top-K rule; null: the experiment's rule as it is. */
    topK: v.nullable(FIELD_SCHEMAS.topK),
    /** Row whose random numbers are used, those of step 1. */
    row: RowSchema,
    /** A sequence of the strip: the student that wrote it, and the random numbers of its step and row, are used. */
    strip: v.nullable(
      v.pipe(
        v.object({
          step: Size,
          row: RowSchema,
          tokens: Counts,
          /** That very sequence is asked for; else another of the same address. */
          again: v.boolean(),
        }),
        v.readonly(),
      ),
    ),
  }),
  v.readonly(),
);
export type TraceRequest = v.InferOutput<typeof TraceRequestSchema>;

const VerdictRequestSchema = v.pipe(
  v.object({
    ...PromptSchema.entries,
    /** Tokens of the response so far. */
    response: Counts,
    proposed: Count,
    topK: FIELD_SCHEMAS.topK,
    row: RowSchema,
  }),
  v.readonly(),
);
export type VerdictRequest = v.InferOutput<typeof VerdictRequestSchema>;

/** Page → worker. With and without a run; `experiment` says which models to take where there is none. */
export const TraceCommandSchema = v.variant('type', [
  v.object({
    type: v.literal('trace'),
    id: Count,
    request: TraceRequestSchema,
    experiment: ExperimentSchema,
  }),
  v.object({
    type: v.literal('judge-token'),
    id: Count,
    request: VerdictRequestSchema,
    experiment: ExperimentSchema,
  }),
]);
export type TraceCommand = v.InferOutput<typeof TraceCommandSchema>;

/** How one model draws its tokens. */
const DrawsSchema = v.pipe(
  v.object({
    temperature: Amount,
    topP: Fraction,
    /** The random number of each token, in [0, 1). */
    uniforms: Numbers,
    /** After temperature and top-p, row-major [tokens, vocabulary]; a row sums to 1. */
    distributions: Numbers,
  }),
  v.readonly(),
);
export type TokenDraws = v.InferOutput<typeof DrawsSchema>;

/** What is minimised at each token. */
const TokenLossSchema = v.pipe(
  v.object({
    name: v.picklist(LOSS_NAMES),
    /** The divergence that is shown; null: the cross-entropy of the text's tokens. */
    divergence: v.nullable(v.picklist(DIVERGENCES)),
    temperature: Amount,
    /** Distributions at that temperature, row-major [tokens, vocabulary]: the target (one-hot for a cross-entropy), the student's. */
    target: Numbers,
    student: Numbers,
    /** Share of each token of the vocabulary in the value, never negative, row-major [tokens, vocabulary]. */
    shares: Numbers,
    /** Nats (no unit for a total variation distance) [tokens]. */
    values: Numbers,
  }),
  v.readonly(),
);
export type TokenLoss = v.InferOutput<typeof TokenLossSchema>;

const TraceResultSchema = v.pipe(
  v.object({
    /** The sequence, and both models' log-probabilities at its tokens. */
    row: StripRowSchema,
    writer: WriterSchema,
    rule: AcceptanceRuleSchema,
    /** Display form of every token id. */
    vocabulary: Texts,
    /** Response tokens at most. */
    limit: Size,
    /** Address of the random numbers. */
    address: v.pipe(v.object({ seed: Measured, step: Size, row: Count }), v.readonly()),
    /** Steps that the student has been through. */
    trainingProgress: TrainingProgressSchema,
    /**
     * About a sequence of the strip: `exact`, the same tokens from the student that drew it; `learned`, that student has learned
     * since; `text`, its tokens were not drawn in that step; `rounded`, the device rounded otherwise than in the batch.
     */
    replay: v.nullable(v.picklist(['exact', 'learned', 'text', 'rounded'])),
    /** Null for a model that draws nothing. */
    studentDraws: v.nullable(DrawsSchema),
    teacherDraws: v.nullable(DrawsSchema),
    loss: TokenLossSchema,
  }),
  v.check(({ row, vocabulary, studentDraws, teacherDraws, loss }) => {
    const tokens = row.tokens.length;
    const numbers = tokens * vocabulary.length;
    const fits = (draws: TokenDraws | null): boolean =>
      draws === null || (draws.uniforms.length === tokens && draws.distributions.length === numbers);
    return (
      row.student.length === numbers &&
      row.teacher.length === numbers &&
      fits(studentDraws) &&
      fits(teacherDraws) &&
      [loss.target, loss.student, loss.shares].every(({ length }) => length === numbers) &&
      loss.values.length === tokens
    );
  }, 'Expected the distributions of every token'),
  v.readonly(),
);
export type TraceResult = v.InferOutput<typeof TraceResultSchema>;

const VerdictSchema = v.pipe(
  v.object({
    /** One token, with both models' log-probabilities [vocabulary]. */
    row: v.pipe(
      StripRowSchema,
      v.check(({ tokens }) => tokens.length === 1, 'Expected one token'),
    ),
    teacherDraws: DrawsSchema,
  }),
  v.readonly(),
);
export type TokenVerdict = v.InferOutput<typeof VerdictSchema>;

/** Worker → page. Every command ends in exactly one of them; a refusal does not affect a run. */
export const TraceEventSchema = v.variant('type', [
  v.object({ type: v.literal('trace'), id: Count, result: TraceResultSchema }),
  v.object({ type: v.literal('token-judged'), id: Count, verdict: VerdictSchema }),
  v.object({ type: v.literal('trace-refused'), id: Count, problem: ProblemSchema }),
]);
export type TraceEvent = v.InferOutput<typeof TraceEventSchema>;

/** The memory of a message's numbers, which is handed over instead of copied. */
export const traceBuffers = ({ row, studentDraws, teacherDraws, loss }: TraceResult): ArrayBuffer[] =>
  [
    row.teacher,
    row.student,
    ...[studentDraws, teacherDraws].flatMap((draws) => (draws ? [draws.uniforms, draws.distributions] : [])),
    ...[loss.target, loss.student, loss.shares, loss.values],
  ]
    .map(({ buffer }) => buffer)
    .filter((buffer) => buffer instanceof ArrayBuffer);
