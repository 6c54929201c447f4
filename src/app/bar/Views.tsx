/** The switch between the single run and comparisons. */
import { isComparing, useCompare } from '../store/compare';
import { showCompare } from '../store/compare-actions';
import { useT } from '../text/text';

export function Views() {
  const t = useT();
  const open = useCompare((state) => state.open);
  const comparing = useCompare(isComparing);
  return (
    <nav className="views" aria-label={t('view.label')}>
      <button
        type="button"
        className="view"
        {...(open ? {} : { 'aria-current': 'page' })}
        onClick={() => showCompare(false)}
      >
        {t('view.run')}
      </button>
      <button
        type="button"
        className="view"
        {...(open ? { 'aria-current': 'page' } : {})}
        onClick={() => showCompare(true)}
      >
        {t('view.compare')}
        {comparing && (
          <span className="phase-dot phase-running" role="img" aria-label={t('view.comparing')} />
        )}
      </button>
    </nav>
  );
}
