/** A score between its floor and its ceiling, with its interval. */
import type { Estimate } from '../../run/protocol';
import styles from './measures.module.css';

export interface ScaleProps {
  readonly label: string;
  readonly score: Estimate;
}

const at = (value: number): string => `${100 * Math.min(1, Math.max(0, value))}%`;

export function Scale({ label, score: { value, interval } }: ScaleProps) {
  return (
    <span className={styles.scale} role="img" aria-label={label}>
      {interval && (
        <span
          className={styles.scaleInterval}
          style={{ left: at(interval[0]), right: `calc(100% - ${at(interval[1])})` }}
        />
      )}
      <span className={styles.scaleValue} style={{ left: at(value) }} />
    </span>
  );
}
