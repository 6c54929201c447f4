/** Schedules that follow what training reports: a small state on the CPU, and how one report moves it. */
import type { Experiment } from '../../experiment/fields';
import type { MethodSchedule } from '../../experiment/methods';

/**
 * A step is planned from the reports of the steps up to this many before it. Reports arrive while later steps are already
 * under way; a fixed distance makes a run repeatable, whatever the timing.
 */
export const REPORT_LAG = 2;

/** Plain data, so that a checkpoint can hold it. */
export interface ScheduleState {
  /** Share of student sequences (`adaptive-mixture`); how far the target has walked, 0 to 1 (`adaptive-target`). */
  readonly lambda: number;
  /** Fraction of the tokens that the loss keeps (`adaptive-focus`). */
  readonly keep: number;
  /** Moving average of the loss, or of its relative fall (`adaptive-target`); null before the first report. */
  readonly average: number | null;
  /** The loss that changes are measured from; null before there is one. */
  readonly reference: number | null;
}

const LAMBDA_STEP = 0.1;
const RISE = 0.1;
const SMOOTHING = 0.99;
const CHANGE = 0.1;
const LEAST_KEPT = 0.1;
const TARGET_STRIDE = 5e-4;

/** The state before the first report. */
export const initialState = (experiment: Pick<Experiment, 'keepFraction'>): ScheduleState => ({
  lambda: 0,
  keep: experiment.keepFraction,
  average: null,
  reference: null,
});

/** True for schedules whose state reports move. */
export const isAdaptive = (schedule: MethodSchedule): boolean =>
  schedule === 'adaptive-mixture' || schedule === 'adaptive-focus' || schedule === 'adaptive-target';

/**
 * DistiLLM (arXiv 2402.03898): the student's share rises by 0.1 when the validation loss has risen by 0.1 or more; here
 * above its lowest value since the last change (adapted: our students start untrained, so the first loss is the highest).
 */
function moveLambda(state: ScheduleState, validation: number): ScheduleState {
  if (state.reference === null || validation < state.reference) return { ...state, reference: validation };
  if (validation < state.reference + RISE) return state;
  // Rounded, or ten tenths would not be one.
  const lambda = Math.min(1, Math.round(10 * (state.lambda + LAMBDA_STEP)) / 10);
  return { ...state, lambda, reference: validation };
}

/**
 * AdaKD (arXiv 2510.11615): when the moving average of the loss has fallen by more than a tenth, the fraction of tokens kept is
 * multiplied by 0.9; when it has risen by more than a tenth, by 1.1. As in the authors' code the loss is the one that is
 * minimised, and changes are measured only once the learning rate has warmed up.
 */
function moveFocus(state: ScheduleState, loss: number, warmedUp: boolean): ScheduleState {
  const average = state.average === null ? loss : SMOOTHING * state.average + (1 - SMOOTHING) * loss;
  if (state.reference === null) return { ...state, average, reference: warmedUp ? average : null };
  const { reference } = state;
  const factor =
    average < (1 - CHANGE) * reference ? 1 - CHANGE : average > (1 + CHANGE) * reference ? 1 + CHANGE : null;
  if (factor === null) return { ...state, average, reference };
  return {
    ...state,
    keep: Math.min(1, Math.max(Math.min(LEAST_KEPT, state.keep), state.keep * factor)),
    average,
    reference: average,
  };
}

/**
 * TAID (arXiv 2501.16937), as in the authors' code: t grows at least linearly, and beyond that by 5e-4·σ(m)·(1 − t), where m is
 * the moving average (0.99) of the loss's relative fall. Here t is counted from its start, which leaves the rule the same.
 */
function moveTarget(state: ScheduleState, loss: number, progress: number): ScheduleState {
  if (state.reference === null) return { ...state, reference: loss };
  const fall = (state.reference - loss) / (state.reference + 1e-15);
  const average = SMOOTHING * (state.average ?? 0) + (1 - SMOOTHING) * fall;
  const stride = (TARGET_STRIDE / (1 + Math.exp(-average))) * (1 - state.lambda);
  return {
    ...state,
    average,
    reference: loss,
    lambda: Math.min(1, Math.max(progress, state.lambda + stride)),
  };
}

/** Part of a step's report that a schedule reads. */
export interface Observed {
  /** The loss that was minimised. */
  readonly loss: number;
  /** The loss on held-out responses, where it was measured. */
  readonly validation?: number | undefined;
  /** The learning rate had warmed up before the step. */
  readonly warmedUp: boolean;
  /** How much of the run lay before the step, 0 to 1. */
  readonly progress: number;
}

/** The state after one more report. */
export function advance(
  schedule: MethodSchedule,
  state: ScheduleState,
  { loss, validation, warmedUp, progress }: Observed,
): ScheduleState {
  if (schedule === 'adaptive-mixture' && validation !== undefined) return moveLambda(state, validation);
  if (schedule === 'adaptive-focus') return moveFocus(state, loss, warmedUp);
  if (schedule === 'adaptive-target') return moveTarget(state, loss, progress);
  return state;
}
