/** The tasks that the user's kept data sets make. */
import { UserError } from '../../errors/user-error';
import { fingerprintText, type OwnTask } from '../../experiment/user-data';
import type { Task } from '../../tasks/task';
import { userTask } from '../../tasks/user-data/dataset';
import { loadDataset } from '../storage/datasets';

const loaded = new Map<number, Task>();
/** Raised by every deletion: what is being read meanwhile is not remembered. */
let deletions = 0;

/**
 * The task of a kept data set, the same object for every call.
 *
 * @param fingerprint of an experiment; 0 when it names none
 * @param id of the task that the data has to make
 * @throws UserError when the data is not in this browser, or damaged, or of another kind, or when the browser gives no storage
 */
export async function loadUserTask(fingerprint: number, id: OwnTask): Promise<Task> {
  const before = deletions;
  const task = loaded.get(fingerprint) ?? (await read(fingerprint));
  if (task.id !== id) throw absent(fingerprint);
  // Another call may have been quicker.
  const first = loaded.get(fingerprint) ?? task;
  if (deletions === before) loaded.set(fingerprint, first);
  return first;
}

/** Deleted data is not found any more, even while it is in memory. */
export function forgetUserTask(fingerprint: number): void {
  deletions += 1;
  loaded.delete(fingerprint);
}

async function read(fingerprint: number): Promise<Task> {
  if (fingerprint === 0) throw new UserError('data-not-chosen');
  const dataset = await loadDataset(fingerprint);
  if (!dataset) throw absent(fingerprint);
  return userTask(dataset);
}

const absent = (fingerprint: number): UserError =>
  new UserError('data-absent', { fingerprint: fingerprintText(fingerprint) });
