/** How far the student's attention is from the teacher's: in the chosen row, where the response is predicted, everywhere. */
import { useMemo } from 'react';
import type { AttentionResult } from '../../run/protocol';
import { Term } from '../lessons/Term';
import { useT } from '../text/all-text';
import { short } from '../text/format';
import styles from './attention.module.css';
import { meanDivergence, predictingRows, rowDivergence } from './maps';

export interface DivergencesProps {
  readonly result: AttentionResult;
  readonly teacher: Float32Array;
  readonly student: Float32Array;
  readonly token: number;
}

export function Divergences({ result, teacher, student, token }: DivergencesProps) {
  const t = useT();
  const [ofResponse, ofAll] = useMemo(() => {
    const [from, to] = predictingRows(result);
    return [
      meanDivergence(teacher, student, from, to),
      // Row 0 can only look at itself.
      meanDivergence(teacher, student, 1, result.tokens.length),
    ];
  }, [result, teacher, student]);
  const values = [
    ['row', rowDivergence(teacher, student, token)],
    ['response', ofResponse],
    ['all', ofAll],
  ] as const;
  return (
    <div className={styles.apart}>
      <p>
        <Term id="attentionKl" />
      </p>
      <dl>
        {values.map(([of, value]) => (
          <div key={of} data-divergence={of}>
            <dt>{t(`attention.kl.${of}`)}</dt>
            <dd className="num">
              {value === null || Number.isNaN(value)
                ? t('figure.unknown')
                : t('attention.nats', { value: short(value) })}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
