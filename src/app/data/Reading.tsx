/** A file being read: its progress, its problem, or its preview. */
import { useEffect, useRef } from 'react';
import { isArchive } from '../drop/kinds';
import { discardImport } from '../store/data/import';
import type { DataImport } from '../store/data/state';
import { useT } from '../text/all-text';
import { useExplain } from '../text/text';
import styles from './data.module.css';
import { PicturePreview } from './PicturePreview';
import { Preview } from './Preview';
import { ReadOptions } from './ReadOptions';

export function Reading({ reading }: { readonly reading: DataImport }) {
  const t = useT();
  const explain = useExplain();
  const { state, preview, name } = reading;
  const title = useRef<HTMLHeadingElement>(null);
  // The button that began this is gone.
  useEffect(() => title.current?.focus(), []);
  // Of a folder or an archive nothing can be chosen.
  const isFiles = !(reading.source instanceof Blob) || isArchive(name);
  const busy = state.kind === 'reading' ? state : null;
  return (
    <section className={styles.reading} aria-labelledby="data-file">
      <div className={styles.head}>
        <h3 ref={title} className={styles.file} id="data-file" tabIndex={-1}>
          {name}
        </h3>
        <button type="button" className="btn btn-small" onClick={discardImport}>
          {t(busy ? 'action.cancel' : 'data.other')}
        </button>
      </div>
      {busy && (
        <div className={styles.progress}>
          <p className="quiet" role="status">
            {t('data.reading', { name })}
          </p>
          <progress aria-label={t('data.progress')} value={busy.done} max={busy.total} />
        </div>
      )}
      <div role="alert">
        {state.kind === 'unreadable' && (
          <div className="note note-bad">
            <p className="note-body">{explain(state.problem)}</p>
          </div>
        )}
      </div>
      {preview?.kind === 'pictures' ? (
        <PicturePreview reading={reading} preview={preview} />
      ) : (
        <>
          {!(busy && !preview) && !isFiles && <ReadOptions reading={reading} preview={preview} />}
          {preview && <Preview reading={reading} preview={preview} />}
        </>
      )}
    </section>
  );
}
