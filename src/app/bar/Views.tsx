/** The switch between the single run and comparisons, and the ways to the lessons and the class. */
import { showCompare } from '../store/compare/actions';
import { isComparing, useCompare } from '../store/compare/state';
import { isBusy, useRun } from '../store/experiment/state';
import { openDialog } from '../store/view';
import { useT } from '../text/text';
import barStyles from './bar.module.css';
import figuresStyles from './figures.module.css';

export function Views() {
  const t = useT();
  const open = useCompare((state) => state.open);
  const comparing = useCompare(isComparing);
  const busy = useRun(isBusy);
  return (
    <nav className={barStyles.views} aria-label={t('view.label')}>
      <button
        type="button"
        className={barStyles.view}
        {...(open ? {} : { 'aria-current': 'page' })}
        onClick={() => showCompare(false)}
      >
        {t('view.run')}
        {busy && <Dot label={t('view.running')} />}
      </button>
      <button
        type="button"
        className={barStyles.view}
        {...(open ? { 'aria-current': 'page' } : {})}
        onClick={() => showCompare(true)}
      >
        {t('view.compare')}
        {comparing && <Dot label={t('view.comparing')} />}
      </button>
      <button
        type="button"
        className={barStyles.view}
        data-lessons
        aria-haspopup="dialog"
        onClick={() => openDialog('lessons')}
      >
        {t('lessons.title')}
      </button>
      <button
        type="button"
        className={barStyles.view}
        aria-haspopup="dialog"
        onClick={() => openDialog('class')}
      >
        {t('class.title')}
      </button>
    </nav>
  );
}

/** Marks a view with something running in it. */
function Dot({ label }: { readonly label: string }) {
  return <span className={`${figuresStyles.dot} ${figuresStyles.running}`} role="img" aria-label={label} />;
}
