/** The place of the evaluation panel, which comes to the page when it is first opened. */
import { lazy, Suspense } from 'react';
import { useEvaluation } from '../store/evaluation/state';

const Panel = lazy(() => import('./EvaluationPanel'));

export function Evaluation() {
  const open = useEvaluation((state) => state.open);
  return open ? (
    <Suspense fallback={null}>
      <Panel />
    </Suspense>
  ) : null;
}
