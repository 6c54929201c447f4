/** Changes of settings that the next start plans, as a link has brought them. */
import { useMemo } from 'react';
import { marksOf } from '../charts/marks';
import { useDraftExperiment } from '../store/experiment/draft';
import { dropPlanned } from '../store/experiment/planned';
import { useLabels, useT } from '../text/text';

export function Planned() {
  const t = useT();
  const labels = useLabels();
  const experiment = useDraftExperiment((state) => state.experiment);
  const changes = useDraftExperiment((state) => state.changes);
  const marks = useMemo(() => marksOf(experiment, changes, labels), [experiment, changes, labels]);
  if (marks.length === 0) return null;
  return (
    <section className="section" aria-labelledby="planned-title">
      <h2 className="section-title" id="planned-title">
        {t('planned.title')}
      </h2>
      <p className="quiet">{t('planned.what')}</p>
      <ul className="planned">
        {marks.map(({ step, text }) => (
          <li key={step}>{t('chart.mark', { step, change: text })}</li>
        ))}
      </ul>
      <button type="button" className="link field-link" onClick={dropPlanned}>
        {t('planned.drop')}
      </button>
    </section>
  );
}
