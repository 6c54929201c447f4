/** Fetches a shipped teacher and its card. */
import * as v from 'valibot';
import { type ModelFile, readModel } from '../../model/file';
import { SafetensorsError } from '../../model/safetensors';
import type { Task } from '../../tasks/task';
import {
  type TeacherCard,
  TeacherCardSchema,
  type TeacherEvent,
  type TeacherName,
} from '../protocol/teacher';
import { DownloadError, get, readBody } from './download';

export interface Teacher {
  readonly file: ModelFile;
  /** Held-out scores from the card. */
  readonly scores: Readonly<Record<string, number>>;
}

const WHAT = 'The teacher';

/** Which of the shipped teachers. */
export type ShippedTeacher = 'shipped' | 'weak';

/** Where a shipped teacher lies on the site, without its ending. */
export const teacherAddress = ({
  task,
  teacher,
}: {
  task: string;
  teacher: TeacherName['teacher'];
}): string => `teachers/${task}${teacher === 'weak' ? '-weak' : ''}`;

/** Null when there is no readable card: some servers answer every unknown address with a web page. */
async function fetchCard(assets: string, address: string): Promise<TeacherCard | null> {
  const response = await get(new URL(`${address}.json`, assets).href, 'The card of the teacher');
  const parsed = v.safeParse(TeacherCardSchema, await response.json().catch(() => null));
  return parsed.success ? parsed.output : null;
}

/** The answer to `describe-teacher`. */
export async function describeTeacher(assets: string, name: TeacherName): Promise<TeacherEvent> {
  const answer = (card: TeacherCard | null, message: string): TeacherEvent => ({
    type: 'teacher-described',
    name,
    card,
    message,
  });
  const { task, teacher } = name;
  if (task === 'own' || teacher === 'own') return answer(null, 'Only teachers of this site have a card.');
  try {
    const card = await fetchCard(assets, teacherAddress(name));
    return answer(card, card ? '' : 'The card of this teacher is damaged; the teacher itself may be well.');
  } catch (error) {
    if (error instanceof DownloadError) return answer(null, error.message);
    throw error;
  }
}

/**
 * @param assets absolute URL of the folder that holds `teachers/`
 * @throws DownloadError when the network or the server fails, or the task has no weak teacher
 * @throws SafetensorsError when the file is damaged or belongs to another version of the task
 */
export async function fetchTeacher(
  assets: string,
  task: Task,
  which: ShippedTeacher,
  onBytes: (done: number, total: number) => void,
): Promise<Teacher> {
  const address = teacherAddress({ task: task.id, teacher: which });
  const [card, bytes] = await Promise.all([
    // An unreadable card costs the scores only.
    fetchCard(assets, address),
    get(new URL(`${address}.safetensors`, assets).href, WHAT).then((response) =>
      readBody(response, WHAT, onBytes),
    ),
  ]).catch((error: unknown) => {
    if (which !== 'weak' || !(error instanceof DownloadError && error.status === 404)) throw error;
    throw new DownloadError('This site has no weak teacher for the task. Choose another teacher.', 404);
  });
  const file = readModel(bytes);
  const { shape, vocabulary } = file;
  if (
    vocabulary.join('\n') !== task.tokenizer.vocabulary.join('\n') ||
    shape.context < task.promptLength + task.responseLength - 1
  ) {
    throw new SafetensorsError(
      'The downloaded teacher belongs to another version of this task. Reload the page to get both anew.',
    );
  }
  return { file, scores: card?.testScores ?? {} };
}
