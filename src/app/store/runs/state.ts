/** The kept runs as the page knows them. */
import { create } from 'zustand';
import type { Problem } from '../../../errors/problems';
import type { ComparisonCard, GivenUp, KeptKind, RunCard, RunsEvent } from '../../../run/protocol';
import { onWorkerLost } from '../experiment/lifecycle';
import { notify, useView } from '../view';

type RunRead = Extract<RunsEvent, { type: 'run-read' }>;

export interface RunsState {
  /** The newest first; null until the worker has reported them. */
  readonly runs: readonly RunCard[] | null;
  readonly comparisons: readonly ComparisonCard[];
  /** Bytes that they take together, and may take. */
  readonly bytes: number;
  readonly limit: number;
  /** What made room and the user has not seen, the newest first. */
  readonly givenUp: readonly GivenUp[];
  /** Why the last action was not done. */
  readonly refusal: Problem | null;
  /** Can be brought back. */
  readonly deleted: { readonly kind: KeptKind; readonly id: string; readonly name: string } | null;
}

export const INITIAL_RUNS: RunsState = {
  ...{ runs: null, comparisons: [], bytes: 0, limit: 0, givenUp: [], refusal: null, deleted: null },
};

export const useRuns = create<RunsState>(() => INITIAL_RUNS);

/** Who waits for a run, by its id. */
const waiting = new Map<string, (read: RunRead | null) => void>();

/** Resolves with the run once the worker has read it; with null when it cannot. */
export const awaitRead = (id: string): Promise<RunRead | null> =>
  new Promise((resolve) => {
    waiting.get(id)?.(null);
    waiting.set(id, resolve);
  });

function settle(id: string, read: RunRead | null): void {
  waiting.get(id)?.(read);
  waiting.delete(id);
}

function giveUp(): void {
  for (const id of [...waiting.keys()]) settle(id, null);
}

/** Takes in what the worker says. */
export function receiveRuns(event: Exclude<RunsEvent, { type: 'run-begun' | 'run-left' }>): void {
  switch (event.type) {
    case 'runs': {
      const { type: _, ...listed } = event;
      useRuns.setState(listed);
      return;
    }
    case 'run-read':
      settle(event.card.facts.id, event);
      return;
    case 'kept-deleted':
      useRuns.setState({ deleted: { kind: event.kind, id: event.id, name: event.name } });
      return;
    case 'runs-refused':
      refuse(event.problem);
      giveUp();
      return;
    default:
      event satisfies never;
  }
}

/** Says why something was not done, in the list where it is open. */
export function refuse(problem: Problem): void {
  useRuns.setState({ refusal: problem });
  if (useView.getState().dialog !== 'runs') notify([problem]);
}

onWorkerLost(giveUp);
