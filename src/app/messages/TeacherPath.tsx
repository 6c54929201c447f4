/** The way to a teacher for user data, in three stations, and what to do at the present one. */
import { showCompare } from '../store/compare/actions';
import { setUpTeacherTraining } from '../store/data/actions';
import { BLOCKER_NOTE } from '../store/data/start-blocker';
import { type PathPosition, STATIONS, useTeacherPath } from '../store/data/teacher-path';
import { openModels, teachWith } from '../store/models/actions';
import { useT } from '../text/text';
import { Icon } from '../ui/Icon';
import './teacher-path.css';

export default function TeacherPath() {
  const t = useT();
  const position = useTeacherPath();
  if (!position) return null;
  const at = STATIONS.indexOf(position.station);
  return (
    <section className="path" id={BLOCKER_NOTE} tabIndex={-1} aria-labelledby="path-title">
      <h2 className="section-title" id="path-title">
        {t('path.title')}
      </h2>
      <ol className="path-stations">
        {STATIONS.map((station, i) => (
          <li
            key={station}
            className={i === at ? 'station station-here' : i < at ? 'station station-done' : 'station'}
            {...(i === at ? { 'aria-current': 'step' } : {})}
          >
            <span className="station-number" aria-hidden="true">
              {i < at ? <Icon name="check" size={14} /> : i + 1}
            </span>
            <span className="station-name">{t(`path.${station}`)}</span>
            {i === at && <span className="station-note">{t('path.here')}</span>}
            {i < at && <span className="station-note">{t('path.done')}</span>}
          </li>
        ))}
      </ol>
      <div className="path-now" role="status">
        <Now position={position} />
      </div>
    </section>
  );
}

const MOST_OFFERED = 3;

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
        <p>{t('path.train.now')}</p>
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
