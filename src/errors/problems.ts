/**
 * Every problem that a user may read about: a code, and the names of the values that its sentence needs.
 * Codes and values travel from the worker to the page; the sentences are in the page's catalogues, one a language.
 */

/** Text typed by hand. */
const TYPED = {
  'prompt-too-long': ['length', 'limit'],
  'response-too-long': ['length', 'limit'],
} as const;

/** Data of the user's own that cannot be read at all. Sizes are in MB. */
const DATA = {
  'data-too-big': ['size', 'limit'],
  'data-no-content': [],
  'data-binary': [],
  'data-archive': [],
  'data-pdf': [],
  'data-gone': [],
  'data-one-column': [],
  'data-no-rows': [],
  'data-record-too-long': ['line'],
  'data-json-damaged': [],
} as const;

/** Limits of the graphics device. Sizes are in MB. */
const DEVICE = {
  'device-buffer-limit': ['size', 'limit'],
  'device-dispatch-limit': ['count', 'limit'],
} as const;

/** Scripts of the page that are loaded when they are needed. */
const PARTS = { 'part-not-loaded': [] } as const;

/** Files that the site ships beside its scripts. `file` is the path on the site. */
const DOWNLOADS = {
  'download-failed': ['file'],
  'download-status': ['file', 'status'],
  'download-broken': ['file'],
  'download-stalled': ['file', 'seconds'],
  'no-weak-teacher': [],
} as const;

/** Problems without a sentence of their own. `message` is the technical message, in the language of its source. */
const REST = {
  'out-of-memory': ['message'],
  unexpected: ['message'],
  'question-failed': ['message'],
  'comparison-interrupted': ['message'],
} as const;

export const PROBLEMS = { ...TYPED, ...DATA, ...DEVICE, ...PARTS, ...DOWNLOADS, ...REST } as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** A text, a number, a list of names, or the problem that caused this one. */
export type ProblemValue = string | number | readonly string[] | Problem;

export type ProblemValues<C extends ProblemCode> = {
  readonly [name in (typeof PROBLEMS)[C][number]]: ProblemValue;
};

/** The message that travels in place of a sentence. */
export interface Problem {
  readonly code: ProblemCode;
  readonly values: Readonly<Record<string, ProblemValue>>;
}
