/** A pair of models that belongs to no run. For tests only. */
import { DEFAULT_EXPERIMENT, type Experiment } from '../experiment/fields';
import type { Model } from '../model/model';
import type { TrainingProgress } from '../run/protocol';
import type { Pair } from '../run/requests/pairs';
import { yieldToEvents } from '../run/training/yield-to-events';
import type { Task } from '../tasks/task';

export const pairOf = (
  task: Task,
  teacher: Model,
  student: Model,
  trainingProgress: TrainingProgress,
  experiment: Experiment = DEFAULT_EXPERIMENT,
): Pair => ({
  task,
  teacher,
  student,
  trainingProgress,
  experiment,
  ofStrip: false,
  pause: yieldToEvents,
  release: () => student.dispose(),
});
