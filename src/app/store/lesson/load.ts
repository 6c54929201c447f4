/** Gets lessons: those that come with the page, and those of others from a file or from the page's own origin. */
import { UserError } from '../../../errors/user-error';
import { DEFAULT_EXPERIMENT } from '../../../experiment/fields';
import { encodeLesson, isLessonAddress, isLessonId } from '../../../experiment/lesson-link';
import { linkTo } from '../experiment/link';
import { type ReadLesson, readLesson } from './format/read';
import { LARGEST_LESSON } from './format/schema';
import { FROM_FILE } from './state';

/** The address of a lesson, beside the page; a path is one of the page's own origin. */
export function lessonUrl(id: string, language: string): URL {
  if (isLessonId(id)) return new URL(`lessons/${language}/${id}.json`, document.baseURI);
  const url = isLessonAddress(id) ? new URL(id, document.baseURI) : null;
  if (url?.origin !== location.origin) throw new UserError('lesson-other-origin');
  return url;
}

/** The link that opens a lesson and starts nothing; null for one from a file, which no link can name. */
export const linkToLesson = (id: string): string | null =>
  id === FROM_FILE ? null : linkTo(DEFAULT_EXPERIMENT) + encodeLesson(id);

/**
 * @param language of the page; lessons of others have one of their own
 * @throws UserError `lesson-not-found`, `lesson-too-large`, `lesson-other-origin`
 */
export async function fetchLesson(id: string, language: string): Promise<ReadLesson> {
  const url = lessonUrl(id, language);
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) throw new UserError('lesson-not-found', { address: url.pathname });
  return read(await response.blob());
}

/** @throws UserError `lesson-too-large` */
export async function read(file: Blob): Promise<ReadLesson> {
  if (file.size > LARGEST_LESSON) throw new UserError('lesson-too-large', { limit: LARGEST_LESSON / 1024 });
  return readLesson(await file.text());
}
