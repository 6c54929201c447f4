/** Reason why an experiment on user data cannot start, with the ways out, for as long as it applies. */
import { BLOCKER_NOTE, blockerText, useStartBlocker } from '../store/data/start-blocker';
import { useDraftExperiment } from '../store/experiment/draft';
import { openDialog } from '../store/view';
import { useT } from '../text/text';

export function MissingData() {
  const t = useT();
  const blocker = useStartBlocker();
  const experiment = useDraftExperiment((state) => state.experiment);
  // The way to a teacher is shown as such.
  if (!blocker || blocker === 'noTeacher') return null;
  return (
    <div className="note note-bad" id={BLOCKER_NOTE} role="alert" tabIndex={-1}>
      <div className="note-body">
        <p className="note-title">{t('data.obstacle')}</p>
        <p>{blockerText(t, blocker, experiment)}</p>
        <div className="note-actions">
          <button type="button" className="btn btn-small" onClick={() => openDialog('data')}>
            {t('data.title')}
          </button>
        </div>
      </div>
    </div>
  );
}
