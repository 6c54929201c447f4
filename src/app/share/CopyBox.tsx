/** A text to be taken away, with a button that copies it. */
import { useEffect, useRef, useState } from 'react';
import { useT } from '../text/all-text';
import styles from './share.module.css';

interface CopyBoxProps {
  readonly label: string;
  /** Name of the button. */
  readonly copy: string;
  readonly text: string;
  /** The button has the focus when the dialog opens. */
  readonly first?: boolean;
}

export function CopyBox({ label, copy, text, first = false }: CopyBoxProps) {
  const t = useT();
  const box = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [copied, setCopied] = useState<{ readonly text: string; readonly done: boolean } | null>(null);
  // The dialog was there before its content.
  useEffect(() => {
    if (first) button.current?.focus();
  }, [first]);
  const onCopy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setCopied({ text, done: true }),
      () => {
        // Selected, so that the keys of the system copy it.
        box.current?.select();
        setCopied({ text, done: false });
      },
    );
  };
  const isTold = copied?.text === text;
  return (
    <div>
      <div className={styles.copy}>
        <input
          ref={box}
          className="box mono"
          aria-label={label}
          readOnly
          value={text}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" className="btn btn-main" ref={button} onClick={onCopy}>
          {copy}
        </button>
      </div>
      <p className={styles.told} role="status">
        {isTold && t(copied.done ? 'share.copied' : 'share.notCopied')}
      </p>
    </div>
  );
}
