/** The table of tasks: a new task is one file and one line here (and its name in the experiment's fields). */
import type { Experiment } from '../experiment/fields';
import type { Task } from './task';
import { translation } from './translation';

export type TaskId = Experiment['task'];

export const TASKS: Readonly<Record<TaskId, Task>> = {
  translation,
};

/** The task that an experiment is about. */
export function taskOf(experiment: Pick<Experiment, 'task'>): Task {
  return TASKS[experiment.task];
}
