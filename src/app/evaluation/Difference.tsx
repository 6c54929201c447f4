/** A text with the characters marked that differ from the other side: by shape first, by colour second. */

import styles from './evaluation.module.css';
import type { Mark, Segment } from './segments';

export interface DifferenceProps {
  readonly segments: readonly Segment[];
  readonly of: 'answer' | 'reference';
}

export function Difference({ segments, of }: DifferenceProps) {
  return segments.map(({ mark, text }, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a text has no other identity than its place
    <Marked key={i} mark={mark} of={of} text={text} />
  ));
}

interface MarkedProps {
  readonly mark: Mark;
  readonly of: 'answer' | 'reference';
  readonly text: string;
}

function Marked({ mark, of, text }: MarkedProps) {
  // A marked space has to be seen.
  const shown = text.replaceAll(' ', '␣');
  switch (mark) {
    case 'same':
      return text;
    case 'replaced':
      return <mark className={styles.editReplaced}>{shown}</mark>;
    case 'alone':
      return of === 'answer' ? (
        <del className={styles.editSurplus}>{shown}</del>
      ) : (
        <ins className={styles.editMissing}>{shown}</ins>
      );
    default:
      return mark satisfies never;
  }
}
