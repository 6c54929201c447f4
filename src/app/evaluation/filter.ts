/** Which of the evaluated prompts are listed. */
import type { ErrorKind, EvaluatedItem } from '../../run/protocol';

export type Who = 'student' | 'teacher';
export type Verdict = 'all' | 'right' | 'wrong' | ErrorKind;

export interface Filter {
  /** Whose answers the verdict is about. */
  readonly who: Who;
  readonly verdict: Verdict;
  /** The task's kind of prompt; null for all. */
  readonly kind: string | null;
  /** Looked for in prompt, reference and both answers, whatever the case. */
  readonly search: string;
}

export const NO_FILTER: Filter = { who: 'student', verdict: 'all', kind: null, search: '' };

function hasVerdict(error: ErrorKind | null, verdict: Verdict): boolean {
  switch (verdict) {
    case 'all':
      return true;
    case 'right':
      return error === null;
    case 'wrong':
      return error !== null;
    default:
      return error === verdict;
  }
}

export function filterItems(
  items: readonly EvaluatedItem[],
  { who, verdict, kind, search }: Filter,
): EvaluatedItem[] {
  const wanted = search.trim().toLowerCase();
  return items.filter(
    (item) =>
      hasVerdict(item[who].error, verdict) &&
      (kind === null || item.kind === kind) &&
      [item.prompt, item.reference, item.student.text, item.teacher.text].some((text) =>
        text.toLowerCase().includes(wanted),
      ),
  );
}

export interface Count<T> {
  readonly value: T;
  readonly count: number;
}

function counted<T>(values: readonly T[]): Count<T>[] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}

/** The kinds of error that occur, the most frequent first. */
export const errorCounts = (items: readonly EvaluatedItem[], who: Who): Count<ErrorKind>[] =>
  counted(items.flatMap((item) => item[who].error ?? []));

export interface KindScore extends Count<string> {
  readonly right: number;
}

/** The task's kinds of prompt by name, and how many of each were answered rightly; empty where a task has one kind. */
export const kindScores = (items: readonly EvaluatedItem[], who: Who): KindScore[] =>
  counted(items.flatMap(({ kind }) => kind ?? []))
    .map(({ value, count }) => ({
      value,
      count,
      right: items.filter((item) => item.kind === value && item[who].error === null).length,
    }))
    .sort((a, b) => a.value.localeCompare(b.value));
