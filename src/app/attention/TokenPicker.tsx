/** The text, a button a token: one is a tab stop, arrow keys and clicks choose the row that is looked at. */
import { type KeyboardEvent, useRef } from 'react';
import { glyph, spoken } from '../strip/tokens';
import { useT } from '../text/all-text';
import styles from './attention.module.css';
import { type Group, rowsOf } from './maps';

export interface TokenPickerProps {
  readonly groups: readonly Group[];
  readonly vocabulary: readonly string[];
  readonly promptLength: number;
  /** Position of the chosen token. */
  readonly selected: number;
  readonly onSelect: (position: number) => void;
}

export function TokenPicker({ groups, vocabulary, promptLength, selected, onSelect }: TokenPickerProps) {
  const t = useT();
  const root = useRef<HTMLFieldSetElement>(null);
  const rows = rowsOf(groups);
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = stepped(event, selected, rows);
    if (to === null) return;
    event.preventDefault();
    onSelect(to);
    root.current?.querySelector<HTMLElement>(`[data-position="${to}"]`)?.focus();
  };
  return (
    <div>
      <p className="choice-label" id="attention-token">
        {t('attention.token')}
      </p>
      <fieldset
        className={`${styles.tokens} mono`}
        aria-labelledby="attention-token"
        ref={root}
        onKeyDown={onKeyDown}
      >
        {rows.map(({ start, id }) => (
          <button
            key={start}
            type="button"
            className={start < promptLength ? styles.token : `${styles.token} ${styles.response}`}
            data-position={start}
            tabIndex={start === selected ? 0 : -1}
            aria-pressed={start === selected}
            onClick={() => onSelect(start)}
          >
            <span className="said">
              {t('attention.tokenAt', { token: spoken(id, vocabulary, t), at: start + 1 })}
            </span>
            <span aria-hidden="true">{glyph(id, vocabulary)}</span>
          </button>
        ))}
      </fieldset>
    </div>
  );
}

/** Row that a key leads to; null for other keys. */
export function stepped(
  { key, altKey, ctrlKey, metaKey }: Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>,
  from: number,
  rows: readonly Group[],
): number | null {
  if (altKey || ctrlKey || metaKey) return null;
  const at = rows.findIndex(({ start }) => start === from);
  const to = {
    ArrowLeft: at - 1,
    ArrowUp: at - 1,
    ArrowRight: at + 1,
    ArrowDown: at + 1,
    Home: 0,
    End: rows.length - 1,
  }[key];
  return to === undefined ? null : (rows[Math.min(Math.max(to, 0), rows.length - 1)]?.start ?? null);
}
