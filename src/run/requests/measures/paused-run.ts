/** Inputs of a measure. */
import type { Experiment } from '../../../experiment/fields';
import type { ModelFile } from '../../../model/file';
import type { Model } from '../../../model/model';
import type { Task } from '../../../tasks/task';
import type { TrainingProgress } from '../../protocol/evaluation';
import type { MeasureStage } from '../../protocol/measures';
import type { AuxiliaryTrainer } from './auxiliary-trainer';

/** A run that is at rest. */
export interface PausedRun {
  readonly task: Task;
  readonly teacher: Model;
  /** A copy, which the measure frees. */
  readonly student: Model;
  readonly trainingProgress: TrainingProgress;
  /** Experiment of the run. */
  readonly experiment: Experiment;
  /** First weights of its student; null for random ones. */
  readonly start: ModelFile | null;
}

export interface MeasureContext {
  readonly trainer: Pick<AuxiliaryTrainer, 'train'>;
  readonly signal: AbortSignal;
  /** Tells the page how far a stage is, and lets commands in. Rejects when the measure has been cancelled. */
  readonly tell: (stage: MeasureStage, done: number, total: number) => Promise<void>;
  /** Reports progress only; for work that the signal cancels. */
  readonly show: (stage: MeasureStage, done: number, total: number) => void;
}
