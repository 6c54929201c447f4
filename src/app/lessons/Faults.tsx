/** What is wrong with a lesson's file, a sentence each. */

import type { Fault } from '../store/lesson/format/read';
import { useT } from '../text/all-text';
import styles from './panel.module.css';

export function Faults({ faults }: { readonly faults: readonly Fault[] }) {
  const t = useT();
  return (
    <div className="note note-bad" role="alert">
      <div className="note-body">
        <p className="note-title">{t('lessons.faults')}</p>
        <ul className={styles.faults}>
          {faults.map(({ code, station, values }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is shown once and never changes
            <li key={index}>
              {station !== null && t('lessons.fault.station', { station })}{' '}
              {t(`lessons.fault.${code}`, values)}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
