/** The prompt and the tokens that have been decided; the one that is looked at is pressed. */
import type { StripToken, TraceResult } from '../../run/protocol';
import { goTo } from '../store/trace/actions';
import { useTrace } from '../store/trace/state';
import { glyph, isCode, spoken } from '../strip/tokens';
import { useT } from '../text/all-text';
import { type Stage, stageAt } from './moments';
import styles from './trace.module.css';

/** The token as far as it is decided at a stage. */
export function tokenAt(token: StripToken, stage: Stage): StripToken {
  return token.source === 'replaced' && stage === 'proposal'
    ? { ...token, id: token.proposed, source: 'student' }
    : token.source === 'accepted' && stage === 'proposal'
      ? { ...token, source: 'student' }
      : token;
}

export function TraceSequence({ result }: { readonly result: TraceResult }) {
  const t = useT();
  const cursor = useTrace((state) => state.cursor);
  const { row, vocabulary } = result;
  const stage = stageAt(row.tokens, cursor);
  if (stage === null) return <p className="quiet">{t('trace.none')}</p>;
  const shown = row.tokens.slice(0, cursor.token + 1);
  return (
    <fieldset className={styles.sequence} aria-label={t('trace.text')}>
      <span className="row-prompt">
        <bdi>{row.prompt.replace(/=$/, '')}</bdi> <span aria-hidden="true">→</span>
      </span>
      {shown.map((token, index) => {
        const isNow = index === cursor.token;
        const seen = isNow ? tokenAt(token, stage) : token;
        const isStruck = seen.source === 'replaced';
        const isOpen = isNow && isStruck && stage === 'verdict';
        const sign = isOpen ? '?' : glyph(seen.id, vocabulary);
        return (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a token is its position
            key={index}
            type="button"
            className={`tok tok-${seen.source} ${styles.token}`}
            aria-pressed={isNow}
            onClick={() => goTo({ token: index, stage: 0 })}
          >
            <span className="said">
              {t(`strip.token.${seen.source}`, {
                token: isOpen ? '?' : spoken(seen.id, vocabulary, t),
                proposed: isStruck ? spoken(seen.proposed, vocabulary, t) : '',
              })}
            </span>
            <span className="tok-was" aria-hidden="true">
              {isStruck ? glyph(seen.proposed, vocabulary) : ''}
            </span>
            <span className={isCode(sign) ? 'tok-is tok-code' : 'tok-is'} aria-hidden="true">
              {sign}
            </span>
          </button>
        );
      })}
    </fieldset>
  );
}
