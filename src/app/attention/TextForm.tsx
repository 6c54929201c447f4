/**
 * Which text the models read: a sequence of the strip, a held-out prompt, or one that is typed. Each can be asked for at any
 * time, because the newest question counts: disabled while the maps are renewed, a button would swallow a press in between.
 */
import { type FormEvent, useState } from 'react';
import { askAttention, textOf } from '../store/attention/actions';
import { taskKey, useData } from '../store/data/state';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import { useView } from '../store/view';
import { useT } from '../text/all-text';
import styles from './attention.module.css';

/** As many as the strip shows, and as many held-out prompts. */
const CHOICES = 3;
const NONE: readonly string[] = [];

export function TextForm() {
  const t = useT();
  const [prompt, setPrompt] = useState('');
  const [response, setResponse] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (prompt.trim() !== '')
      askAttention({ prompt, typed: true, response: response === '' ? null : response });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Suggestions />
      <div className={styles.typed}>
        <Line
          label={t('attention.prompt')}
          hint={t('attention.prompt')}
          value={prompt}
          onChange={setPrompt}
        />
        <Line
          label={t('attention.response')}
          hint={t('attention.responseHint')}
          value={response}
          onChange={setResponse}
        />
        <button type="submit" className={`btn ${styles.show}`} disabled={prompt.trim() === ''}>
          {t('attention.show')}
        </button>
      </div>
    </form>
  );
}

interface LineProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Line({ label, hint, value, onChange }: LineProps) {
  return (
    <input
      className="box"
      aria-label={label}
      placeholder={hint}
      maxLength={200}
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function Suggestions() {
  const t = useT();
  const newest = useRun((state) => state.strip);
  const strip = useView((state) => state.pinned) ?? newest;
  const edited = useDraftExperiment((state) => state.experiment);
  const name = useRun((state) => state.running) ?? edited;
  const heldOut = useData((state) => state.tasks[taskKey(name)]?.facts?.heldOut ?? NONE);
  return (
    <fieldset className={`chips ${styles.chips}`} aria-label={t('attention.texts')}>
      {strip?.rows.slice(0, CHOICES).map((row, index) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the batch
          key={index}
          type="button"
          className="chip"
          onClick={() => askAttention(textOf(row))}
        >
          {t('attention.sequence', { row: index + 1 })}
        </button>
      ))}
      {heldOut.slice(0, CHOICES).map((text) => (
        <button
          key={text}
          type="button"
          className="chip"
          onClick={() => askAttention({ prompt: text, typed: true, response: null })}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}
