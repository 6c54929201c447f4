/** The user's models: keep the present student, bring models in, and what can be done with each. */
import { useModels } from '../store/models/state';
import { useT } from '../text/all-text';
import { ImportModel } from './ImportModel';
import { ModelRow } from './ModelRow';
import styles from './models.module.css';
import { Outcome } from './Outcome';
import { SaveForm } from './SaveForm';

export default function Models() {
  const t = useT();
  const models = useModels((state) => state.models);
  return (
    <div className={styles.models}>
      <p className="dialog-text">{t('models.what')}</p>
      <SaveForm />
      <ImportModel />
      <Outcome />
      {models?.length === 0 && <p className="quiet">{t('models.empty')}</p>}
      {models && models.length > 0 && (
        <ul className={styles.list} aria-label={t('models.title')}>
          {models.map((model) => (
            <ModelRow key={model.fingerprint} model={model} />
          ))}
        </ul>
      )}
    </div>
  );
}
