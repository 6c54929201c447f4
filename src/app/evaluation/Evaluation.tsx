/** The place of the evaluation panel, which comes to the page when it is first opened. */
import { Suspense } from 'react';
import { useEvaluation } from '../store/evaluation/state';
import { lazyPart } from '../ui/lazy-part';

const Panel = lazyPart(() => import('./EvaluationPanel'));

export function Evaluation() {
  const open = useEvaluation((state) => state.open);
  return open ? (
    <Suspense fallback={null}>
      <Panel />
    </Suspense>
  ) : null;
}
