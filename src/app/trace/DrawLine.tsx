/** A draw that is seen: the tokens' probabilities side by side, and where the random number falls on them. */
import type { TokenDraws } from '../../run/protocol';
import { glyph, quoted } from '../strip/tokens';
import { useT } from '../text/all-text';
import { drawAt } from './numbers';
import styles from './trace.module.css';

export interface DrawLineProps {
  readonly model: 'student' | 'teacher';
  readonly draws: TokenDraws;
  /** Position in the sequence. */
  readonly index: number;
  /** The token that is drawn. */
  readonly token: number;
  readonly vocabulary: readonly string[];
}

/** Narrower segments are not drawn, and these have no room for a letter. */
const SEEN = 0.002;
const LETTER = 0.045;

export function DrawLine({ model, draws, index, token, vocabulary }: DrawLineProps) {
  const t = useT();
  const { segments, uniform } = drawAt(draws, index);
  const hit = segments.find(({ id }) => id === token);
  const number = uniform.toFixed(3);
  const name = t('trace.draw.line', {
    model: t(`inspector.${model}`),
    number,
    token: quoted(token, vocabulary, t),
    from: (hit?.from ?? 0).toFixed(3),
    to: (hit?.to ?? 0).toFixed(3),
  });
  return (
    <div className={styles[model]}>
      <p className={styles.drawTitle}>
        <span>{t(`trace.draw.${model}`)}</span>{' '}
        <span className="quiet num">
          {t('trace.draw.how', { temperature: draws.temperature, topP: draws.topP })}
        </span>
      </p>
      <div className={styles.line} role="img" aria-label={name}>
        {segments.map(({ id, from, to }) =>
          to - from < SEEN && id !== token ? null : (
            <span
              key={id}
              className={id === token ? `${styles.segment} ${styles.hit}` : styles.segment}
              style={{ left: `${100 * from}%`, width: `${100 * (to - from)}%` }}
            >
              {to - from >= LETTER ? <bdi className="mono">{glyph(id, vocabulary)}</bdi> : ''}
            </span>
          ),
        )}
        <span className={styles.needle} style={{ left: `${100 * uniform}%` }} />
      </div>
      <p className={`${styles.needleValue} num`} aria-hidden="true">
        <span style={uniform < 0.5 ? { left: `${100 * uniform}%` } : { right: `${100 * (1 - uniform)}%` }}>
          {t('trace.draw.number', { number })}
        </span>
      </p>
    </div>
  );
}
