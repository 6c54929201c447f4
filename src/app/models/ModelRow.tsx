/** One user model: what it is, and what can be done with it. */
import { parameterCount } from '../../experiment/cost';
import { fingerprintText, isOwnTask } from '../../experiment/user-data';
import type { ExportFormat, MetricId, ModelCard } from '../../run/protocol';
import { METRIC_TERMS, scoreText } from '../charts/scores';
import { useDraftExperiment } from '../store/experiment/draft';
import {
  beginAs,
  beginAtRandom,
  chooseTeacher,
  deleteModel,
  exportModel,
  teachWith,
} from '../store/models/actions';
import { useModels, userModelOf } from '../store/models/state';
import { useT } from '../text/all-text';
import { count } from '../text/format';
import { type TranslateAll, useLabels, useLanguage } from '../text/text';
import styles from './models.module.css';

export function ModelRow({ model }: { readonly model: ModelCard }) {
  const t = useT();
  const language = useLanguage();
  const tasks: Readonly<Record<string, string>> = useLabels().choices.task;
  const teaches = useDraftExperiment(
    (state) => userModelOf(state.experiment, 'teacher') === model.fingerprint,
  );
  const begins = useDraftExperiment(
    (state) => userModelOf(state.experiment, 'student') === model.fingerprint,
  );
  const busy = useModels((state) => state.busy !== null);
  const { name, shape, created, fingerprint } = model;
  const task = isOwnTask(model.task) ? model.taskTitle : (tasks[model.task] ?? model.taskTitle);
  const { width, layers, heads } = shape;
  const parameters = count(parameterCount(shape));
  return (
    <li className={styles.model}>
      <h3 className={styles.name}>{name}</h3>
      <p className="quiet">
        {task} · {t('backend.shape', { parameters, width, layers, heads })}
      </p>
      <p className="quiet">
        {t(`models.origin.${model.origin}`, { date: new Date(created).toLocaleString(language) })}
        {scoresOf(t, model).map((score) => ` · ${score}`)} ·{' '}
        <span className="mono">{fingerprintText(fingerprint)}</span>
      </p>
      <div className="row-actions">
        <button
          type="button"
          className="btn btn-small"
          aria-pressed={teaches}
          onClick={() => (teaches ? chooseTeacher('shipped') : teachWith(model))}
        >
          {t('models.teach')}
        </button>
        <button
          type="button"
          className="btn btn-small"
          aria-pressed={begins}
          onClick={() => (begins ? beginAtRandom() : beginAs(model))}
        >
          {t('models.begin')}
        </button>
        <span className="quiet">{t('models.download')}</span>
        {FORMATS.map(([format, label]) => (
          <button
            key={format}
            type="button"
            className="btn btn-small"
            disabled={busy}
            title={t(`models.format.${format}`)}
            onClick={() => exportModel(model, format)}
          >
            {label}
          </button>
        ))}
        <button type="button" className="btn btn-small" disabled={busy} onClick={() => deleteModel(model)}>
          {t('models.delete')}
        </button>
      </div>
    </li>
  );
}

const FORMATS = [
  ['safetensors', 'safetensors'],
  ['hugging-face', 'Hugging Face (.zip)'],
  ['onnx', 'ONNX'],
  ['gguf', 'GGUF'],
] as const satisfies readonly (readonly [ExportFormat, string])[];

const isMetric = (id: string): id is MetricId => Object.hasOwn(METRIC_TERMS, id);

/** “exact match 84%” for each metric that is known. */
const scoresOf = (t: TranslateAll, { scores }: ModelCard): string[] =>
  Object.entries(scores).flatMap(([id, value]) =>
    isMetric(id) ? [`${t(`metric.${id}`)} ${scoreText(id, value, 0)}`] : [],
  );
