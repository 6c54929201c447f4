/** The place of the measures of distillation: a line until they are opened, which is when they come to the page. */
import { lazy, Suspense } from 'react';
import { openMeasures, useMeasures } from '../store/measures';
import { useT } from '../text/text';

const Panel = lazy(() => import('./MeasuresPanel'));

export function Measures() {
  const t = useT();
  const open = useMeasures((state) => state.open);
  if (open) {
    return (
      <Suspense fallback={null}>
        <Panel />
      </Suspense>
    );
  }
  return (
    <div className="measures-door">
      <p className="quiet measures-invite">{t('measures.about')}</p>
      <button type="button" className="btn btn-small push" onClick={openMeasures}>
        {t('measures.open')}
      </button>
    </div>
  );
}
