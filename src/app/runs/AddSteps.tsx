/** More steps for a run: it goes on from its saved state. */
import { type FormEvent, useId, useState } from 'react';
import { plannedSteps } from '../../experiment/changes';
import { FIELDS } from '../../experiment/fields';
import type { RunCard } from '../../run/protocol';
import { addSteps } from '../store/runs/actions';
import { useT } from '../text/all-text';
import styles from './runs.module.css';

export function AddSteps({ card }: { readonly card: RunCard }) {
  const t = useT();
  const id = useId();
  const { experiment, changes } = card.facts;
  const total = plannedSteps(experiment, changes);
  const most = FIELDS.steps.max - total;
  const [typed, setTyped] = useState(String(Math.min(most, Math.max(1, Math.round(total / 2)))));
  const count = Number(typed);
  const fits = Number.isInteger(count) && count >= 1 && count <= most;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (fits) addSteps(card, count);
  };
  return (
    <form className={`${styles.form} ${styles.line}`} onSubmit={submit}>
      <label htmlFor={id}>{t('runs.moreSteps')}</label>
      <input
        id={id}
        className={`box num ${styles.steps}`}
        // biome-ignore lint/a11y/noAutofocus: the press that opened the form asked for it
        autoFocus
        type="number"
        min={1}
        max={most}
        step={1}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <button type="submit" className="btn btn-small btn-main" disabled={!fits}>
        {t('runs.moreGo')}
      </button>
    </form>
  );
}
