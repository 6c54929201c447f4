/** Estimated cost of a comparison, before it runs. */
import { useMemo } from 'react';
import { type Comparison, estimateComparison, planOf } from '../../experiment/comparison';
import { useShapes, useTimeFor } from '../store/experiment/run-time';
import { useT } from '../text/all-text';
import { bytes, count, duration } from '../text/format';
import { noticeText } from '../text/labels';
import { useLabels } from '../text/text';
import { valueName } from '../text/values';
import styles from './compare.module.css';
import { SameRuns } from './SameRuns';

export function Cost({ comparison }: { readonly comparison: Comparison }) {
  const t = useT();
  const labels = useLabels();
  const { base, vary, budget, values } = comparison;
  const plan = useMemo(() => planOf(comparison), [comparison]);
  const { task, teacher } = useShapes(base);
  const cost = estimateComparison(comparison, task, teacher);
  const time = useTimeFor(cost.totalFlops);
  const firstSeed = plan.slice(0, values.length);
  const facts = [
    ['compare.plan.runs', String(cost.runs)],
    ['compare.plan.updates', count(cost.updates)],
    ['compare.plan.forwards', count(cost.teacherForwards)],
    ['settings.memory', bytes(cost.bytes)],
    ['compare.plan.work', `${(cost.totalFlops / 1e12).toPrecision(2)} TFLOP`],
    ['compare.plan.time', time === null ? t('compare.plan.timeUnknown') : duration(time)],
  ] as const;
  const affordable = base.steps * base.batchSize;
  const unequal =
    budget === 'teacher-forwards'
      ? firstSeed.filter(
          ({ teacherForwards, experiment }) =>
            experiment.steps === base.steps && teacherForwards < affordable,
        )
      : [];
  const steps = new Set(firstSeed.map(({ experiment }) => experiment.steps));
  const notices = firstSeed.flatMap((run) =>
    run.notices.map((notice) => ({ value: run.value, text: noticeText(notice, labels) })),
  );
  return (
    <section className={styles.cost} aria-labelledby="compare-cost">
      <h3 className="section-title" id="compare-cost">
        {t('compare.plan')}
      </h3>
      <dl className={styles.facts}>
        {facts.map(([key, value]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      {steps.size > 1 && (
        <p className="quiet num">
          {labels.fields.steps.label}:{' '}
          {firstSeed
            .map(({ value, experiment }) => `${valueName(labels, vary, value)} ${experiment.steps}`)
            .join(', ')}
        </p>
      )}
      {unequal.length > 0 && (
        <p className="quiet">
          {t('compare.plan.unequal', {
            names: unequal.map(({ value }) => valueName(labels, vary, value)).join(', '),
            steps: base.steps,
          })}
        </p>
      )}
      <SameRuns comparison={comparison} />
      {notices.map(({ value, text }) => (
        <p key={`${value} ${text}`} className={styles.notice}>
          {valueName(labels, vary, value)}: {text}
        </p>
      ))}
      <p className="quiet">{t(time === null ? 'settings.estimateWhat' : 'settings.estimateMeasured')}</p>
    </section>
  );
}
