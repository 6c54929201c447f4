/** What could not be loaded, and a way to try again. */
import type { ReactNode } from 'react';
import type { Problem } from '../../errors/problems';
import { useExplain, useT } from '../text/text';

export interface ProblemNoteProps {
  readonly problem: Problem;
  readonly onRetry: () => void;
  /** More ways on. */
  readonly children?: ReactNode;
}

export function ProblemNote({ problem, onRetry, children }: ProblemNoteProps) {
  const t = useT();
  const explain = useExplain();
  return (
    <div className="note note-bad" role="alert">
      <div className="note-body">
        <p>{explain(problem)}</p>
        <div className="note-actions">
          <button type="button" className="btn btn-small" onClick={onRetry}>
            {t('action.tryAgain')}
          </button>
          {children}
        </div>
      </div>
    </div>
  );
}
