/** Fetches a shipped teacher and its card. */
import * as v from 'valibot';
import { type ModelFile, readModel } from '../model/file';
import { SafetensorsError } from '../model/safetensors';
import type { Task } from '../tasks/task';
import { DownloadError, get, readBody } from './download';

export interface Teacher {
  readonly file: ModelFile;
  /** Held-out scores from the card. */
  readonly scores: Readonly<Record<string, number>>;
}

const Card = v.object({ testScores: v.record(v.string(), v.number()) });

const WHAT = 'The teacher';

/** Which of the shipped teachers. */
export type ShippedTeacher = 'shipped' | 'weak';

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
  const address = `teachers/${task.id}${which === 'weak' ? '-weak' : ''}`;
  const [card, bytes] = await Promise.all([
    // An unreadable card costs the scores only: some servers answer every unknown address with a web page.
    get(new URL(`${address}.json`, assets).href, WHAT).then(
      (response): Promise<unknown> => response.json().catch(() => null),
    ),
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
  const parsed = v.safeParse(Card, card);
  return { file, scores: parsed.success ? parsed.output.testScores : {} };
}
