/** Estimated cost of a comparison, before it runs. */
import { useMemo } from 'react';
import { type Comparison, estimateComparison, planOf } from '../../experiment/comparison';
import { estimateCost } from '../../experiment/cost';
import { useRun } from '../store/experiment/state';
import { bytes, count, duration } from '../text/format';
import { noticeText } from '../text/labels';
import { useLabels, useT } from '../text/text';
import { valueName } from '../text/values';
import { SameRuns } from './SameRuns';

export function Cost({ comparison }: { readonly comparison: Comparison }) {
  const t = useT();
  const labels = useLabels();
  const pace = useRun((state) => state.pace);
  const running = useRun((state) => state.running);
  const { base, vary, budget, values } = comparison;
  const plan = useMemo(() => planOf(comparison), [comparison]);
  const cost = useMemo(() => estimateComparison(comparison), [comparison]);
  const firstSeed = plan.slice(0, values.length);
  // Milliseconds a step of the last run took, by the work it did.
  const perFlop = pace !== null && running ? pace / estimateCost(running).flopsPerStep.total : null;
  const facts = [
    ['compare.plan.runs', String(cost.runs)],
    ['compare.plan.updates', count(cost.updates)],
    ['compare.plan.forwards', count(cost.teacherForwards)],
    ['settings.memory', bytes(cost.bytes)],
    ['compare.plan.work', `${(cost.totalFlops / 1e12).toPrecision(2)} TFLOP`],
    [
      'compare.plan.time',
      perFlop === null ? t('compare.plan.timeUnknown') : duration(perFlop * cost.totalFlops),
    ],
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
    <section className="compare-cost" aria-labelledby="compare-cost">
      <h3 className="section-title" id="compare-cost">
        {t('compare.plan')}
      </h3>
      <dl className="compare-facts">
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
        <p key={`${value} ${text}`} className="compare-notice">
          {valueName(labels, vary, value)}: {text}
        </p>
      ))}
      <p className="quiet">
        {perFlop !== null && `${t('compare.plan.pace')} `}
        {t('settings.estimateWhat')}
      </p>
    </section>
  );
}
