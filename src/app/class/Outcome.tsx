/** What became of what was brought in or removed. */
import { useEffect, useRef } from 'react';
import { bringBack } from '../store/class/actions';
import { useClass } from '../store/class/list';
import { useT } from '../text/all-text';
import { useExplain, useLanguage } from '../text/text';
import { isFocusLost } from '../ui/focus';
import styles from './class.module.css';

/** Names and sentences that are listed. */
const LISTED = 6;

export function Outcome() {
  const t = useT();
  const explain = useExplain();
  const language = useLanguage();
  const { outcome, reading, removed } = useClass();
  const place = useRef<HTMLDivElement>(null);
  const undo = useRef<HTMLButtonElement>(null);
  // The row or the button that had the focus has gone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was removed is what takes the focus away
  useEffect(() => {
    if (isFocusLost()) (undo.current ?? place.current)?.focus();
  }, [removed]);
  const problems = [...new Set(outcome?.problems.map(explain))];
  const doubles = outcome?.doubles.map((name) => name || t('class.nameless')) ?? [];
  const listed = doubles.slice(0, LISTED);
  const names = new Intl.ListFormat(language, { type: 'unit' }).format(
    doubles.length > LISTED ? [...listed, '…'] : listed,
  );
  return (
    <>
      <div role="status" className={styles.outcome} ref={place} tabIndex={-1}>
        {reading && <p>{t('class.reading', reading)}</p>}
        {outcome && outcome.added > 0 && <p>{t('class.added', { added: outcome.added })}</p>}
        {doubles.length > 0 && <p>{t('class.doubles', { count: doubles.length, names })}</p>}
        {removed.length > 0 && (
          <p className={styles.line}>
            {t('class.removed', { count: removed.length })}
            <button type="button" className="btn btn-small" ref={undo} onClick={bringBack}>
              {t('class.undo')}
            </button>
          </p>
        )}
      </div>
      <div role="alert">
        {outcome && problems.length > 0 && (
          <div className="note note-bad">
            <div className="note-body">
              <p className="note-title">{t('class.problems', { count: outcome.problems.length })}</p>
              {problems.slice(0, LISTED).map((sentence) => (
                <p key={sentence} dir="auto">
                  {sentence}
                </p>
              ))}
              {problems.length > LISTED && <p>…</p>}
            </div>
          </div>
        )}
      </div>
    </>
  );
}
