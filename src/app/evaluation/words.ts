/** What was evaluated, in words. */
import type { EvaluationRequest, EvaluationResult, StudentMoment } from '../../run/protocol';
import { duration } from '../text/format';
import type { Translate } from '../text/text';

/** The student of a step of the distillation. */
export const stepsInWords = (t: Translate, step: number): string =>
  t(step === 1 ? 'evaluation.studentAt.one' : 'evaluation.studentAt', { step });

export function momentInWords(t: Translate, { step, warmUpSteps }: StudentMoment): string {
  if (step > 0) return stepsInWords(t, step);
  return warmUpSteps > 0
    ? t('evaluation.studentWarm', { step: warmUpSteps })
    : t('evaluation.studentUntrained');
}

function decodingInWords(t: Translate, { decoding }: EvaluationRequest): string {
  return decoding.kind === 'greedy'
    ? t('evaluation.greedy')
    : t('evaluation.sampledWith', {
        temperature: decoding.temperature,
        topP: decoding.topP,
        seed: decoding.seed,
      });
}

export const resultInWords = (
  t: Translate,
  { moment, request, items, milliseconds }: EvaluationResult,
): string =>
  [
    momentInWords(t, moment),
    t(`evaluation.of.${request.split}`, { prompts: items.length }),
    decodingInWords(t, request),
    duration(milliseconds),
  ].join(' · ');
