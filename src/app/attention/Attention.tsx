/** The place of the attention maps, which come to the page when they are first opened. */
import { Suspense } from 'react';
import { useAttention } from '../store/attention/state';
import { lazyPart } from '../ui/lazy-part';

const Panel = lazyPart(() => import('./AttentionPanel'));

export function Attention() {
  const open = useAttention((state) => state.open);
  return open ? (
    <Suspense fallback={null}>
      <Panel />
    </Suspense>
  ) : null;
}
