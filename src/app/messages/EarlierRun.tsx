/** Offers to resume a run of an earlier visit, or to restore its student. Starts nothing by itself. */
import { plannedSteps } from '../../experiment/changes';
import { openKept, resumeSaved } from '../store/experiment/actions';
import { useRun } from '../store/experiment/state';
import { useLabels, useT } from '../text/text';
import { settingsText } from '../text/values';

export function EarlierRun() {
  const t = useT();
  const labels = useLabels();
  const saved = useRun((state) =>
    state.running === null && !state.restoring && state.saved?.earlier ? state.saved : null,
  );
  if (!saved) return null;
  const total = plannedSteps(saved.experiment, saved.changes);
  const finished = saved.step >= total;
  const changes = settingsText(labels, saved.experiment, saved.changes, (step, change) =>
    t('chart.mark', { step, change }),
  );
  // Of a finished run there is nothing to resume: it is shown, and its student comes back.
  const open = (): void => (finished ? void openKept(saved.run.id, { mode: 'hold' }) : resumeSaved());
  return (
    <div className="note" role="status">
      <div className="note-body">
        <p>
          {t(finished ? 'earlier.finished' : 'earlier.text', {
            step: saved.step,
            total,
          })}
          {changes && <span className="quiet"> {changes}</span>}
        </p>
      </div>
      <button type="button" className="btn btn-small" onClick={open}>
        {finished ? t('earlier.bringBack') : t('failure.resume', { step: saved.step })}
      </button>
      <button type="button" className="btn btn-small" onClick={() => useRun.setState({ saved: null })}>
        {t('action.dismiss')}
      </button>
    </div>
  );
}
