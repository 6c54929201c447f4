/** Why the last action was not done, and the button that undoes a deletion. */
import { bringBack } from '../store/runs/actions';
import { useRuns } from '../store/runs/state';
import { useT } from '../text/all-text';
import { useExplain } from '../text/text';

export function Outcome() {
  const t = useT();
  const explain = useExplain();
  const refusal = useRuns((state) => state.refusal);
  const deleted = useRuns((state) => state.deleted);
  return (
    <>
      <div role="alert">
        {refusal && (
          <div className="note note-bad">
            <p className="note-body">{explain(refusal)}</p>
          </div>
        )}
      </div>
      {deleted && (
        <div className="note" role="status">
          <p className="note-body">{t('runs.deleted', { name: deleted.name })}</p>
          <button type="button" className="btn btn-small" onClick={bringBack}>
            {t('runs.undo')}
          </button>
        </div>
      )}
    </>
  );
}
