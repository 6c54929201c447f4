/** Starting and cancelling an evaluation. */
import type { EvaluationRequest } from '../../../run/protocol';
import { useDraftExperiment } from '../experiment/draft';
import { useRun } from '../experiment/state';
import { post } from '../worker';
import { awaitEvaluation, forgetEvaluation } from './state';

let nextEvaluation = 1;

/** Evaluates both models on held-out prompts. */
export function evaluate(request: EvaluationRequest): void {
  const { running } = useRun.getState();
  const id = nextEvaluation++;
  awaitEvaluation(id, request);
  post({ type: 'evaluate', id, request, experiment: running ?? useDraftExperiment.getState().experiment });
}

export function cancelEvaluation(): void {
  forgetEvaluation();
  post({ type: 'cancel-evaluation' });
}
