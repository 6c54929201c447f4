/** Messages about what a run measures: its steps and its evaluations. */
import * as v from 'valibot';
import { Amount, Count, Counts, Fraction, listOf, Measured, Scores, Text } from './schema';

export const StepReportSchema = v.pipe(
  v.object({
    step: Count,
    phase: v.picklist(['sft', 'running']),
    /** Mean loss over response tokens (nats). */
    loss: Measured,
    /**
     * Terms of a loss with several terms or with token weights: the mean of each term over response tokens, before its
     * coefficient; `meanTokenWeight`, the mean token weight; `validation`, the cross-entropy on held-out responses, where
     * it was measured.
     */
    lossTerms: v.exactOptional(v.pipe(v.record(Text, Measured), v.readonly())),
    /** accepted / (accepted + replaced) over response tokens; null when the sampler does not verify. */
    acceptance: v.nullable(Fraction),
    /** Accepted tokens of this step by response position. Empty when the sampler does not verify. */
    acceptedAt: Counts,
    /** Replaced tokens of this step by response position. Empty when the sampler does not verify. */
    replacedAt: Counts,
    /** Mean over response tokens of Σ_v min(p, q): the overlap of teacher and student; null during SFT. */
    overlap: v.nullable(Measured),
    /** Mean entropy of the student on response tokens (nats). A fall towards 0 together with bad accuracy is a collapse. */
    entropy: Measured,
    gradientNorm: Measured,
    learningRate: Amount,
    /** Response tokens trained on in this step. */
    tokens: Count,
    /** Milliseconds of this step from the start of sampling to the arrival of its report. */
    milliseconds: Amount,
    /** Response tokens a second over the last few steps. */
    tokensPerSecond: Amount,
  }),
  v.readonly(),
);
export type StepReport = v.InferOutput<typeof StepReportSchema>;

const EvaluatedAnswerSchema = v.pipe(v.object({ prompt: Text, reference: Text, answer: Text }), v.readonly());
export type EvaluatedAnswer = v.InferOutput<typeof EvaluatedAnswerSchema>;

export const EvaluationSchema = v.pipe(
  v.object({
    step: Count,
    prompts: Count,
    /** Metric id → score, on held-out (validation) prompts, greedy decoding. */
    scores: Scores,
    /** See `TextMeasures`. */
    text: v.pipe(v.object({ length: Amount, cutOff: Fraction, distinct: listOf(Fraction) }), v.readonly()),
    examples: listOf(EvaluatedAnswerSchema),
  }),
  v.readonly(),
);
export type Evaluation = v.InferOutput<typeof EvaluationSchema>;
