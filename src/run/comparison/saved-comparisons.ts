/** Saved comparisons in IndexedDB, for resuming after a reload or a crash. */
import * as v from 'valibot';
import { planOf } from '../../experiment/comparison';
import { differingFields } from '../../experiment/diff';
import type { FieldName } from '../../experiment/fields';
import { hasGivenShape } from '../../experiment/relevance';
import { type ComparedRun, type ComparisonSnapshot, SnapshotSchema } from '../protocol/comparison';
import type { GivenUp } from '../protocol/runs';
import { nextRun } from '../protocol/values';
import { type Database, withDatabase } from '../storage/database';
import { currentSnapshot } from '../storage/earlier-versions';
import { saveState } from '../storage/room';
import { type NewestStates, newestStates, writerOf } from '../storage/saved-states';
import { COMPARISONS, trainingKey } from '../storage/state-kinds';
import { readCheckpoint } from '../training/checkpoint';
import type { SavedTraining } from './compared-training';
import { StepSeries } from './curve';

export interface SavedComparison {
  readonly snapshot: ComparisonSnapshot;
  /** State of the unfinished run; null when it has to begin again. */
  readonly training: SavedTraining | null;
}

export interface StoredComparison extends SavedComparison {
  /** The worker that saved it. */
  readonly writer: string;
}

/**
 * Saves a comparison in place of its earlier state. Rejects where the browser gives no storage, or too little.
 * @returns states that made room
 */
export async function saveComparison(snapshot: ComparisonSnapshot, writer: string): Promise<GivenUp[]> {
  const { id, runs } = snapshot;
  const gone = await saveState({ kind: COMPARISONS, id }, id, { ...snapshot, writer });
  if (nextRun(runs) < 0) await withDatabase((database) => database.delete('comparisons', trainingKey(id)));
  return gone;
}

/**
 * Saves the unfinished training of a comparison. Rejects where the browser gives no storage, or too little.
 * @returns states that made room
 */
export const saveTraining = (id: string, training: SavedTraining): Promise<GivenUp[]> =>
  saveState({ kind: COMPARISONS, id }, trainingKey(id), training);

/** Null when there is none, it is damaged, or the browser gives no storage. */
export async function loadComparison(id: string): Promise<StoredComparison | null> {
  try {
    return await withDatabase((database) => read(database, id));
  } catch {
    return null;
  }
}

/** Saved comparisons as the page opens; none if the browser gives no storage. */
export const newestComparisons = (first: string | null = null): Promise<NewestStates<StoredComparison>> =>
  newestStates(COMPARISONS, read, first);

async function read(database: Database, id: string): Promise<StoredComparison | null> {
  const [stored, training] = await Promise.all([
    database.get('comparisons', id),
    database.get('comparisons', trainingKey(id)),
  ]);
  const parsed = v.safeParse(SnapshotSchema, currentSnapshot(stored, id));
  if (!parsed.success) return null;
  const saved = readTraining(training, parsed.output);
  const at = nextRun(parsed.output.runs);
  const runs = parsed.output.runs.map((run, index) =>
    index === at && saved
      ? standing(run, saved)
      : run.state === 'running'
        ? { ...run, state: 'paused' as const }
        : run,
  );
  return { snapshot: { ...parsed.output, runs }, writer: writerOf(stored), training: saved };
}

/** A run as far as its training was saved. */
function standing(run: ComparedRun, { checkpoint, losses, acceptances, scores }: SavedTraining): ComparedRun {
  const { step, experiment } = checkpoint;
  const series = new StepSeries(experiment.steps);
  series.restore({ losses, acceptances }, step);
  return {
    ...run,
    state: 'paused',
    stage: 'training',
    done: step,
    total: experiment.steps,
    curve: series.points(),
    scores: scores.filter((one) => one.step <= step),
  };
}

const TrainingSchema = v.object({
  losses: v.custom<Float32Array>((value) => value instanceof Float32Array),
  acceptances: v.custom<Float32Array>((value) => value instanceof Float32Array),
  scores: v.array(v.object({ step: v.number(), scores: v.record(v.string(), v.number()) })),
  milliseconds: v.pipe(v.number(), v.finite(), v.minValue(0)),
  checkpoint: v.unknown(),
});

const SIZES: ReadonlySet<FieldName> = new Set(['studentWidth', 'studentLayers', 'studentHeads']);

/** Null unless it belongs to the current run of the comparison. */
function readTraining(stored: unknown, { comparison, runs }: ComparisonSnapshot): SavedTraining | null {
  const planned = planOf(comparison)[nextRun(runs)];
  const parsed = v.safeParse(TrainingSchema, stored);
  if (!planned || !parsed.success) return null;
  const checkpoint = readCheckpoint(parsed.output.checkpoint);
  // The sizes of a student that begins as another model are that model's.
  const foreign = hasGivenShape(planned.experiment);
  const fits =
    checkpoint !== null &&
    differingFields(checkpoint.experiment, planned.experiment).every((name) => foreign && SIZES.has(name)) &&
    checkpoint.step <= planned.experiment.steps;
  return fits ? { ...parsed.output, checkpoint } : null;
}
