/** One sequence: its prompt in grey, then a chip a token. */
import { type CSSProperties, memo } from 'react';
import type { StripRow } from '../../run/protocol';
import { useT } from '../text/text';
import styles from './strip.module.css';
import { glyph, isCode, spoken, titleOf } from './tokens';

export interface StripRowViewProps {
  readonly index: number;
  readonly row: StripRow;
  readonly vocabulary: readonly string[];
  /** Longest response, in tokens. */
  readonly positions: number;
  /** In which the answer is read. */
  readonly direction: 'ltr' | 'rtl';
  /** Column of the selected token, if it is in this row. */
  readonly selected: number | null;
  /** Column of the one token of the strip that Tab reaches, if it is in this row. */
  readonly tabStop: number | null;
  readonly onSelect: (column: number) => void;
}

/** Re-renders for a new row or a new selection, not for a new `onSelect`. */
export const StripRowView = memo(
  function StripRowView({
    index,
    row,
    vocabulary,
    positions,
    direction,
    selected,
    tabStop,
    onSelect,
  }: StripRowViewProps) {
    const t = useT();
    const prompt = row.prompt.replace(/=$/, '');
    return (
      <fieldset
        {...(direction === 'rtl' ? { className: styles.rightToLeft } : {})}
        aria-label={t('strip.row', { row: index + 1, prompt })}
      >
        <div className="row-prompt">
          <bdi>{prompt}</bdi> <span aria-hidden="true">→</span>
        </div>
        <div
          className={`row-tokens ${styles.rowTokens}`}
          dir={direction}
          style={{ '--positions': positions } as CSSProperties}
        >
          {row.tokens.map((token, column) => {
            const replaced = token.source === 'replaced' && token.proposed >= 0;
            const sign = glyph(token.id, vocabulary);
            const name = t(`strip.token.${token.source}`, {
              token: spoken(token.id, vocabulary, t),
              proposed: replaced ? spoken(token.proposed, vocabulary, t) : '',
            });
            return (
              <button
                // biome-ignore lint/suspicious/noArrayIndexKey: a token is its position
                key={column}
                type="button"
                className={`tok tok-${token.source}`}
                title={titleOf(token.id, vocabulary, t)}
                aria-pressed={selected === column}
                data-cell={`${index}:${column}`}
                tabIndex={tabStop === column ? 0 : -1}
                onClick={() => onSelect(column)}
              >
                <span className="said">{name}</span>
                <span className="tok-was" aria-hidden="true">
                  {replaced ? glyph(token.proposed, vocabulary) : ''}
                </span>
                <span className={isCode(sign) ? 'tok-is tok-code' : 'tok-is'} aria-hidden="true">
                  {sign}
                </span>
              </button>
            );
          })}
        </div>
      </fieldset>
    );
  },
  (before, after) =>
    before.row === after.row &&
    before.vocabulary === after.vocabulary &&
    before.positions === after.positions &&
    before.direction === after.direction &&
    before.selected === after.selected &&
    before.tabStop === after.tabStop,
);
