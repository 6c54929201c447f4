import type { EvaluatedItem } from '../../run/protocol';

export interface Confusion {
  /** All that were right or answered, in their order of names. */
  readonly classes: readonly string[];
  /** Answers: a list a right class, a number an answered class. */
  readonly counts: readonly (readonly number[])[];
}

/** A right answer and the one that was given. */
type Pair = readonly [right: string, answer: string];

/**
 * How often a model answers each class where each class is right.
 * @param perPatch whether an answer has a class for each patch, a character each
 */
export function confusionOf(
  items: readonly Pick<EvaluatedItem, 'reference' | 'teacher' | 'student'>[],
  who: 'teacher' | 'student',
  perPatch = false,
): Confusion {
  const pairs = items.flatMap(({ reference, [who]: { text } }): readonly Pair[] =>
    perPatch ? [...reference].map((right, place): Pair => [right, text[place] ?? '']) : [[reference, text]],
  );
  const names = new Set(pairs.flat());
  const classes = [...names].sort((a, b) => a.localeCompare(b, 'en'));
  const at = new Map(classes.map((name, id) => [name, id]));
  const counts = classes.map(() => classes.map(() => 0));
  for (const [right, answer] of pairs) {
    const line = counts[at.get(right) ?? 0];
    const column = at.get(answer) ?? 0;
    if (line) line[column] = (line[column] ?? 0) + 1;
  }
  return { classes, counts };
}
