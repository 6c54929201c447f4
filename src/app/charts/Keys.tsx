/** The key of a chart: a stroke or a swatch for each series, and the newest changes of settings. */
import { useT } from '../text/text';
import styles from './charts.module.css';
import type { Mark } from './marks';

export interface SeriesKey {
  readonly name: string;
  readonly colour: string;
  readonly mark: 'line' | 'dashes' | 'band' | 'dots' | 'bar';
}

interface KeysProps {
  readonly keys: readonly SeriesKey[];
  readonly marks: readonly Mark[];
}

/** Marks that are listed; the table has all. */
const LISTED = 3;

export function Keys({ keys, marks }: KeysProps) {
  const t = useT();
  return (
    <ul className="keys-row">
      {keys.map(({ name, colour, mark }) => (
        <li key={name}>
          <svg width="16" height="10" viewBox="0 0 16 10" aria-hidden="true">
            {mark === 'band' && <rect y="1" width="16" height="8" rx="1" fill={colour} opacity="0.3" />}
            {mark === 'bar' && <rect x="3" y="0" width="10" height="10" rx="1" fill={colour} />}
            {(mark === 'line' || mark === 'dashes' || mark === 'dots') && (
              <path
                d="M0 5h16"
                stroke={colour}
                strokeWidth="2"
                {...(mark === 'dashes' ? { strokeDasharray: '4 2' } : {})}
              />
            )}
            {mark === 'dots' && <circle cx="8" cy="5" r="3" fill={colour} />}
          </svg>
          {name}
        </li>
      ))}
      {marks.slice(-LISTED).map(({ step, text }) => (
        <li key={step} className={styles.keyMark}>
          <svg width="6" height="10" viewBox="0 0 6 10" aria-hidden="true">
            <path d="M3 0v10" stroke="var(--ink-3)" strokeWidth="1.5" strokeDasharray="1 2" />
          </svg>
          {t('chart.mark', { step, change: text })}
        </li>
      ))}
      {marks.length > LISTED && (
        <li className="quiet">{t('chart.marks.more', { count: marks.length - LISTED })}</li>
      )}
    </ul>
  );
}
