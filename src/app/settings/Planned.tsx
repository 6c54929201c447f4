/** Changes of settings that the next start plans, as a link has brought them. */
import { usePlannedMarks } from '../charts/marks';
import { dropPlanned } from '../store/experiment/planned';
import { useT } from '../text/text';
import styles from './settings.module.css';

export function Planned() {
  const t = useT();
  const marks = usePlannedMarks();
  if (marks.length === 0) return null;
  return (
    <section className="section" aria-labelledby="planned-title">
      <h2 className="section-title" id="planned-title">
        {t('planned.title')}
      </h2>
      <p className="quiet">{t('planned.what')}</p>
      <ul className={styles.planned}>
        {marks.map(({ step, text }) => (
          <li key={step}>{t('chart.mark', { step, change: text })}</li>
        ))}
      </ul>
      <button type="button" className={`link ${styles.link}`} onClick={dropPlanned}>
        {t('planned.drop')}
      </button>
    </section>
  );
}
