/** A form in which one types a prompt, between other ways to choose one and what is to hold for it. */
import { type FormEvent, type ReactNode, useState } from 'react';
import styles from './prompt-form.module.css';

/** Longest prompt that can be typed, in characters. */
const LONGEST = 200;

export interface PromptFormProps {
  /** Name of the text box. */
  readonly label: string;
  /** Name of the button. */
  readonly action: string;
  readonly onPrompt: (prompt: string) => void;
  /** What stands above the text box. */
  readonly choices: ReactNode;
  /** What stands below it. */
  readonly children: ReactNode;
}

export function PromptForm({ label, action, onPrompt, choices, children }: PromptFormProps) {
  const [prompt, setPrompt] = useState('');
  const isEmpty = prompt.trim() === '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isEmpty) onPrompt(prompt);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      {choices}
      <div className={styles.typed}>
        <input
          className="box"
          aria-label={label}
          placeholder={label}
          maxLength={LONGEST}
          autoComplete="off"
          dir="auto"
          value={prompt}
          onChange={(event) => setPrompt(event.currentTarget.value)}
        />
        <button type="submit" className="btn" disabled={isEmpty}>
          {action}
        </button>
      </div>
      {children}
    </form>
  );
}
