/** Steps of a run that would be lost with its student. */
import { modelOf, useModels } from '../models/state';
import { type RunState, useRun } from './state';

/** Training steps done, those of the supervised start included. */
function stepsDone({ step, inSft, progress, initial }: RunState): number {
  if (step > 0) return step + (initial?.sftSteps ?? 0);
  return inSft ? (progress?.done ?? 0) : 0;
}

/** Training steps in the model that the student was last kept as; 0 where that is not in the browser. */
export function keptSteps({ kept }: Pick<RunState, 'kept'> = useRun.getState()): number {
  const { models } = useModels.getState();
  return kept && modelOf(models, kept.fingerprint) ? kept.steps : 0;
}

/**
 * Training steps that are in no kept model. A failed run has none: it is offered from its last saved step; nor has a recording.
 */
export function unsavedSteps(): number {
  const state = useRun.getState();
  if (state.running === null || state.recorded || state.phase === 'failed') return 0;
  return Math.max(0, stepsDone(state) - keptSteps(state));
}

/** Training steps of the present run that its saved state has; 0 where the browser gives no storage. */
function savedSteps({ saved, facts, initial }: RunState): number {
  if (!saved || saved.run.id !== facts?.id) return 0;
  return saved.step > 0 ? saved.step + (initial?.sftSteps ?? 0) : 0;
}

/** Training steps that would be lost with the run: those that are neither in a kept model nor in its saved state. */
export function stepsAtStake(): number {
  const state = useRun.getState();
  return Math.min(unsavedSteps(), Math.max(0, stepsDone(state) - savedSteps(state)));
}
