/** The comparison as the page knows it: what is being set up, and the one that runs or has run. */

import { create } from 'zustand';
import type { Problem } from '../../../errors/problems';
import type { Comparison } from '../../../experiment/comparison';
import type { ComparisonEvent, ComparisonSnapshot, ComparisonState } from '../../../run/protocol';
import { rememberInTab } from '../../browser/session-storage';
import { onWorkerLost } from '../experiment/lifecycle';
import { openDialog } from '../view';

/** A comparison without its base, which is the experiment on the controls. May have fewer values than can be compared. */
export type Draft = Omit<Comparison, 'base'>;

export interface CompareState {
  /** The page shows comparisons instead of the single run. */
  readonly open: boolean;
  readonly draft: Draft;
  /** Null while there is none. */
  readonly snapshot: ComparisonSnapshot | null;
  readonly state: ComparisonState;
  /** Another tab computes it. */
  readonly elsewhere: boolean;
  /** Results of it that have been saved as a file. */
  readonly savedResults: number;
  /** Asked to pause, but not there yet. */
  readonly pausing: boolean;
  /** Why it was interrupted. */
  readonly interruption: Problem | null;
  /** Action that runs if the user confirms the open question. */
  readonly held: () => void;
}

export const INITIAL_COMPARE: CompareState = {
  open: false,
  draft: {
    vary: 'method',
    values: ['skd', 'supervised-kd', 'on-policy-kd'],
    seeds: 3,
    budget: 'updates',
    methodSettings: 'published',
  },
  snapshot: null,
  state: 'finished',
  elsewhere: false,
  savedResults: 0,
  pausing: false,
  interruption: null,
  held: () => {},
};

export const useCompare = create<CompareState>(() => INITIAL_COMPARE);

/** Runs that have a result. */
export const resultsIn = (snapshot: ComparisonSnapshot | null): number =>
  snapshot?.runs.filter(({ result }) => result !== null).length ?? 0;

/** It uses the device, or is about to. */
export const isComparing = ({ snapshot, state, elsewhere }: CompareState): boolean =>
  snapshot !== null && state === 'running' && !elsewhere;

/** If a comparison is running, asks before pausing it, then calls `then`. Returns true if it asked. */
export function confirmInterrupt(then: () => void): boolean {
  if (!isComparing(useCompare.getState())) return false;
  const held = (): void => {
    // The worker confirms when the run has been saved.
    useCompare.setState({ state: 'paused' });
    then();
  };
  useCompare.setState({ held });
  openDialog('interrupt');
  return true;
}

/** Takes in what the worker says. */
export function receiveComparison(event: ComparisonEvent): void {
  switch (event.type) {
    case 'comparison': {
      const { snapshot, state, elsewhere } = event;
      // A reload, and a new worker, open the comparison of this tab.
      rememberInTab('comparison', snapshot.id);
      // A new comparison has no results yet.
      const savedResults = Math.min(useCompare.getState().savedResults, resultsIn(snapshot));
      const still = { pausing: false, interruption: null };
      useCompare.setState({ snapshot, state, elsewhere, savedResults, ...still });
      return;
    }
    case 'compared-run':
      useCompare.setState(({ snapshot }) => ({
        snapshot: snapshot && { ...snapshot, runs: snapshot.runs.with(event.index, event.run) },
      }));
      return;
    case 'comparison-state': {
      const { state, metrics, interruption } = event;
      useCompare.setState(({ snapshot, pausing }) => ({
        snapshot: snapshot && { ...snapshot, metrics },
        state,
        // The next run may begin before the pause is there.
        pausing: pausing && state === 'running',
        interruption,
      }));
      return;
    }
    default:
      event satisfies never;
  }
}

// A new worker resumes from the saved state.
onWorkerLost((failure) => {
  const compare = useCompare.getState();
  const { snapshot } = compare;
  if (!snapshot || !isComparing(compare)) return;
  const runs = snapshot.runs.map((run) =>
    run.state === 'running' ? ({ ...run, state: 'paused' } as const) : run,
  );
  useCompare.setState({
    snapshot: { ...snapshot, runs },
    state: 'paused',
    pausing: false,
    interruption: failure.problem,
  });
});
