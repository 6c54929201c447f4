/** One picture of the sheet: its label, and what both models make of it, class by class. */
import { useInspected } from '../inspector/useInspected';
import { Glossary } from '../lessons/Glossary';
import { useRun } from '../store/experiment/state';
import { useT } from '../text/all-text';
import { percent } from '../text/format';
import { useClassName } from './class-name';
import { Picture } from './Prompt';
import styles from './pictures.module.css';
import { type ClassView, viewPicture } from './probabilities';

const NO_NAMES: readonly string[] = [];

export default function PictureInspector() {
  const t = useT();
  const names = useRun((state) => state.loaded?.vocabulary ?? NO_NAMES);
  const temperature = useRun((state) => state.running?.lossTemperature ?? 1);
  const { strip, at, row } = useInspected();
  const view = row ? viewPicture(row, temperature) : null;
  const className = useClassName();
  const nameOf = (id: number): string => className(names[id] ?? '');
  return (
    <section className="section" data-part="token" aria-labelledby="inspector-title">
      <div className="section-head">
        <h2 className="section-title" id="inspector-title">
          {t('sheet.inspector')}
        </h2>
        {strip && at && view && (
          <span className="quiet num push">{t('sheet.at', { step: strip.step, number: at.row + 1 })}</span>
        )}
      </div>
      {view ? (
        <>
          <div className={styles.subject}>
            <Picture pixels={view.pixels} alt={nameOf(view.label)} className={styles.large} />
            <dl className={styles.verdicts}>
              <dt>{t('sheet.label')}</dt>
              <dd>{nameOf(view.label)}</dd>
              {view.teacherAnswer !== null && (
                <>
                  <dt className="teacher">{t('inspector.teacher')}</dt>
                  <dd>{nameOf(view.teacherAnswer)}</dd>
                </>
              )}
              <dt className="student">{t('inspector.student')}</dt>
              <dd className={view.answer === view.label ? '' : styles.mistake}>{nameOf(view.answer)}</dd>
            </dl>
          </div>
          <Bars classes={view.classes} label={view.label} temperature={temperature} nameOf={nameOf} />
        </>
      ) : (
        <>
          <p className="quiet">{t('sheet.inspectorEmpty')}</p>
          <Glossary />
        </>
      )}
    </section>
  );
}

interface BarsProps {
  readonly classes: readonly ClassView[];
  readonly label: number;
  readonly temperature: number;
  readonly nameOf: (id: number) => string;
}

function Bars({ classes, label, temperature, nameOf }: BarsProps) {
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
