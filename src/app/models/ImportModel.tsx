/** Choosing files to bring in; dropping them anywhere on the page does the same. */
import { useRef } from 'react';
import { MODEL_FILES } from '../drop/kinds';
import { importModels } from '../store/models/actions';
import { useModels } from '../store/models/state';
import { useT } from '../text/all-text';
import styles from './models.module.css';

export function ImportModel() {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const busy = useModels((state) => state.busy);
  return (
    <div className={styles.form}>
      <div className={styles.line}>
        <button type="button" className="btn" disabled={busy !== null} onClick={() => input.current?.click()}>
          {t('models.import')}
        </button>
        <span className="quiet">{t('models.importWhat')}</span>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={MODEL_FILES.join()}
        onChange={({ currentTarget }) => {
          importModels([...(currentTarget.files ?? [])]);
          // The same file may be chosen again after it was changed.
          currentTarget.value = '';
        }}
      />
    </div>
  );
}
