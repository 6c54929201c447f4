/** Everything about one token as a table. */

import type { TraceResult } from '../../run/protocol';
import { rank } from '../inspector/ranking';
import { glyph, spoken } from '../strip/tokens';
import { useT } from '../text/all-text';
import { percent } from '../text/format';
import { rowAt } from './numbers';
import styles from './trace.module.css';

/** Rows of the table at most, the teacher's likeliest tokens first. */
const ROWS = 60;

export function TokenTable({ result, index }: { readonly result: TraceResult; readonly index: number }) {
  const t = useT();
  const { row, vocabulary, studentDraws, teacherDraws, loss } = result;
  const width = vocabulary.length;
  const teacher = rank(rowAt(row.teacher, index, width));
  const student = rowAt(row.student, index, width);
  const shares = rowAt(loss.shares, index, width);
  const drawn = (draws: typeof studentDraws, id: number): string =>
    draws ? percent(rowAt(draws.distributions, index, width)[id] ?? 0, 1) : '—';
  return (
    <details className="more">
      <summary>{t('trace.table')}</summary>
      <div className={styles.table}>
        <table className="values-table">
          <caption className="quiet">{t('trace.table.caption', { token: index + 1 })}</caption>
          <thead>
            <tr>
              <th scope="col">{t('trace.table.token')}</th>
              <th scope="col">{t('inspector.student')}</th>
              <th scope="col">{t('trace.table.studentDraw')}</th>
              <th scope="col">{t('inspector.teacher')}</th>
              <th scope="col">{t('trace.table.rank')}</th>
              <th scope="col">{t('trace.table.teacherDraw')}</th>
              <th scope="col">{t('trace.table.share')}</th>
            </tr>
          </thead>
          <tbody className="num">
            {teacher.slice(0, ROWS).map(({ id, probability }) => (
              <tr key={id}>
                <th scope="row">
                  <span className="said">{spoken(id, vocabulary, t)}</span>
                  <bdi className="mono" aria-hidden="true">
                    {glyph(id, vocabulary)}
                  </bdi>
                </th>
                <td>{percent(Math.exp(student[id] ?? Number.NaN), 1)}</td>
                <td>{drawn(studentDraws, id)}</td>
                <td>{percent(probability, 1)}</td>
                <td>{teacher.filter((other) => other.probability > probability).length}</td>
                <td>{drawn(teacherDraws, id)}</td>
                <td>{(shares[id] ?? Number.NaN).toFixed(3)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
