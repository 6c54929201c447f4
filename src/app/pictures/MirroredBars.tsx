/** Probabilities of two models over the same entries: the teacher's up, the student's down. */
import type { View } from '../../run/protocol';
import styles from './views.module.css';

/** Drawn width of an entry, and height of all bars. */
const [STEP, HEIGHT] = [3, 36];

/** The largest probability among views: one scale for all bars. */
export const mostOf = (views: readonly View[]): number =>
  Math.max(...views.flatMap(({ teacher, student }) => [...(teacher ?? []), ...student]));

interface MirroredBarsProps {
  readonly view: View;
  /** The probability of the longest bar. */
  readonly most: number;
  /** What they show, for those who do not see it. */
  readonly label: string;
}

export function MirroredBars({ view: { teacher, student }, most, label }: MirroredBarsProps) {
  const width = STEP * student.length;
  const heightOf = (value: number): number => (value / most) * (HEIGHT / 2);
  const bars = (values: Float32Array, colour: string, up: boolean) =>
    Array.from(values, (value, entry) => (
      <rect
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place
        key={entry}
        x={STEP * entry}
        y={up ? HEIGHT / 2 - heightOf(value) : HEIGHT / 2}
        width={STEP - 0.5}
        height={heightOf(value)}
        fill={colour}
      />
    ));
  return (
    <svg
      className={styles.bars}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <line x1={0} x2={width} y1={HEIGHT / 2} y2={HEIGHT / 2} stroke="var(--line-2)" strokeWidth={0.5} />
      {teacher && bars(teacher, 'var(--teacher-bar)', true)}
      {bars(student, 'var(--student-bar)', false)}
    </svg>
  );
}
