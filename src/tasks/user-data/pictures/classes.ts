/** Classes of pictures, by the folders that hold them. */
import { PICTURE_LIMITS as LIMITS } from '../../../experiment/user-data';

/** The names along a path; `.` is the folder itself. */
const partsOf = (path: string): string[] =>
  path.split(/[\\/]/).filter((part) => part !== '' && part !== '.' && part !== '..');

/** Files that systems put beside those of the user. */
const OF_SYSTEMS: readonly string[] = ['__MACOSX', 'Thumbs.db', 'desktop.ini'];
export const isHidden = (path: string): boolean =>
  partsOf(path).some((part) => part.startsWith('.') || OF_SYSTEMS.includes(part));

/** The name of a class as it is kept. */
export const cleanClass = (name: string): string => name.normalize('NFC').trim();

/** The name of the folder that holds a file; empty where none does. */
export const classOfPath = (path: string): string => cleanClass(partsOf(path).at(-2) ?? '');

/** Control characters would part examples in storage; U+FFFD stands for bytes that are no text. */
const UNUSABLE = /[\p{Cc}\ufffd]/u;
export const isClassName = (name: string): boolean => name.length <= LIMITS.className && !UNUSABLE.test(name);

const NUMBER = /^\d{1,9}$/;
const byCode = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Numbers by size, then texts by code unit: the same order in every browser and language. */
export function compareClasses(a: string, b: string): number {
  const [numberA, numberB] = [NUMBER.test(a), NUMBER.test(b)];
  if (numberA && numberB) return Number(a) - Number(b) || byCode(a, b);
  return Number(numberB) - Number(numberA) || byCode(a, b);
}

/** The classes with the most pictures, as many as there may be. @param names a class a picture */
export function largestClasses(names: Iterable<string>): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const bySize = [...counts].sort(([a, m], [b, n]) => n - m || compareClasses(a, b));
  return new Set(bySize.slice(0, LIMITS.classes).map(([name]) => name));
}
