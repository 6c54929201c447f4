/** Messages about the token strip: sequences of one step, with what both models thought of every token. */
import * as v from 'valibot';
import { FIELD_SCHEMAS } from '../../experiment/schema';
import { Count, CountOrNone, Fraction, listOf, Numbers, Text } from './schema';

/** One response token. */
export const StripTokenSchema = v.pipe(
  v.object({
    id: Count,
    source: v.picklist(['accepted', 'replaced', 'student', 'teacher', 'data']),
    /** Token that the student had proposed; equals `id` unless replaced; -1 when the student proposed nothing. */
    proposed: CountOrNone,
    /** rank_p(proposed) on the raw teacher distribution: the number of tokens more probable; -1 without proposal. */
    rank: CountOrNone,
    /** How much it counts in the loss, at a patch of a scene; absent where all count the same. */
    weight: v.optional(Fraction),
  }),
  v.readonly(),
);
export type StripToken = v.InferOutput<typeof StripTokenSchema>;

export const StripRowSchema = v.pipe(
  v.object({
    prompt: Text,
    tokens: listOf(StripTokenSchema),
    /** Log-probabilities at temperature 1, row-major [tokens.length, vocabulary]; empty where there is no teacher. */
    teacher: Numbers,
    /** Log-probabilities at temperature 1, row-major [tokens.length, vocabulary]. */
    student: Numbers,
  }),
  v.check(
    ({ tokens, teacher, student }) =>
      (teacher.length === student.length || teacher.length === 0) &&
      (tokens.length === 0 ? student.length === 0 : student.length % tokens.length === 0),
    'Expected one distribution of each model for every token',
  ),
  v.readonly(),
);
export type StripRow = v.InferOutput<typeof StripRowSchema>;

/** The rule that proposals of a step were judged by. */
export const AcceptanceRuleSchema = v.pipe(
  v.object({
    acceptance: FIELD_SCHEMAS.acceptance,
    topK: FIELD_SCHEMAS.topK,
    acceptanceTopP: FIELD_SCHEMAS.acceptanceTopP,
  }),
  v.readonly(),
);
export type AcceptanceRule = v.InferOutput<typeof AcceptanceRuleSchema>;
