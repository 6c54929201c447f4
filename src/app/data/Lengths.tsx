/** How long prompts or responses are: a bar for every few characters. */
import { useT } from '../text/all-text';
import styles from './data.module.css';
import { bars, summarise } from './lengths';

const WIDTH = 3;

export interface LengthsProps {
  readonly of: 'prompt' | 'response';
  /** How many have 0, 1, 2 … characters. */
  readonly counts: readonly number[];
}

export function Lengths({ of, counts }: LengthsProps) {
  const t = useT();
  const list = bars(counts, WIDTH);
  const highest = Math.max(1, ...list.map(({ count }) => count));
  const caption = t(`data.${of}Lengths`, { ...summarise(counts) });
  return (
    <figure>
      <div
        className={of === 'response' ? `${styles.lengthsBars} ${styles.lengthsResponse}` : styles.lengthsBars}
        aria-hidden="true"
      >
        {list.map(({ from, to, count }) => (
          <span
            key={from}
            title={`${from}–${to}: ${count.toLocaleString('en')}`}
            style={{ height: `${count === 0 ? 0 : Math.max(4, (100 * count) / highest)}%` }}
          />
        ))}
      </div>
      <div className={`${styles.lengthsAxis} num`} aria-hidden="true">
        <span>1</span>
        <span>{counts.length - 1}</span>
      </div>
      <figcaption className="quiet">{caption}</figcaption>
    </figure>
  );
}
