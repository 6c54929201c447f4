/** The loss at one token: the target's and the student's distribution, the area between them, each token's share. */
import type { LossName } from '../../experiment/methods';
import type { TokenLoss } from '../../run/protocol';
import { glyph } from '../strip/tokens';
import { useT } from '../text/all-text';
import { short } from '../text/format';
import type { Labels } from '../text/labels';
import { type TranslateAll, useLabels } from '../text/text';
import { type Column, columnsOf } from './numbers';
import styles from './trace.module.css';

/** The name of what is minimised. */
export function lossName(t: TranslateAll, labels: Labels, { divergence, temperature }: TokenLoss): string {
  if (divergence === null) return t('trace.loss.cross-entropy');
  const loss = labels.choices.divergence[divergence];
  return temperature === 1 ? loss : t('trace.loss.atTemperature', { loss, temperature: short(temperature) });
}

/** Its value at a token. */
export function lossValue(t: TranslateAll, { values, divergence }: TokenLoss, index: number): string {
  const value = values[index] ?? Number.NaN;
  if (Number.isNaN(value)) return t('figure.unknown');
  // A total variation distance has no unit.
  return divergence === 'tvd' ? short(value) : t('trace.nats', { value: short(value) });
}

/** Losses that are a divergence at a token, or one and a cross-entropy; others are more than that. */
const WHOLE: readonly LossName[] = ['divergence', 'cross-entropy', 'hinton'];

export interface LossAreasProps {
  readonly loss: TokenLoss;
  /** Position in the sequence. */
  readonly index: number;
  readonly vocabulary: readonly string[];
}

export function LossAreas({ loss, index, vocabulary }: LossAreasProps) {
  const t = useT();
  const labels = useLabels();
  const columns = columnsOf(loss, index);
  const highest = Math.max(1e-6, ...columns.flatMap(({ target, student }) => [target || 0, student || 0]));
  const value = lossValue(t, loss, index);
  const isOther = !WHOLE.includes(loss.name);
  const target = t(loss.divergence === null ? 'trace.loss.target.text' : 'trace.loss.target.teacher');
  return (
    <section className={styles.loss} aria-labelledby="trace-loss">
      <h3 className={styles.lossTitle} id="trace-loss">
        {t('trace.loss.title', { loss: lossName(t, labels, loss) })}: <b className="num">{value}</b>
      </h3>
      <ul className={styles.keysOfLoss} aria-hidden="true">
        <li className={styles.keyTarget}>{target}</li>
        <li className={styles.keyStudent}>{t('inspector.student')}</li>
      </ul>
      <div className={styles.areas} role="img" aria-label={t('trace.loss.picture', { value })}>
        {columns.map((column) => (
          <AreaColumn key={column.id ?? 'rest'} column={column} highest={highest}>
            {column.id === null ? '…' : glyph(column.id, vocabulary)}
          </AreaColumn>
        ))}
      </div>
      <p className="quiet">{t('trace.loss.about')}</p>
      {(loss.name === 'hinton' || isOther) && (
        <p className="quiet">{t(isOther ? 'trace.loss.other' : 'trace.loss.hinton')}</p>
      )}
    </section>
  );
}

interface AreaColumnProps {
  readonly column: Column;
  /** Probability of a full height. */
  readonly highest: number;
  readonly children: string;
}

function AreaColumn({ column: { target, student, share }, highest, children }: AreaColumnProps) {
  const height = (probability: number): number => (100 * (probability || 0)) / highest;
  const [low, high] = [Math.min(target, student), Math.max(target, student)];
  return (
    <div className={styles.column}>
      <div className={styles.plot}>
        <span
          className={target > student ? styles.areaTarget : styles.areaStudent}
          style={{ bottom: `${height(low)}%`, height: `${height(high) - height(low)}%` }}
        />
        <span className={styles.levelTarget} style={{ bottom: `${height(target)}%` }} />
        <span className={styles.levelStudent} style={{ bottom: `${height(student)}%` }} />
      </div>
      <bdi className={`mono ${styles.columnToken}`}>{children}</bdi>
      <span className={`num ${styles.columnShare}`}>{Number.isNaN(share) ? '' : shareOf(share)}</span>
    </div>
  );
}

/** A share with so many digits as there is room for. */
const shareOf = (share: number): string =>
  share < 0.0005 ? '0' : share >= 10 ? share.toFixed(1) : share.toFixed(3).replace(/^0/, '');
