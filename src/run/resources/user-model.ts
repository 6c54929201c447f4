/** The visitor's own models as teacher and as the student's start. */
import type { ModelFile } from '../../model/file';
import { SafetensorsError } from '../../model/safetensors';
import type { Task } from '../../tasks/task';
import { FileError } from '../files/file-error';
import { fitTo } from '../files/fit';
import { fileOf, loadModel } from '../storage/models';

/** An own model that is not here, or not for this task. `message` is readable by a visitor. */
export class UserModelError extends Error {
  override readonly name = 'UserModelError';
}

export interface UserModel {
  /** Parameters with exactly the task's vocabulary and positions. */
  readonly file: ModelFile;
  readonly scores: Readonly<Record<string, number>>;
}

const WORDS = {
  teacher: { what: 'teacher', else: 'choose another teacher' },
  student: { what: 'student to begin from', else: 'begin with random weights' },
} as const;

/**
 * @param fingerprint of an experiment; 0 when it names none
 * @throws UserModelError when the model is not in this browser, is damaged, or does not fit the task
 * @throws StorageError when the browser gives no storage
 */
export async function userModel(
  fingerprint: number,
  task: Task,
  role: keyof typeof WORDS,
): Promise<UserModel> {
  const { what, else: otherwise } = WORDS[role];
  if (fingerprint === 0) {
    throw new UserModelError(`No own model is chosen as the ${what}. Choose one in the settings.`);
  }
  const kept = await loadModel(fingerprint);
  if (!kept) {
    throw new UserModelError(
      `These settings have an own model as the ${what} which is not in this browser. If they came by a link, ask the sender for the model’s file and drop it onto this page; or ${otherwise}.`,
    );
  }
  try {
    return { file: fitTo(fileOf(kept), task), scores: kept.task === task.id ? kept.scores : {} };
  } catch (error) {
    if (!(error instanceof FileError || error instanceof SafetensorsError)) throw error;
    throw new UserModelError(`The ${what} “${kept.name}” cannot be used here. ${error.message}`);
  }
}
