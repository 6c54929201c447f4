/** The user's models as teacher and as the student's start. */
import { UserError } from '../../errors/user-error';
import type { ModelFile } from '../../model/file';
import type { Task } from '../../tasks/task';
import { fitTo } from '../files/fit';
import { fileOf, loadModel } from '../storage/models';

export interface UserModel {
  /** Parameters with exactly the task's vocabulary and positions. */
  readonly file: ModelFile;
  readonly scores: Readonly<Record<string, number>>;
}

/**
 * @param fingerprint of an experiment; 0 when it names none
 * @throws UserError when the model is not in this browser, is damaged, or does not fit the task, or when the browser gives
 *   no storage
 */
export async function userModel(
  fingerprint: number,
  task: Task,
  role: 'teacher' | 'student',
): Promise<UserModel> {
  if (fingerprint === 0) throw new UserError(`own-${role}-not-chosen`);
  const kept = await loadModel(fingerprint);
  if (!kept) throw new UserError(`own-${role}-absent`);
  try {
    return { file: fitTo(fileOf(kept), task), scores: kept.task === task.id ? kept.scores : {} };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`own-${role}-misfit`, { name: kept.name, cause: error.problem });
  }
}
