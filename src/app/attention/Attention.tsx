/** The place of the attention maps, which come to the page when they are first opened. */
import { lazy, Suspense } from 'react';
import { useAttention } from '../store/attention/state';

const Panel = lazy(() => import('./AttentionPanel'));

export function Attention() {
  const open = useAttention((state) => state.open);
  return open ? (
    <Suspense fallback={null}>
      <Panel />
    </Suspense>
  ) : null;
}
