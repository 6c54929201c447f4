/** Parts of the page whose scripts are loaded when they are first shown, with a way on when one cannot be loaded. */
import { Component, type ComponentType, lazy, type ReactNode, useState } from 'react';
import type { Problem } from '../../errors/problems';
import { problemOf, UserError } from '../../errors/user-error';
import { ProblemNote } from './ProblemNote';

interface BoundaryProps {
  readonly children: ReactNode;
  readonly onRetry: () => void;
}

/** Shows what went wrong in place of a part. The rest of the page stays as it is. */
class PartBoundary extends Component<BoundaryProps, { readonly problem: Problem | null }> {
  override state = { problem: null };

  static getDerivedStateFromError(error: unknown): { problem: Problem } {
    return { problem: problemOf(error) };
  }

  override render(): ReactNode {
    const { problem } = this.state;
    const { children, onRetry } = this.props;
    const retry = (): void => {
      onRetry();
      this.setState({ problem: null });
    };
    return problem ? <ProblemNote problem={problem} onRetry={retry} /> : children;
  }
}

/**
 * Like React's `lazy`, but a failure is a sentence with “Try again” in the part's place. To be shown within `Suspense`.
 *
 * @param load imports the module whose default export is the part
 */
export function lazyPart<P extends object>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
): ComponentType<P> {
  const attempt = () =>
    lazy(() =>
      load().catch(() => {
        throw new UserError('part-not-loaded');
      }),
    );
  // Shared by all places that show the part: loaded once, it never suspends again.
  let Part: ComponentType<P> = attempt();
  return function LazyPart(props: P) {
    const [, setAttempts] = useState(0);
    const retry = (): void => {
      Part = attempt();
      setAttempts((attempts) => attempts + 1);
    };
    return (
      <PartBoundary onRetry={retry}>
        <Part {...props} />
      </PartBoundary>
    );
  };
}
