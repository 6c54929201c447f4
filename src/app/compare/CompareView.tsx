/** The place of the view of comparisons, which comes to the page when it is first opened. */
import { Suspense } from 'react';
import { useT } from '../text/text';
import { lazyPart } from '../ui/lazy-part';

const View = lazyPart(() => import('./Compare'));

export function CompareView() {
  const t = useT();
  return (
    <Suspense
      fallback={
        <main className="column column-main" id="run" tabIndex={-1} aria-label={t('compare.title')} />
      }
    >
      <View />
    </Suspense>
  );
}
