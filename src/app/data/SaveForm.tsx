/** Name of a data set, and the button that uses it. */
import { type FormEvent, useId, useState } from 'react';
import { USER_DATA_LIMITS as LIMITS } from '../../experiment/user-data';
import { saveImport } from '../store/data/import';
import type { DataImport } from '../store/data/state';
import { useT } from '../text/all-text';
import styles from './data.module.css';

export interface SaveFormProps {
  readonly reading: DataImport;
  /** A question about the file is open. */
  readonly unclear?: boolean;
}

export function SaveForm({ reading, unclear = false }: SaveFormProps) {
  const t = useT();
  const id = useId();
  const [name, setName] = useState(() => reading.name.replace(/\.[^.]+$/, '').slice(0, LIMITS.name));
  const ready = reading.state.kind === 'read' && !unclear && name.trim() !== '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) saveImport(name.trim());
  };
  return (
    <form className={styles.keep} onSubmit={submit}>
      <label htmlFor={id}>{t('data.name')}</label>
      <input
        id={id}
        className="box"
        maxLength={LIMITS.name}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" className="btn btn-main" disabled={!ready}>
        {t('data.useThis')}
      </button>
      {unclear && <p className={styles.unsure}>{t('data.undecided')}</p>}
    </form>
  );
}
