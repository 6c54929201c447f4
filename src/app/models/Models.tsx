/** The user's models: keep the present student, bring models in, and what can be done with each. */
import { useModels } from '../store/models/state';
import { useT } from '../text/text';
import { ImportModel } from './ImportModel';
import { ModelRow } from './ModelRow';
import { Outcome } from './Outcome';
import { SaveForm } from './SaveForm';
import './models.css';

export default function Models() {
  const t = useT();
  const models = useModels((state) => state.models);
  return (
    <div className="models">
      <p className="dialog-text">{t('models.what')}</p>
      <SaveForm />
      <ImportModel />
      <Outcome />
      {models?.length === 0 && <p className="quiet">{t('models.empty')}</p>}
      {models && models.length > 0 && (
        <ul className="model-list" aria-label={t('models.title')}>
          {models.map((model) => (
            <ModelRow key={model.fingerprint} model={model} />
          ))}
        </ul>
      )}
    </div>
  );
}
