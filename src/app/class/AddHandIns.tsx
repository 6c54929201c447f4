/** Bringing hand-ins in: files, and links in a text. */
import { type FormEvent, useId, useRef, useState } from 'react';
import { HAND_IN_FILE, RECORDING_FILES } from '../drop/kinds';
import { addFiles, addText } from '../store/class/actions';
import { useT } from '../text/all-text';
import styles from './class.module.css';

export function AddHandIns() {
  const t = useT();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // What could not be used stays, to be corrected.
    void addText(text).then((found) => found && setText(''));
  };
  return (
    <>
      <div className={styles.line}>
        <button type="button" className="btn" data-first onClick={() => input.current?.click()}>
          {t('class.choose')}
        </button>
        <span className="quiet">{t('class.chooseWhat')}</span>
        <input
          ref={input}
          type="file"
          hidden
          multiple
          accept={[HAND_IN_FILE, '.json', ...RECORDING_FILES, '.txt', '.csv', '.html'].join()}
          onChange={({ currentTarget }) => {
            void addFiles([...(currentTarget.files ?? [])]);
            // The same file may be chosen again.
            currentTarget.value = '';
          }}
        />
      </div>
      <details className="more">
        <summary>{t('class.paste')}</summary>
        <form className={styles.paste} onSubmit={submit}>
          <label htmlFor={id}>{t('class.pasteHelp')}</label>
          <textarea
            id={id}
            className="box"
            rows={3}
            spellCheck={false}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <button type="submit" className="btn btn-small" disabled={text.trim() === ''}>
            {t('class.pasteGo')}
          </button>
        </form>
      </details>
    </>
  );
}
