/** User actions on comparisons. */
import { COMPARISON_LIMITS, type Comparison } from '../../../experiment/comparison';
import { askToPersist } from '../../browser/persist';
import { isBlocked } from '../data/start-blocker';
import { reset, setExperiment } from '../experiment/actions';
import { useDraftExperiment } from '../experiment/draft';
import { writeHash } from '../experiment/link';
import { useRun } from '../experiment/state';
import { stepsAtStake } from '../experiment/unsaved';
import { openDialog } from '../view';
import { post } from '../worker';
import { type Draft, resultsIn, useCompare } from './state';

/** Shows comparisons, or the single run. */
export function showCompare(open: boolean): void {
  useCompare.setState({ open });
  writeHash();
}

export function editDraft(changes: Partial<Draft>): void {
  useCompare.setState(({ draft }) => ({ draft: { ...draft, ...changes } }));
  writeHash();
}

/** The comparison that is set up; null while it has too few values. */
export function draftedComparison(): Comparison | null {
  const { draft } = useCompare.getState();
  const { fewestValues } = COMPARISON_LIMITS;
  return draft.values.length < fewestValues
    ? null
    : { base: useDraftExperiment.getState().experiment, ...draft };
}

/** Puts a comparison on the controls. Never starts it. */
export function setComparison({ base, ...draft }: Comparison): void {
  useCompare.setState({ draft });
  setExperiment(base, []);
}

/** Results and steps that starting a comparison would lose. */
export interface Loss {
  /** Training steps of a single run that are saved nowhere; 0 without one. */
  readonly steps: number;
  /** Runs of the comparison before whose results have not been saved as a file. */
  readonly results: number;
}

export function lossByComparing(): Loss {
  const { snapshot, savedResults } = useCompare.getState();
  return { steps: stepsAtStake(), results: Math.max(0, resultsIn(snapshot) - savedResults) };
}

/** Starts the comparison that is set up, after a question where something would be lost. */
export function startComparing(): void {
  const comparison = draftedComparison();
  if (!comparison || isBlocked(comparison.base)) return;
  const { steps, results } = lossByComparing();
  ask(steps > 0 || results > 0, () => {
    makeRoom();
    askToPersist();
    post({ type: 'compare', comparison });
  });
}

/** Goes on after a pause, also one that a reload or a single run has made. */
export const resumeComparing = (): void => goOn('compare-resume');

/** Takes the comparison on the page over from the tab that computes it. */
export const takeOverComparing = (): void => goOn('compare-take-over');

function goOn(type: 'compare-resume' | 'compare-take-over'): void {
  const { snapshot } = useCompare.getState();
  if (!snapshot) return;
  const { id } = snapshot;
  const { steps } = lossByComparing();
  ask(steps > 0, () => {
    makeRoom();
    post({ type, id });
  });
}

function ask(needed: boolean, held: () => void): void {
  useCompare.setState({ held });
  if (needed) openDialog('compare');
  else held();
}

/** A single run ends: its student is not kept beside a comparison. */
function makeRoom(): void {
  if (useRun.getState().running) reset();
  useRun.setState({ failure: null });
  useCompare.setState({ interruption: null });
}

export function pauseComparing(): void {
  useCompare.setState({ pausing: true });
  post({ type: 'compare-pause' });
}

/** Leaves out one run, or all that are not over. */
export const cancelComparing = (run: number | null): void => post({ type: 'compare-cancel', run });

/** Includes one excluded run again, or all of them. A finished comparison resumes with them. */
export function includeAgain(run: number | null): void {
  const finished = useCompare.getState().state === 'finished';
  post({ type: 'compare-include', run });
  if (finished) resumeComparing();
}
