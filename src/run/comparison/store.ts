/** The latest comparison in IndexedDB, for resuming after a reload or a crash. */
import * as v from 'valibot';
import { planOf } from '../../experiment/comparison';
import { differingFields } from '../../experiment/diff';
import type { FieldName } from '../../experiment/fields';
import { hasGivenShape } from '../../experiment/relevance';
import { type ComparedRun, type ComparisonSnapshot, nextRun, SnapshotSchema } from '../protocol/comparison';
import { withDatabase } from '../storage/database';
import { currentSnapshot } from '../storage/earlier-versions';
import { readCheckpoint } from '../training/checkpoint';
import type { SavedTraining } from './compared-training';
import { StepSeries } from './curve';

export interface StoredComparison {
  readonly snapshot: ComparisonSnapshot;
  /** State of the unfinished run; null when it has to begin again. */
  readonly training: SavedTraining | null;
}

const COMPARISON = 'comparison';
const TRAINING = 'training';

/** Replaces the stored comparison. Rejects where the browser gives no storage. */
export function saveComparison(snapshot: ComparisonSnapshot): Promise<void> {
  return withDatabase(async (database) => {
    await database.put('comparisons', snapshot, COMPARISON);
  });
}

/** Replaces the stored training. Rejects where the browser gives no storage. */
export function saveTraining(training: SavedTraining): Promise<void> {
  return withDatabase(async (database) => {
    await database.put('comparisons', training, TRAINING);
  });
}

/** Deletes what is stored; without storage there is nothing to delete. */
export async function forgetComparison(): Promise<void> {
  try {
    await withDatabase(async (database) => {
      await database.delete('comparisons', COMPARISON);
      await database.delete('comparisons', TRAINING);
    });
  } catch {
    // No storage: nothing was kept.
  }
}

/** Null when there is none, it is damaged, or the browser gives no storage. */
export async function loadComparison(): Promise<StoredComparison | null> {
  try {
    const [stored, training] = await withDatabase((database) =>
      Promise.all([database.get('comparisons', COMPARISON), database.get('comparisons', TRAINING)]),
    );
    const parsed = v.safeParse(SnapshotSchema, currentSnapshot(stored));
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
    return { snapshot: { ...parsed.output, runs }, training: saved };
  } catch {
    return null;
  }
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
