/** What keeps an experiment on own data from starting, and the ways out, for as long as it is so. */
import { setUpTeacherTraining } from '../store/data-actions';
import { OBSTACLE_NOTE, obstacleText, useObstacle } from '../store/data-obstacle';
import { useEdit } from '../store/edit';
import { openDialog } from '../store/view';
import { useT } from '../text/text';

export function MissingData() {
  const t = useT();
  const obstacle = useObstacle();
  const experiment = useEdit((state) => state.experiment);
  if (!obstacle) return null;
  return (
    <div className="note note-bad" id={OBSTACLE_NOTE} role="alert" tabIndex={-1}>
      <div className="note-body">
        <p className="note-title">{t('data.obstacle')}</p>
        <p>{obstacleText(t, obstacle, experiment)}</p>
        <div className="note-actions">
          {obstacle === 'noTeacher' && (
            <button type="button" className="btn btn-small btn-main" onClick={setUpTeacherTraining}>
              {t('data.trainTeacher')}
            </button>
          )}
          <button type="button" className="btn btn-small" onClick={() => openDialog('data')}>
            {t('data.title')}
          </button>
        </div>
      </div>
    </div>
  );
}
