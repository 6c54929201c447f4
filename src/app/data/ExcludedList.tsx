/** What a data set leaves out: the number of each reason, and the first few. */
import type { ReactNode } from 'react';
import { useT } from '../text/all-text';
import styles from './data.module.css';

export interface ExcludedReason {
  readonly reason: string;
  readonly count: number;
  readonly why: string;
  readonly samples: readonly { readonly key: string | number; readonly shown: ReactNode }[];
}

export function ExcludedList({ reasons }: { readonly reasons: readonly ExcludedReason[] }) {
  const t = useT();
  if (reasons.length === 0) return null;
  return (
    <>
      <dt>{t('data.excluded')}</dt>
      <dd>
        <ul className={styles.excluded}>
          {reasons.map(({ reason, count, why, samples }) => (
            <li key={reason}>
              <details>
                <summary>
                  <b className="num">{count.toLocaleString('en')}</b> {why}
                </summary>
                <ul className="mono">
                  {samples.map(({ key, shown }) => (
                    <li key={key}>{shown}</li>
                  ))}
                </ul>
              </details>
            </li>
          ))}
        </ul>
      </dd>
    </>
  );
}
