/** A file or a folder of pictures, by button or dropped, or pasted rows. */
import { type ChangeEvent, type FormEvent, useEffect, useId, useRef } from 'react';
import { USER_DATA_LIMITS as LIMITS, PICTURE_LIMITS } from '../../experiment/user-data';
import { ARCHIVE, DATA_FILES } from '../drop/kinds';
import { importData, previewImport } from '../store/data/import';
import { useData } from '../store/data/state';
import { useT } from '../text/all-text';
import styles from './data.module.css';

/** An attribute that React's types lack. */
const OF_FOLDER = { webkitdirectory: '' };

function takeFiles({ currentTarget }: ChangeEvent<HTMLInputElement>): void {
  importData([...(currentTarget.files ?? [])]);
  // The same file may be chosen again after it was changed.
  currentTarget.value = '';
}

export function ChooseData() {
  const t = useT();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const choose = useRef<HTMLButtonElement>(null);
  // Beside `data-first`: the dialog may be open already when this arrives, or what had the focus has just gone.
  useEffect(() => choose.current?.focus(), []);
  const pasted = useData((state) => state.pasted);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (pasted.trim() !== '') previewImport(new Blob([pasted]), t('data.pasted'));
  };
  return (
    <>
      <div className={styles.drop}>
        <p>
          {t('data.drop')}{' '}
          <button
            ref={choose}
            type="button"
            className="btn"
            data-first
            onClick={() => input.current?.click()}
          >
            {t('data.choose')}
          </button>
        </p>
        <button type="button" className="btn btn-small" onClick={() => folder.current?.click()}>
          {t('data.chooseFolder')}
        </button>
        <p className="quiet">
          {t('data.formats', { size: `${LIMITS.bytes / 1e6} MB`, characters: LIMITS.prompt })}
        </p>
        <p className="quiet">
          {t('data.pictureFormats', {
            pictures: PICTURE_LIMITS.pictures.toLocaleString('en'),
            classes: PICTURE_LIMITS.classes,
          })}
        </p>
      </div>
      <input ref={input} type="file" hidden accept={[...DATA_FILES, ARCHIVE].join()} onChange={takeFiles} />
      <input ref={folder} type="file" hidden {...OF_FOLDER} onChange={takeFiles} />
      <form className={styles.paste} onSubmit={submit}>
        <label htmlFor={id}>{t('data.paste')}</label>
        <textarea
          id={id}
          className="box mono"
          rows={4}
          spellCheck={false}
          placeholder={t('data.pasteExample')}
          value={pasted}
          onChange={(event) => useData.setState({ pasted: event.currentTarget.value })}
        />
        <button type="submit" className="btn" disabled={pasted.trim() === ''}>
          {t('data.readPasted')}
        </button>
      </form>
    </>
  );
}
