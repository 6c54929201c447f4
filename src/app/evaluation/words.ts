/** An evaluation's request in words. */
import type { EvaluationRequest, EvaluationResult, TrainingProgress } from '../../run/protocol';
import { duration } from '../text/format';
import type { TranslateAll } from '../text/text';

/** The student of a step of the distillation. */
export const stepsInWords = (t: TranslateAll, step: number): string => t('evaluation.studentAt', { step });

export function progressInWords(t: TranslateAll, { step, sftSteps }: TrainingProgress): string {
  if (step > 0) return stepsInWords(t, step);
  return sftSteps > 0 ? t('evaluation.studentWarm', { step: sftSteps }) : t('evaluation.studentUntrained');
}

function decodingInWords(t: TranslateAll, { decoding }: EvaluationRequest): string {
  return decoding.kind === 'greedy'
    ? t('evaluation.greedy')
    : t('evaluation.sampledWith', {
        temperature: decoding.temperature,
        topP: decoding.topP,
        seed: decoding.seed,
      });
}

export const resultInWords = (
  t: TranslateAll,
  { trainingProgress, request, items, milliseconds }: EvaluationResult,
): string =>
  [
    progressInWords(t, trainingProgress),
    t(`evaluation.of.${request.split}`, { prompts: items.length }),
    decodingInWords(t, request),
    duration(milliseconds),
  ].join(' · ');
