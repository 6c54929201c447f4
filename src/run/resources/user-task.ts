/** The tasks that the visitor's kept data sets make. */
import { fingerprintText } from '../../experiment/user-data';
import type { Task } from '../../tasks/task';
import { userTask } from '../../tasks/user-data/dataset';
import { loadDataset } from '../storage/datasets';

/** An experiment names data that is not in this browser. `message` is readable by a visitor. */
export class MissingDataError extends Error {
  override readonly name = 'MissingDataError';
}

const loaded = new Map<number, Task>();
/** Raised by every deletion: what is being read meanwhile is not remembered. */
let deletions = 0;

/**
 * The task of a kept data set, the same object for every call.
 *
 * @param fingerprint of an experiment; 0 when it names none
 * @throws MissingDataError when the data is not in this browser, or damaged
 * @throws StorageError when the browser gives no storage
 */
export async function loadUserTask(fingerprint: number): Promise<Task> {
  const before = deletions;
  const task = loaded.get(fingerprint) ?? (await read(fingerprint));
  // Another call may have been quicker.
  const first = loaded.get(fingerprint) ?? task;
  if (deletions === before) loaded.set(fingerprint, first);
  return first;
}

/** What was deleted is not found any more, also while it is still in memory. */
export function forgetUserTask(fingerprint: number): void {
  deletions += 1;
  loaded.delete(fingerprint);
}

async function read(fingerprint: number): Promise<Task> {
  if (fingerprint === 0) {
    throw new MissingDataError(
      'No data is chosen. Choose or drop a file under “Your data”, or take another task.',
    );
  }
  const dataset = await loadDataset(fingerprint);
  if (!dataset) {
    throw new MissingDataError(
      `These settings use data which is not in this browser (fingerprint ${fingerprintText(fingerprint)}). Links never contain data: get the file from whoever sent the link and drop it under “Your data”, or take another task.`,
    );
  }
  return userTask(dataset);
}
