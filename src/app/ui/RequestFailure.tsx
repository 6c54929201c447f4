/** Why the last question to the worker had no answer. */
import type { Problem } from '../../errors/problems';
import { useExplain } from '../text/text';

export function RequestFailure({ problem }: { readonly problem: Problem | null }) {
  const explain = useExplain();
  return (
    problem && (
      <p className="request-failure" role="alert">
        {explain(problem)}
      </p>
    )
  );
}
