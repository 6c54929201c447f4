/** A name for the present student, and the button that keeps it. */
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useRun } from '../store/experiment/state';
import { saveModel } from '../store/models/actions';
import { useModels } from '../store/models/state';
import { useT } from '../text/all-text';
import { useLabels } from '../text/text';
import styles from './models.module.css';

const LONGEST_NAME = 60;

export function SaveForm() {
  const t = useT();
  const { choices } = useLabels();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const running = useRun((state) => state.running);
  const ready = useRun((state) => state.loaded !== null);
  const step = useRun((state) => state.step);
  const busy = useModels((state) => state.busy);
  const naming = useModels((state) => state.naming);
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => {
    if (!naming) return;
    input.current?.select();
    useModels.setState({ naming: false });
  }, [naming]);
  if (!running || !ready) return <p className="quiet">{t('models.noRun')}</p>;
  const name = typed ?? t('models.suggestedName', { task: choices.task[running.task], step });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    saveModel(name.trim());
    setTyped(null);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <label htmlFor={id}>{t('models.keepName', { step })}</label>
      <div className={styles.line}>
        <input
          ref={input}
          id={id}
          className="box"
          maxLength={LONGEST_NAME}
          autoComplete="off"
          value={name.slice(0, LONGEST_NAME)}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <button type="submit" className="btn" disabled={busy !== null || name.trim() === ''}>
          {t('models.keep')}
        </button>
      </div>
    </form>
  );
}
