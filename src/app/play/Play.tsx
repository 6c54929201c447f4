/** The place of "Play the student", which comes to the page when it is first opened. */
import { Suspense } from 'react';
import { usePlay } from '../store/play/state';
import { lazyPart } from '../ui/lazy-part';

const Panel = lazyPart(() => import('./PlayPanel'));

export function Play() {
  const open = usePlay((state) => state.open);
  return open ? (
    <Suspense fallback={null}>
      <Panel />
    </Suspense>
  ) : null;
}
