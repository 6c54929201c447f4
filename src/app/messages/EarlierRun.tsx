/** Offers to resume a run of an earlier visit, or to restore its student. Starts nothing by itself. */
import { diffExperiments } from '../../experiment/diff';
import { DEFAULT_EXPERIMENT } from '../../experiment/fields';
import { marksOf } from '../charts/marks';
import { resumeSaved } from '../store/experiment/actions';
import { useRun } from '../store/experiment/state';
import { useLabels, useT } from '../text/text';
import { valueName } from '../text/values';

export function EarlierRun() {
  const t = useT();
  const labels = useLabels();
  const saved = useRun((state) => (state.running === null && state.saved?.earlier ? state.saved : null));
  if (!saved) return null;
  const finished = saved.step >= saved.experiment.steps;
  const changes = diffExperiments(DEFAULT_EXPERIMENT, saved.experiment)
    .map(({ name, to }) => `${labels.fields[name].label} ${valueName(labels, name, to)}`)
    .concat(
      marksOf(saved.experiment, saved.changes, labels).map(({ step, text }) =>
        t('chart.mark', { step, change: text }),
      ),
    )
    .join(', ');
  return (
    <div className="note" role="status">
      <div className="note-body">
        <p>
          {t(finished ? 'earlier.finished' : 'earlier.text', {
            step: saved.step,
            total: saved.experiment.steps,
          })}
          {changes && <span className="quiet"> {changes}</span>}
        </p>
      </div>
      <button type="button" className="btn btn-small" onClick={resumeSaved}>
        {finished ? t('earlier.bringBack') : t('failure.resume', { step: saved.step })}
      </button>
      <button type="button" className="btn btn-small" onClick={() => useRun.setState({ saved: null })}>
        {t('action.dismiss')}
      </button>
    </div>
  );
}
