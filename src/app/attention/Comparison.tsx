/** Both models' maps of one text, the tokens to choose a row by, and that row in numbers. */
import { useMemo } from 'react';
import type { AttentionResult } from '../../run/protocol';
import { chooseToken, foldPadding, paddingOf, useAttention } from '../store/attention/state';
import { useT } from '../text/all-text';
import styles from './attention.module.css';
import { Divergences } from './Divergences';
import { ModelMap } from './ModelMap';
import { groupsOf, mapOf } from './maps';
import { RowNumbers } from './RowNumbers';
import { TokenPicker } from './TokenPicker';

export function Comparison({ result }: { readonly result: AttentionResult }) {
  const t = useT();
  const ofTeacher = useAttention((state) => state.teacher);
  const ofStudent = useAttention((state) => state.student);
  const token = useAttention((state) => state.token);
  const folded = useAttention((state) => state.folded);
  const { tokens, vocabulary } = result;
  const groups = useMemo(() => groupsOf(tokens, folded), [tokens, folded]);
  const teacher = useMemo(() => mapOf(result.teacher, ofTeacher), [result, ofTeacher]);
  const student = useMemo(() => mapOf(result.student, ofStudent), [result, ofStudent]);
  const padding = paddingOf(tokens);
  const shown = { groups, vocabulary, selected: token, onSelect: chooseToken };
  return (
    <>
      <TokenPicker {...shown} promptLength={result.promptLength} />
      <div className={styles.maps}>
        <ModelMap {...shown} reader="teacher" maps={result.teacher} map={teacher} choice={ofTeacher} />
        <ModelMap {...shown} reader="student" maps={result.student} map={student} choice={ofStudent} />
      </div>
      <div className={styles.foot}>
        <Scale />
        {padding > 1 && (
          <label className={styles.fold}>
            <input
              type="checkbox"
              checked={folded}
              onChange={(event) => foldPadding(event.currentTarget.checked)}
            />
            {t('attention.fold', { count: padding })}
          </label>
        )}
      </div>
      <Divergences result={result} teacher={teacher} student={student} token={token} />
      <RowNumbers result={result} groups={groups} teacher={teacher} student={student} token={token} />
    </>
  );
}

/** Shares at which the colour changes visibly; the scale is that of the square root. */
const TICKS = [0, 0.01, 0.1, 0.25, 0.5, 1];

function Scale() {
  const t = useT();
  return (
    <div className={styles.scale}>
      <p className="quiet">{t('attention.scale')}</p>
      <div className={styles.ramp} />
      <div className={`${styles.ticks} num`} aria-hidden="true">
        {TICKS.map((value) => (
          <span key={value} style={{ left: `${100 * Math.sqrt(value)}%` }}>
            {`${100 * value}%`}
          </span>
        ))}
      </div>
    </div>
  );
}
