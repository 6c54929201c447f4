/**
 * The table of tasks: a new task is one file and one line here, and what docs/adding.md lists. A user's own
 * data is not in it: its task is made by own/dataset.ts from what the browser keeps.
 */
import type { Experiment } from '../experiment/fields';
import type { OwnTask } from '../experiment/user-data';
import { arithmetic } from './arithmetic';
import { instructions } from './instructions';
import { generated, type ReadAsset, type TaskSource } from './load';
import { phonemes } from './phonemes';
import { digits, fashion, parity } from './pictures';
import { scenes } from './scenes';
import { sentences } from './sentences';
import { summary } from './summary';
import type { Task } from './task';
import { translation } from './translation';

export type { ReadAsset, TaskSource } from './load';

export type TaskId = Exclude<Experiment['task'], OwnTask>;

export const TASKS: Readonly<Record<TaskId, TaskSource>> = {
  translation: generated(translation),
  summary: generated(summary),
  arithmetic: generated(arithmetic),
  instructions: generated(instructions),
  phonemes,
  digits,
  parity,
  fashion,
  scenes,
  sentences,
};

const loaded = new Map<TaskId, Task>();

/** The task of that name with its data, the same object for every call. Only what has been loaded is remembered. */
export async function loadTask(id: TaskId, read: ReadAsset): Promise<Task> {
  const task = loaded.get(id) ?? (await TASKS[id].load(read));
  // Another call may have been quicker.
  const first = loaded.get(id) ?? task;
  loaded.set(id, first);
  return first;
}
