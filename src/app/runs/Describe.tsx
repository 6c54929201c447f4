/** The name of a run or a comparison, and notes on it. */
import { type FormEvent, useState } from 'react';
import type { KeptKind } from '../../run/protocol';
import { describe } from '../store/runs/actions';
import { useT } from '../text/all-text';
import styles from './runs.module.css';

const LONGEST_NAME = 60;
const LONGEST_NOTES = 2_000;

interface DescribeProps {
  readonly kind: KeptKind;
  readonly id: string;
  readonly name: string;
  readonly notes: string;
  readonly onDone: () => void;
}

export function Describe({ kind, id, name, notes, onDone }: DescribeProps) {
  const t = useT();
  const [newName, setName] = useState(name);
  const [newNotes, setNotes] = useState(notes);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const trimmed = newName.trim();
    if (trimmed === '') return;
    describe(kind, id, { name: trimmed, notes: newNotes });
    onDone();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <label>
        {t('runs.name')}
        <input
          className="box"
          // biome-ignore lint/a11y/noAutofocus: the press that opened the form asked for it
          autoFocus
          maxLength={LONGEST_NAME}
          value={newName}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label>
        {t('runs.notes')}
        <textarea
          className="box"
          rows={3}
          maxLength={LONGEST_NOTES}
          value={newNotes}
          onChange={(event) => setNotes(event.currentTarget.value)}
        />
      </label>
      <div className="row-actions">
        <button type="submit" className="btn btn-small btn-main" disabled={newName.trim() === ''}>
          {t('runs.save')}
        </button>
        <button type="button" className="btn btn-small" onClick={onDone}>
          {t('action.cancel')}
        </button>
      </div>
    </form>
  );
}
