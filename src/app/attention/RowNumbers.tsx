/** One row of both maps: every token that is looked at, with both models' shares as bars and numbers. */
import type { AttentionResult } from '../../run/protocol';
import { glyph, quoted, spoken } from '../strip/tokens';
import { useT } from '../text/all-text';
import { percent } from '../text/format';
import styles from './attention.module.css';
import { type Group, weightOf } from './maps';

export interface RowNumbersProps {
  readonly result: AttentionResult;
  readonly groups: readonly Group[];
  readonly teacher: Float32Array;
  readonly student: Float32Array;
  readonly token: number;
}

const shown = (share: number): string => percent(share, share < 0.0995 ? 1 : 0);

export function RowNumbers({ result, groups, teacher, student, token }: RowNumbersProps) {
  const t = useT();
  const { tokens, vocabulary } = result;
  const seen = groups
    .filter(({ start }) => start <= token)
    .map((group) => ({
      group,
      teacher: weightOf(teacher, token, group),
      student: weightOf(student, token, group),
    }));
  const largest = Math.max(...seen.flatMap((one) => [one.teacher || 0, one.student || 0]));
  const [here, next] = [tokens[token] ?? 0, tokens[token + 1]];
  const name = (id: number): string => quoted(id, vocabulary, t);
  const title =
    next === undefined
      ? t('attention.rowLast', { token: name(here), at: token + 1 })
      : t('attention.row', { token: name(here), at: token + 1, next: name(next) });
  return (
    <section aria-labelledby="attention-row">
      <h3 className={`section-title ${styles.rowTitle}`} id="attention-row">
        {title}
      </h3>
      <p className="quiet num">{t('attention.bars', { share: shown(largest) })}</p>
      <ol className={styles.row}>
        {seen.map(({ group, ...shares }) => (
          <li key={group.start}>
            <span className="said">
              {group.end - group.start > 1
                ? t('attention.padding', { count: group.end - group.start })
                : t('attention.tokenAt', { token: spoken(group.id, vocabulary, t), at: group.start + 1 })}
            </span>
            <span className={`${styles.rowToken} mono`} aria-hidden="true">
              {glyph(group.id, vocabulary)}
              {group.end - group.start > 1 && <small>×{group.end - group.start}</small>}
            </span>
            <Share model="teacher" share={shares.teacher} largest={largest} />
            <Share model="student" share={shares.student} largest={largest} />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface ShareProps {
  readonly model: 'teacher' | 'student';
  readonly share: number;
  /** Largest share of the row in either model: the length of a full bar. */
  readonly largest: number;
}

function Share({ model, share, largest }: ShareProps) {
  const t = useT();
  return (
    <>
      <span className="bar-space" aria-hidden="true">
        <span className={`bar-fill bar-${model}`} style={{ width: `${100 * ((share || 0) / largest)}%` }} />
      </span>
      <span className="bar-value num">
        <span className="said">{t(`inspector.${model}`)} </span>
        {Number.isNaN(share) ? t('figure.unknown') : shown(share)}
      </span>
    </>
  );
}
