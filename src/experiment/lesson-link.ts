/**
 * The lesson that a link opens: `lesson=4`, or a file of one's own on the page's own origin, `lesson=lessons/mine.json`.
 * It changes no setting.
 */
import type { Notice } from './notices';
import { shown } from './repair';

/** The lessons that come with the page, in their order. */
export const LESSON_IDS = ['1', '2', '3', '4', '5', '6', '7', '8'] as const;
export type LessonId = (typeof LESSON_IDS)[number];

/** Characters of a path. */
export const LONGEST_LESSON_PATH = 300;

export const isLessonId = (lesson: string): lesson is LessonId => LESSON_IDS.some((id) => id === lesson);

/** Whether a text can be the address of a lesson: the number of a shipped one, or a path to a JSON file without an origin. */
export const isLessonAddress = (lesson: string): boolean =>
  isLessonId(lesson) ||
  (lesson.length <= LONGEST_LESSON_PATH &&
    /\.json$/i.test(lesson) &&
    !/^[a-z][a-z\d+.-]*:|^[\\/]{2}|[\p{C}\\?#]/iu.test(lesson));

/** The pair of a link for a lesson, beginning with `&`; empty for none. */
export const encodeLesson = (lesson: string | null): string =>
  lesson === null ? '' : `&lesson=${encodeURIComponent(lesson)}`;

/** Takes the lesson out of the pairs of a link; null, with a notice, where it cannot be the address of one. */
export function takeLesson(pairs: Map<string, string>): {
  readonly lesson: string | null;
  readonly notices: readonly Notice[];
} {
  const asked = pairs.get('lesson');
  pairs.delete('lesson');
  if (asked === undefined) return { lesson: null, notices: [] };
  return isLessonAddress(asked)
    ? { lesson: asked, notices: [] }
    : { lesson: null, notices: [{ code: 'lessonUnknown', given: shown(asked) }] };
}
