import type { StripRow } from '../../../run/protocol';

/** What is right, answered and weighed at each patch of a scene, row by row. */
export interface SceneView {
  readonly pixels: string;
  /** Ids of classes. */
  readonly label: readonly number[];
  readonly student: readonly number[];
  /** Null where there is no teacher. */
  readonly teacher: readonly number[] | null;
  /** How much each patch counts, from 0 to 1; null where all count the same. */
  readonly weight: readonly number[] | null;
}

export const ANSWERS = ['label', 'teacher', 'student'] as const;
export type Answers = (typeof ANSWERS)[number];

/** The likeliest class at each place, of log-probabilities [places, classes]. */
function likeliest(logs: Float32Array, places: number): number[] {
  const classes = logs.length / places;
  return Array.from({ length: places }, (_, place) => {
    const own = logs.subarray(place * classes, (place + 1) * classes);
    return own.reduce((best, value, id) => (value > (own[best] ?? 0) ? id : best), 0);
  });
}

/** Null for a row without answers. */
export function viewScene({ prompt, tokens, teacher, student }: StripRow): SceneView | null {
  if (tokens.length === 0) return null;
  const weights = tokens.flatMap(({ weight }) => weight ?? []);
  return {
    pixels: prompt,
    label: tokens.map(({ id }) => id),
    student: likeliest(student, tokens.length),
    teacher: teacher.length > 0 ? likeliest(teacher, tokens.length) : null,
    weight: weights.length === tokens.length ? weights : null,
  };
}

/** How many patches two accounts of a scene have in common. */
export const inCommon = (a: readonly number[], b: readonly number[]): number =>
  a.filter((id, place) => id === b[place]).length;

/** The first patch that the student has wrong, else the first of a digit: where to look first. */
export function firstOfInterest({ label, student }: SceneView): number {
  const wrong = label.findIndex((id, place) => id !== student[place]);
  return Math.max(0, wrong < 0 ? label.findIndex((id) => id !== 0) : wrong);
}
