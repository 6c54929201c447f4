/** The switch between the single run and comparisons. */
import { showCompare } from '../store/compare/actions';
import { isComparing, useCompare } from '../store/compare/state';
import { isBusy, useRun } from '../store/experiment/state';
import { useT } from '../text/text';

export function Views() {
  const t = useT();
  const open = useCompare((state) => state.open);
  const comparing = useCompare(isComparing);
  const busy = useRun(isBusy);
  return (
    <nav className="views" aria-label={t('view.label')}>
      <button
        type="button"
        className="view"
        {...(open ? {} : { 'aria-current': 'page' })}
        onClick={() => showCompare(false)}
      >
        {t('view.run')}
        {busy && <Dot label={t('view.running')} />}
      </button>
      <button
        type="button"
        className="view"
        {...(open ? { 'aria-current': 'page' } : {})}
        onClick={() => showCompare(true)}
      >
        {t('view.compare')}
        {comparing && <Dot label={t('view.comparing')} />}
      </button>
    </nav>
  );
}

/** Marks a view with something running in it. */
function Dot({ label }: { readonly label: string }) {
  return <span className="phase-dot phase-running" role="img" aria-label={label} />;
}
