import type { EvaluatedItem } from '../../run/protocol';

export interface Confusion {
  /** All that were right or answered, in their order of names. */
  readonly classes: readonly string[];
  /** Answers: a list a right class, a number an answered class. */
  readonly counts: readonly (readonly number[])[];
}

/** How often a model answers each class where each class is right. */
export function confusionOf(
  items: readonly Pick<EvaluatedItem, 'reference' | 'teacher' | 'student'>[],
  who: 'teacher' | 'student',
): Confusion {
  const names = new Set(items.flatMap((item) => [item.reference, item[who].text]));
  const classes = [...names].sort((a, b) => a.localeCompare(b, 'en'));
  const at = new Map(classes.map((name, id) => [name, id]));
  const counts = classes.map(() => classes.map(() => 0));
  for (const item of items) {
    const line = counts[at.get(item.reference) ?? 0];
    const column = at.get(item[who].text) ?? 0;
    if (line) line[column] = (line[column] ?? 0) + 1;
  }
  return { classes, counts };
}
