/** A run that stopped: what happened and what can be done. Curves and tokens stay where they are. */
import { goOn, start } from '../store/actions';
import { useRun } from '../store/run';
import { useT } from '../text/text';

export function FailureAlert() {
  const t = useT();
  const failure = useRun((state) => state.failure);
  const saved = useRun((state) => state.saved);
  if (!failure) return null;
  const { code, message, restorableStep } = failure;
  return (
    <div className="note note-bad" role="alert">
      <div className="note-body">
        <p className="note-title">{t(`failure.${code}`)}</p>
        <p>{message}</p>
        <div className="note-actions">
          {saved && restorableStep !== null && (
            <button type="button" className="btn btn-small btn-main" onClick={() => goOn()}>
              {t('failure.goOn', { step: saved.step })}
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
