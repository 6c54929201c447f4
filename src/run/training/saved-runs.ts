/** Saved runs: a checkpoint for resuming after a reload, a crash or a divergence, a recording, and the account of both. */
import * as v from 'valibot';
import type { RunFacts, SavedRunKey } from '../protocol';
import { RunFactsSchema } from '../protocol/runs';
import { Measured, Scores } from '../protocol/schema';
import { type Database, type Write, withDatabase } from '../storage/database';
import { type NewestStates, newestStates, writerOf } from '../storage/saved-states';
import { bytesIn } from '../storage/sizes';
import { RUNS } from '../storage/state-kinds';
import { type Checkpoint, readCheckpoint } from './checkpoint';

export interface SavedRun extends SavedRunKey {
  readonly checkpoint: Checkpoint;
}

/** The account of a run, as stored beside its checkpoint and its recording. */
const RunHeadSchema = v.object({
  id: v.string(),
  savedAt: v.number(),
  sizes: v.record(v.string(), v.number()),
  /** Of the checkpoint; null without one. */
  writer: v.nullable(v.string()),
  facts: RunFactsSchema,
  loss: v.nullable(Measured),
  scores: Scores,
});
export type RunHead = v.InferOutput<typeof RunHeadSchema>;

/** The account of a run; null when an earlier version stored it, or it is damaged. */
export function readRunHead(stored: unknown): RunHead | null {
  const head = v.safeParse(RunHeadSchema, stored);
  return head.success ? head.output : null;
}

/** Key of the recording in the sizes of a head. */
export const RECORDING = 'recording';

/** The changes that save a checkpoint with the account of its run. */
export const checkpointWrites = (head: RunHead, checkpoint: Checkpoint): Write[] => {
  const { id, writer } = head;
  return [
    { store: 'runs', value: { ...checkpoint, id, writer }, key: id },
    { store: 'savedRuns', value: { ...head, sizes: { ...head.sizes, [id]: bytesIn(checkpoint) } } },
  ];
};

/** The saved state of a run; null when there is none, it is damaged, or the browser gives no storage. */
export async function loadRun(id: string): Promise<SavedRun | null> {
  try {
    return await withDatabase((database) => readRun(database, id));
  } catch {
    return null;
  }
}

/** Saved runs as the page opens; none if the browser gives no storage. */
export const newestRuns = (): Promise<NewestStates<SavedRun>> => newestStates(RUNS, readRun);

export async function readRun(database: Database, id: string): Promise<SavedRun | null> {
  const stored = await database.get('runs', id);
  const checkpoint = readCheckpoint(stored);
  return checkpoint && { id, writer: writerOf(stored), checkpoint };
}

/** The account of a run of which an earlier version kept only the checkpoint. */
export const headOfCheckpoint = (
  { id, writer, checkpoint }: SavedRun,
  savedAt: number,
  name: string,
): RunHead => {
  const { experiment, changes = [], sftStep, step } = checkpoint;
  const facts: RunFacts = {
    ...{ id, name, notes: '', created: savedAt, version: '', sources: '', experiment, changes },
    ...{ device: null, loaded: null, sftStep, step, finished: step >= experiment.steps },
  };
  return { id, savedAt, sizes: { [id]: bytesIn(checkpoint) }, writer, facts, loss: null, scores: {} };
};
