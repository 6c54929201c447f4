/** A pair of models that belongs to no run. For tests only. */
import type { Model } from '../model/model';
import type { TrainingProgress } from '../run/protocol';
import type { Pair } from '../run/requests/pairs';
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
  pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
  release: () => student.dispose(),
});
