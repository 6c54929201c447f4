/** Fetches a shipped teacher and its card. */

import * as v from 'valibot';
import { contextOf, readsPromptsOf } from '../../distill/model-shape';
import { type Problem, problem } from '../../errors/problems';
import { problemOf, UserError } from '../../errors/user-error';
import type { Experiment } from '../../experiment/fields';
import { isOwnTask } from '../../experiment/user-data';
import { type ModelFile, readModel } from '../../model/file';
import type { Task } from '../../tasks/task';
import { type DownloadOptions, download } from '../files/download';
import {
  type TeacherCard,
  TeacherCardSchema,
  type TeacherEvent,
  type TeacherName,
} from '../protocol/teacher';

export interface Teacher {
  readonly file: ModelFile;
  /** Held-out scores from the card. */
  readonly scores: Readonly<Record<string, number>>;
}

/** Which of the shipped teachers. */
export type ShippedTeacher = Exclude<Experiment['teacher'], 'own'>;

/** Path of a shipped teacher on the site, without its ending. */
export const teacherAddress = ({
  task,
  teacher,
}: {
  task: string;
  teacher: TeacherName['teacher'];
}): string => `teachers/${task}${teacher === 'weak' || teacher === 'robust' ? `-${teacher}` : ''}`;

/** Null when there is no readable card: some servers answer every unknown address with a web page. */
async function fetchCard(assets: string, address: string, signal: AbortSignal): Promise<TeacherCard | null> {
  const bytes = await download(assets, `${address}.json`, { signal });
  const parsed = v.safeParse(TeacherCardSchema, parseJson(new TextDecoder().decode(bytes)));
  return parsed.success ? parsed.output : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The answer to `describe-teacher`; never rejects. */
export async function describeTeacher(assets: string, name: TeacherName): Promise<TeacherEvent> {
  const answer = (card: TeacherCard | null, why: Problem | null): TeacherEvent => ({
    type: 'teacher-described',
    name,
    card,
    problem: why,
  });
  const { task, teacher } = name;
  if (isOwnTask(task) || teacher === 'own') return answer(null, problem('no-teacher-card'));
  try {
    const card = await fetchCard(assets, teacherAddress(name), new AbortController().signal);
    return answer(card, card ? null : problem('teacher-card-damaged'));
  } catch (error) {
    return answer(null, problemOf(error, 'question-failed'));
  }
}

/** How long a teacher that has arrived waits for its card, which is a hundred times smaller. */
const CARD_GRACE_MS = 2000;

const afterGrace = (): Promise<null> =>
  new Promise((resolve) => setTimeout(() => resolve(null), CARD_GRACE_MS));

/**
 * @param assets absolute URL of the folder that holds `teachers/`
 * @throws UserError when the file cannot be downloaded, the task has no such teacher, or the file is damaged or belongs
 *   to another version of the task
 */
export async function fetchTeacher(
  assets: string,
  task: Task,
  which: ShippedTeacher,
  options: DownloadOptions,
): Promise<Teacher> {
  const address = teacherAddress({ task: task.id, teacher: which });
  // A card that does not come costs only the scores.
  const described = fetchCard(assets, address, options.signal).catch(() => null);
  const bytes = await download(assets, `${address}.safetensors`, options).catch((error: unknown) => {
    const missing =
      error instanceof UserError && error.code === 'download-status' && error.values.status === 404;
    throw missing && which !== 'shipped' ? new UserError(`no-${which}-teacher`) : error;
  });
  const file = readModel(bytes);
  const { shape, vocabulary } = file;
  if (
    vocabulary.join('\n') !== task.tokenizer.vocabulary.join('\n') ||
    shape.context < contextOf(task) ||
    !readsPromptsOf(shape, task)
  ) {
    throw new UserError('teacher-of-another-version');
  }
  const card = await Promise.race([described, afterGrace()]);
  return { file, scores: card?.testScores ?? {} };
}
