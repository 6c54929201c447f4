/** Probability of each class, both models side by side. */
import { useT } from '../text/all-text';
import { percent } from '../text/format';
import styles from './pictures.module.css';
import type { ClassView } from './probabilities';

interface BarsProps {
  readonly classes: readonly ClassView[];
  readonly label: number;
  readonly temperature: number;
  readonly nameOf: (id: number) => string;
}

export function Bars({ classes, label, temperature, nameOf }: BarsProps) {
  const t = useT();
  const taught = classes.some(({ teacher }) => teacher !== null);
  const softens = taught && temperature !== 1;
  return (
    <table className={`num ${styles.bars}`}>
      <caption className="said">{t('sheet.bars')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('sheet.class')}</th>
          {taught && (
            <th scope="col" className="teacher">
              {t('inspector.teacher')}
            </th>
          )}
          {softens && (
            <th scope="col" className="teacher">
              {t('sheet.target', { temperature })}
            </th>
          )}
          <th scope="col" className="student">
            {t('inspector.student')}
          </th>
        </tr>
      </thead>
      <tbody>
        {classes.map(({ id, teacher, target, student }) => (
          <tr key={id} className={id === label ? styles.isLabel : ''}>
            <th scope="row">{nameOf(id)}</th>
            {teacher !== null && <Bar model="teacher" value={teacher} />}
            {softens && target !== null && <Bar model="teacher" value={target} />}
            <Bar model="student" value={student} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Bar = ({ model, value }: { readonly model: 'teacher' | 'student'; readonly value: number }) => (
  <td>
    <span className="bar-space">
      <span className={`bar-fill bar-${model}`} style={{ width: `${100 * value}%` }} />
    </span>
    <span className={styles.share}>{percent(value)}</span>
  </td>
);
