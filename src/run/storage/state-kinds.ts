/** Where the saved states of runs and of comparisons lie. */
import type { KeptKind } from '../protocol';
import { channelOf } from '../protocol/values';
import { recordingKeys } from './run-log';

/** Runs, or comparisons. */
export interface StateKind {
  readonly name: KeptKind;
  readonly values: 'runs' | 'comparisons';
  readonly heads: 'savedRuns' | 'savedComparisons';
  /** Id of the one state that version 0.1 kept, without an id. */
  readonly unnamed: string;
  /** Keys of all values of one state. */
  readonly keys: (id: string) => readonly string[];
  /** Keys of what is kept of it in the store of recordings. */
  readonly recordingKeys: (id: string) => readonly (string | IDBKeyRange)[];
  /** Name that is held while the state is open in a tab. */
  readonly lockName: (id: string) => string;
}

export const RUNS: StateKind = {
  name: 'run',
  values: 'runs',
  heads: 'savedRuns',
  unnamed: 'latest',
  keys: (id) => [id],
  recordingKeys,
  lockName: (id) => channelOf('run', id),
};

const UNNAMED = 'comparison';
/** Key of the unfinished training of a comparison. */
export const trainingKey = (id: string): string => (id === UNNAMED ? 'training' : `training ${id}`);

export const COMPARISONS: StateKind = {
  name: 'comparison',
  values: 'comparisons',
  heads: 'savedComparisons',
  unnamed: UNNAMED,
  keys: (id) => [id, trainingKey(id)],
  recordingKeys: () => [],
  lockName: (id) => channelOf('comparison', id),
};

export const STATE_KINDS: Readonly<Record<KeptKind, StateKind>> = { run: RUNS, comparison: COMPARISONS };
