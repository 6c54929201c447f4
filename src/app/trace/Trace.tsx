/** The place of "One token at a time", which comes to the page when it is first opened. */
import { Suspense } from 'react';
import { useTrace } from '../store/trace/state';
import { lazyPart } from '../ui/lazy-part';

const Panel = lazyPart(() => import('./TracePanel'));

export function Trace() {
  const open = useTrace((state) => state.open);
  return open ? (
    <Suspense fallback={null}>
      <Panel />
    </Suspense>
  ) : null;
}
