/**
 * Every problem that a user may read about: a code, and the names of the values that its sentence needs.
 * Codes and values travel from the worker to the page; the sentences are in the page's catalogues, one a language.
 * Notes and reasons travel in the same form.
 */
import type { PROBLEMS, TOPICS } from './problem-table';

export type ProblemCode = keyof typeof PROBLEMS;
export type ProblemTopic = keyof typeof TOPICS;

/** A word of the page that a value names, such as the title of a task. */
export interface Term {
  readonly term: TermKey;
}

export type TermKey =
  | `task.${string}`
  | `metric.${string}`
  /** At the start of a sentence. */
  | 'kept.model'
  | 'kept.data'
  | 'kept.run'
  | 'kept.comparison'
  | 'kept.site';

/** A text, a number, a word of the page, names that are shown in quotes, or problems, which are sentences. */
export type ProblemValue = string | number | Term | readonly string[] | Problem | readonly Problem[];

export type ProblemValues<C extends ProblemCode> = {
  readonly [name in (typeof PROBLEMS)[C][number]]: ProblemValue;
};

/** The message that travels in place of a sentence. */
export interface Problem {
  readonly code: ProblemCode;
  readonly values: Readonly<Record<string, ProblemValue>>;
}

/** The values of a code as an argument, where it has any. */
export type Given<C extends ProblemCode> = keyof ProblemValues<C> extends never
  ? []
  : [values: ProblemValues<C>];

/** A problem that is not thrown: a note, a reason, a piece of advice. */
export const problem = <C extends ProblemCode>(code: C, ...[values]: Given<C>): Problem => ({
  code,
  values: values ?? {},
});
