/** Cells longer than the limit, cut to their first or last characters. */
import type { Cut } from '../../experiment/user-data';

/** Signs that belong to the character before them: accents, vowel signs, joiners. */
const BELONGS_BEFORE = /^[\p{M}\u200c\u200d]/u;

/** At most `limit` UTF-16 units from one end, without half a character there, and without white space around it. */
export function cutTo(text: string, limit: number, cut: Cut): string {
  if (cut === 'none' || text.length <= limit) return text;
  return (cut === 'first' ? firstOf(text, limit) : lastOf(text, limit)).trim();
}

function firstOf(text: string, limit: number): string {
  let end = limit;
  while (end > 0 && BELONGS_BEFORE.test(text.slice(end, end + 1))) end -= 1;
  return text.slice(0, end === 0 ? limit : end);
}

function lastOf(text: string, limit: number): string {
  let begin = text.length - limit;
  while (begin < text.length && BELONGS_BEFORE.test(text.slice(begin, begin + 1))) begin += 1;
  return text.slice(begin === text.length ? text.length - limit : begin);
}
