/** How long prompts or responses are: a bar for every few characters. */
import { useT } from '../text/text';
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
    <figure className="lengths">
      <div className={`lengths-bars lengths-${of}`} aria-hidden="true">
        {list.map(({ from, to, count }) => (
          <span
            key={from}
            title={`${from}–${to}: ${count.toLocaleString('en')}`}
            style={{ height: `${count === 0 ? 0 : Math.max(4, (100 * count) / highest)}%` }}
          />
        ))}
      </div>
      <div className="lengths-axis num" aria-hidden="true">
        <span>1</span>
        <span>{counts.length - 1}</span>
      </div>
      <figcaption className="quiet">{caption}</figcaption>
    </figure>
  );
}
