/** Choosing a recording to open; dropping it anywhere on the page does the same. */
import { useRef } from 'react';
import { RECORDING_FILES } from '../drop/kinds';
import { importRecording } from '../store/runs/actions';
import { useT } from '../text/all-text';
import styles from './runs.module.css';

export function ImportRecording() {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={styles.line}>
      <button type="button" className="btn" data-first onClick={() => input.current?.click()}>
        {t('runs.import')}
      </button>
      <span className="quiet">{t('runs.importWhat')}</span>
      <input
        ref={input}
        type="file"
        hidden
        accept={RECORDING_FILES.join()}
        onChange={({ currentTarget }) => {
          void importRecording([...(currentTarget.files ?? [])]);
          // The same file may be chosen again after it was changed.
          currentTarget.value = '';
        }}
      />
    </div>
  );
}
