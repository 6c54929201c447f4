/** Has the large files of the site kept, so that everything works without a network. */
import { useEffect } from 'react';
import { cancelKeeping, forgetAll, keepAll, lookAtOffline, useOffline } from '../store/offline';
import { useT } from '../text/all-text';
import { megabytes } from '../text/format';
import { useExplain } from '../text/text';
import styles from './lessons-dialog.module.css';

export function Offline() {
  const t = useT();
  const explain = useExplain();
  const { state } = useOffline();
  useEffect(() => void lookAtOffline(), []);
  if (state.kind === 'unknown') return null;
  return (
    <section className={styles.own} aria-labelledby="offline">
      <h3 id="offline" className={styles.name}>
        {t('offline.title')}
      </h3>
      {state.kind === 'impossible' && <p className="quiet">{t('offline.impossible')}</p>}
      {state.kind === 'some' && (
        <>
          <p className="quiet">{t('offline.some')}</p>
          <div className={styles.buttons}>
            <button type="button" className="btn btn-small" onClick={() => void keepAll()}>
              {t('offline.keep', { megabytes: megabytes(state.missing) })}
            </button>
          </div>
          <div role="alert">{state.problem && <p className="note note-bad">{explain(state.problem)}</p>}</div>
        </>
      )}
      {state.kind === 'keeping' && (
        <>
          <p className="quiet num" role="status">
            {t('offline.keeping', { done: megabytes(state.done), total: megabytes(state.total) })}
          </p>
          <div className={styles.buttons}>
            <progress aria-labelledby="offline" value={state.done} max={state.total} />
            <button type="button" className="btn btn-small" onClick={cancelKeeping}>
              {t('action.cancel')}
            </button>
          </div>
        </>
      )}
      {state.kind === 'all' && (
        <>
          <p className="quiet" role="status">
            {t('offline.all', { megabytes: megabytes(state.bytes) })}
          </p>
          <div className={styles.buttons}>
            <button type="button" className="btn btn-small" onClick={() => void forgetAll()}>
              {t('offline.forget')}
            </button>
          </div>
        </>
      )}
    </section>
  );
}
