/** The data sets that this browser keeps: use one, or delete it. */
import { fingerprintText, isOwnTask } from '../../experiment/user-data';
import type { DatasetCard } from '../../run/protocol';
import { deleteDataset, takeDataset, undeleteDataset } from '../store/data/import';
import { useData } from '../store/data/state';
import { useDraftExperiment } from '../store/experiment/draft';
import { useT } from '../text/all-text';
import { bytes } from '../text/format';
import { useLanguage } from '../text/text';
import styles from './data.module.css';

export function SavedData() {
  const t = useT();
  const datasets = useData((state) => state.datasets);
  const deleted = useData((state) => state.deleted);
  return (
    <section className={styles.saved} aria-labelledby="data-saved">
      <h3 className="section-title" id="data-saved">
        {t('data.kept')}
      </h3>
      {deleted && (
        <div className="note" role="status">
          <p className="note-body">{t('data.deleted', { name: deleted.name })}</p>
          <button type="button" className="btn btn-small" onClick={undeleteDataset}>
            {t('data.undo')}
          </button>
        </div>
      )}
      {datasets?.length === 0 && <p className="quiet">{t('data.keptNone')}</p>}
      {datasets && datasets.length > 0 && (
        <ul aria-labelledby="data-saved">
          {datasets.map((dataset) => (
            <KeptRow key={dataset.fingerprint} dataset={dataset} />
          ))}
        </ul>
      )}
    </section>
  );
}

function KeptRow({ dataset }: { readonly dataset: DatasetCard }) {
  const t = useT();
  const language = useLanguage();
  const inUse = useDraftExperiment(
    ({ experiment }) => isOwnTask(experiment.task) && experiment.ownData === dataset.fingerprint,
  );
  const { name, kind, examples, created, fingerprint } = dataset;
  return (
    <li className={styles.set}>
      <div className={styles.setWhat}>
        <p className={styles.setName}>
          {name} {inUse && <span className={styles.tag}>{t('data.inUse')}</span>}
        </p>
        <p className="quiet">
          {t('data.facts', {
            kind: t(`data.kind.${kind}`),
            examples: examples.toLocaleString('en'),
            size: bytes(dataset.bytes),
            date: new Date(created).toLocaleDateString(language),
          })}
          {' · '}
          {t('data.fingerprint', { fingerprint: fingerprintText(fingerprint) })}
        </p>
      </div>
      <button
        type="button"
        className="btn btn-small"
        aria-label={t('data.useNamed', { name })}
        onClick={() => takeDataset(dataset)}
      >
        {t('data.use')}
      </button>
      <button
        type="button"
        className="btn btn-small"
        aria-label={t('data.deleteNamed', { name })}
        onClick={() => deleteDataset(dataset)}
      >
        {t('data.delete')}
      </button>
    </li>
  );
}
