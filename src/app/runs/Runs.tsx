/** The kept runs and comparisons: open, name, compare, extend, save, delete. */
import { Suspense, useState } from 'react';
import { useRuns } from '../store/runs/state';
import { useT } from '../text/all-text';
import { megabytes } from '../text/format';
import { lazyPart } from '../ui/lazy-part';
import { ComparisonRow } from './ComparisonRow';
import { GivenUp } from './GivenUp';
import { ImportRecording } from './ImportRecording';
import { Outcome } from './Outcome';
import { RunRow } from './RunRow';
import styles from './runs.module.css';

const RunPair = lazyPart(() => import('./RunPair'));

export default function Runs() {
  const t = useT();
  const { runs, comparisons, bytes, limit } = useRuns();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const choose = (id: string): void =>
    setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id].slice(-2));
  // A run that was deleted is compared no more.
  const compared = chosen.filter((id) => runs?.some(({ facts }) => facts.id === id));
  const [first, second] = compared;
  return (
    <div className={styles.runs}>
      {runs && (
        <p className="dialog-text">
          {t('runs.what', { used: megabytes(bytes), limit: Math.round(limit / 1e6) })}
        </p>
      )}
      <ImportRecording />
      <Outcome />
      <GivenUp />
      {first && second ? (
        <Suspense fallback={<p className="quiet">{t('runs.reading')}</p>}>
          <RunPair key={compared.join()} first={first} second={second} onClose={() => setChosen([])} />
        </Suspense>
      ) : (
        <p role="status" className="quiet">
          {first && t('runs.compareHelp')}
        </p>
      )}
      {runs?.length === 0 && comparisons.length === 0 && <p className="quiet">{t('runs.empty')}</p>}
      {runs && runs.length > 0 && (
        <ul className={styles.list} aria-label={t('runs.list')}>
          {runs.map((card) => (
            <RunRow
              key={card.facts.id}
              card={card}
              compared={compared.includes(card.facts.id)}
              onCompare={() => choose(card.facts.id)}
            />
          ))}
        </ul>
      )}
      {comparisons.length > 0 && (
        <>
          <h3 className="section-title">{t('runs.comparisons')}</h3>
          <ul className={styles.list} aria-label={t('runs.comparisons')}>
            {comparisons.map((card) => (
              <ComparisonRow key={card.id} card={card} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
