/** A pair of models that belongs to no run. For tests only. */
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
): Pair => ({
  task,
  teacher,
  student,
  trainingProgress,
  pause: yieldToEvents,
  release: () => student.dispose(),
});
