/** Comparisons that only have to be started. */
import { encodeComparison } from '../../experiment/comparison-link';
import { setComparison } from '../store/compare/actions';
import { useCompare } from '../store/compare/state';
import { useDraftExperiment } from '../store/experiment/draft';
import { useT } from '../text/all-text';
import { ComparisonTime } from './ComparisonTime';
import styles from './compare.module.css';
import { READY } from './ready';

export function ReadyComparisons() {
  const t = useT();
  const base = useDraftExperiment((state) => state.experiment);
  const draft = useCompare((state) => state.draft);
  const present = encodeComparison({ base, ...draft });
  return (
    <section aria-labelledby="compare-ready">
      <h2 className="section-title" id="compare-ready">
        {t('compare.ready')}
      </h2>
      <ul className={styles.ready}>
        {READY.map(({ title, about, comparison }) => (
          <li key={title}>
            <button
              type="button"
              className={styles.readyButton}
              aria-pressed={encodeComparison(comparison) === present}
              onClick={() => setComparison(comparison)}
            >
              <span className={styles.readyTitle}>{t(title)}</span>
              <span className="quiet">{t(about)}</span>
              <span className={`quiet num ${styles.time}`}>
                <ComparisonTime comparison={comparison} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
