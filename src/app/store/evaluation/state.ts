/** The evaluation that the user asked for: what was asked, how far it is, and the last result. */

import { create } from 'zustand';
import type { Problem } from '../../../errors/problems';
import type {
  EvaluationEvent,
  EvaluationRequest,
  EvaluationResult,
  TrainingProgress,
} from '../../../run/protocol';
import { onRunReplaced, onWorkerLost } from '../experiment/lifecycle';
import { presentSubject, type Subject } from '../experiment/subject';

export interface EvaluationJob {
  readonly id: number;
  /** Null while the models are still on their way. */
  readonly trainingProgress: TrainingProgress | null;
  /** Answers of both models. */
  readonly done: number;
  readonly total: number;
}

export interface EvaluationState {
  /** The panel is on the page. */
  readonly open: boolean;
  readonly job: EvaluationJob | null;
  readonly result: EvaluationResult | null;
  /** The experiment that the result is about. */
  readonly subject: Subject | null;
  /** The result is about a run that has been dropped or replaced. */
  readonly outdated: boolean;
  /** Why the last evaluation came to nothing, in a sentence. */
  readonly failure: Problem | null;
}

export const INITIAL_EVALUATION: EvaluationState = {
  open: false,
  job: null,
  result: null,
  subject: null,
  outdated: false,
  failure: null,
};

export const useEvaluation = create<EvaluationState>(() => INITIAL_EVALUATION);

export const openEvaluation = (): void => useEvaluation.setState({ open: true });
export const closeEvaluation = (): void => useEvaluation.setState({ open: false });

/** An evaluation was asked for. The result before stays until the new one is there. */
export function awaitEvaluation(id: number, { prompts }: EvaluationRequest): void {
  useEvaluation.setState({ job: { id, trainingProgress: null, done: 0, total: 2 * prompts }, failure: null });
}

/** The user does not want it any more: whatever still comes of it is not shown. */
export const forgetEvaluation = (): void => useEvaluation.setState({ job: null });

/** Takes in what the worker says. Only the evaluation that was asked for last is listened to. */
export function receiveEvaluation(event: EvaluationEvent): void {
  const { job } = useEvaluation.getState();
  if (job?.id !== event.id) return;
  switch (event.type) {
    case 'evaluation-progress': {
      const { id, trainingProgress, done, total } = event;
      useEvaluation.setState({ job: { id, trainingProgress, done, total } });
      return;
    }
    case 'evaluation-result':
      useEvaluation.setState({ job: null, result: event.result, subject: presentSubject(), outdated: false });
      return;
    case 'evaluation-stopped':
      useEvaluation.setState({ job: null, failure: event.failure });
      return;
    default:
      event satisfies never;
  }
}

onRunReplaced(() => useEvaluation.setState(({ result }) => ({ outdated: result !== null })));
onWorkerLost(forgetEvaluation);
