/** Offers a later version of the page, while nothing computes that a reload would interrupt. */
import { Suspense } from 'react';
import { isComparing, useCompare } from '../store/compare/state';
import { isBusy, useRun } from '../store/experiment/state';
import { useNewVersion } from '../store/new-version';
import { lazyPart } from '../ui/lazy-part';

const Offer = lazyPart(() => import('./NewVersionOffer'));

export function NewVersion() {
  const offered = useNewVersion((state) => state.offered);
  const running = useRun(isBusy);
  const comparing = useCompare(isComparing);
  if (!offered || running || comparing) return null;
  return (
    <Suspense fallback={null}>
      <Offer registration={offered} />
    </Suspense>
  );
}
