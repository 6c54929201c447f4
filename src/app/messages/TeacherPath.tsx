/** The way to a teacher for user data, in three stations, and what to do at the present one. */
import { showCompare } from '../store/compare/actions';
import { setUpTeacherTraining, teacherTraining } from '../store/data/actions';
import { BLOCKER_NOTE } from '../store/data/start-blocker';
import { type PathPosition, STATIONS, useTeacherPath } from '../store/data/teacher-path';
import { useDraftExperiment } from '../store/experiment/draft';
import { useCost, useTimeFor } from '../store/experiment/run-time';
import { openModels, teachWith } from '../store/models/actions';
import { useT } from '../text/all-text';
import { duration } from '../text/format';
import { Icon } from '../ui/Icon';
import styles from './teacher-path.module.css';

export default function TeacherPath() {
  const t = useT();
  const position = useTeacherPath();
  if (!position) return null;
  const at = STATIONS.indexOf(position.station);
  return (
    <section className={styles.path} id={BLOCKER_NOTE} tabIndex={-1} aria-labelledby="path-title">
      <h2 className="section-title" id="path-title">
        {t('path.title')}
      </h2>
      <ol className={styles.stations}>
        {STATIONS.map((station, i) => (
          <li
            key={station}
            className={
              i === at
                ? `${styles.station} ${styles.here}`
                : i < at
                  ? `${styles.station} ${styles.done}`
                  : styles.station
            }
            {...(i === at ? { 'aria-current': 'step' } : {})}
          >
            <span className={styles.number} aria-hidden="true">
              {i < at ? <Icon name="check" size={14} /> : i + 1}
            </span>
            <span>{t(`path.${station}`)}</span>
            {i === at && <span className={styles.note}>{t('path.here')}</span>}
            {i < at && <span className={styles.note}>{t('path.done')}</span>}
          </li>
        ))}
      </ol>
      <div className={styles.now} role="status">
        <Now position={position} />
      </div>
    </section>
  );
}

const MOST_OFFERED = 3;

/** About how long the training takes, before it is set up. */
function TrainingTime() {
  const t = useT();
  const training = teacherTraining(useDraftExperiment((state) => state.experiment));
  const time = useTimeFor(useCost(training).totalFlops);
  return time === null ? null : t('time.sentence', { time: duration(time) });
}

function Now({
  position: { station, training, ready, candidates, teacher, teaching },
}: {
  readonly position: PathPosition;
}) {
  const t = useT();
  if (station === 'keep' || (station === 'train' && training)) {
    return (
      <>
        <p>{t(station === 'keep' ? 'path.keep.now' : 'path.train.training')}</p>
        <button
          type="button"
          className={station === 'keep' ? 'btn btn-small btn-main' : 'btn btn-small'}
          onClick={() => openModels('keep')}
        >
          {t('models.keepOpen')}
        </button>
      </>
    );
  }
  if (station === 'train') {
    return ready ? (
      <p>{t('path.train.ready')}</p>
    ) : (
      <>
        <p>
          {t('path.train.now')} <TrainingTime />
        </p>
        <button
          type="button"
          className="btn btn-small btn-main"
          onClick={() => {
            setUpTeacherTraining();
            // A teacher is trained by a single run.
            showCompare(false);
          }}
        >
          {t('data.trainTeacher')}
        </button>
      </>
    );
  }
  if (teacher) {
    return <p>{t(teaching ? 'path.teach.running' : 'path.teach.ready', { name: teacher.name })}</p>;
  }
  return (
    <>
      <p>{t('path.teach.now')}</p>
      {candidates.slice(0, MOST_OFFERED).map((model) => (
        <button
          key={model.fingerprint}
          type="button"
          className="btn btn-small btn-main"
          onClick={() => teachWith(model)}
        >
          {t('path.teach.with', { name: model.name })}
        </button>
      ))}
      <button type="button" className="btn btn-small" onClick={() => openModels()}>
        {t('models.open')}
      </button>
    </>
  );
}
