/** A run that stopped: what happened and what can be done. Curves and tokens stay where they are. */
import { resumeSaved, start } from '../store/experiment/actions';
import { useRun } from '../store/experiment/state';
import { useExplain, useT } from '../text/text';
import { failureTitle } from './failure-title';

export function FailureAlert() {
  const t = useT();
  const explain = useExplain();
  const failure = useRun((state) => state.failure);
  const saved = useRun((state) => state.saved);
  if (!failure) return null;
  const { problem, restorableStep } = failure;
  return (
    <div className="note note-bad" role="alert">
      <div className="note-body">
        <p className="note-title">{t(failureTitle(problem.code))}</p>
        <p>{explain(problem)}</p>
        <div className="note-actions">
          {saved && restorableStep !== null && (
            <button type="button" className="btn btn-small btn-main" onClick={() => resumeSaved()}>
              {t('failure.resume', { step: saved.step })}
            </button>
          )}
          <button type="button" className="btn btn-small" onClick={() => start()}>
            {t('failure.startAgain')}
          </button>
        </div>
      </div>
    </div>
  );
}
