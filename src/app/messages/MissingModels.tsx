/** Settings that name user models which are not in this browser: what to do about it, for as long as it is so. */
import { fingerprintText, isOwnTask } from '../../experiment/user-data';
import { useDraftExperiment } from '../store/experiment/draft';
import { beginAtRandom, chooseTeacher, openModels } from '../store/models/actions';
import { type ModelRole, modelOf, useModels, userModelOf } from '../store/models/state';
import { useT } from '../text/text';

export function MissingModels() {
  return (
    <>
      <Missing part="teacher" />
      <Missing part="student" />
    </>
  );
}

function Missing({ part }: { readonly part: ModelRole }) {
  const t = useT();
  const fingerprint = useDraftExperiment((state) => userModelOf(state.experiment, part));
  const task = useDraftExperiment((state) => state.experiment.task);
  const models = useModels((state) => state.models);
  if (fingerprint === 0 || modelOf(models, fingerprint) !== undefined) return null;
  return (
    <div className="note note-bad" role="alert">
      <div className="note-body">
        <p className="note-title">{t(`missing.${part}`)}</p>
        <p>{t('missing.what', { number: fingerprintText(fingerprint) })}</p>
        <div className="note-actions">
          <button type="button" className="btn btn-small btn-main" onClick={() => openModels()}>
            {t('missing.import')}
          </button>
          <button
            type="button"
            className="btn btn-small"
            onClick={() => (part === 'teacher' ? chooseTeacher('shipped') : beginAtRandom())}
          >
            {t(part === 'teacher' && isOwnTask(task) ? 'missing.without.own' : `missing.without.${part}`)}
          </button>
        </div>
      </div>
    </div>
  );
}
