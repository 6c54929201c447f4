/** The place of the measures of distillation: a line until they are opened, which is when they come to the page. */
import { Suspense, useEffect, useRef } from 'react';
import { openMeasures, useMeasures } from '../store/measures/state';
import { useT } from '../text/text';
import { isFocusLost } from '../ui/focus';
import { lazyPart } from '../ui/lazy-part';
import styles from './door.module.css';

const Panel = lazyPart(() => import('./MeasuresPanel'));

export function Measures() {
  const t = useT();
  const open = useMeasures((state) => state.open);
  const door = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(open);
  // The button that opened the panel has made room for it: the focus goes to the one in its place.
  useEffect(() => {
    if (wasOpen.current && !open && isFocusLost()) door.current?.focus();
    wasOpen.current = open;
  }, [open]);
  if (open) {
    return (
      <Suspense fallback={null}>
        <Panel />
      </Suspense>
    );
  }
  return (
    <div className={styles.door} data-part="measures">
      <p className={`quiet ${styles.invite}`}>{t('measures.about')}</p>
      <button type="button" className="btn btn-small push" ref={door} onClick={openMeasures}>
        {t('measures.open')}
      </button>
    </div>
  );
}
