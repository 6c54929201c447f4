/** Scores on held-out prompts: a dot for every evaluation. */
import { memo, useMemo } from 'react';
import type { MetricFacts } from '../../run/protocol';
import type { Bucket } from '../history/buckets';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import { useT } from '../text/text';
import { lazyPart } from '../ui/lazy-part';
import { ChartFrame } from './ChartFrame';
import { markedIn, useMarks } from './marks';
import { gather, lasts } from './points';
import { FIRST_METRIC, headlineName, METRIC_TERMS, metricName, scoreText } from './scores';
import { markColumn } from './tables';

const Plot = lazyPart(() => import('./plots/ScorePlot'));

const NO_METRICS: readonly MetricFacts[] = [];
const NO_BUCKETS: readonly Bucket[] = [];

export const AccuracyChart = memo(function AccuracyChart() {
  const t = useT();
  const [headline = FIRST_METRIC, second] = useRun((state) => state.loaded?.metrics ?? NO_METRICS);
  const of = (scores: Readonly<Record<string, readonly Bucket[]>> | undefined, metric?: MetricFacts) =>
    (metric && scores?.[metric.id]) ?? NO_BUCKETS;
  const first = useRun((state) => of(state.history.scores, headline));
  const other = useRun((state) => of(state.history.scores, second));
  // The run before may have been about another task: what it was not scored by has no ghost.
  const ghostFirst = useRun((state) => of(state.previousRun?.scores, headline));
  const ghostOther = useRun((state) => of(state.previousRun?.scores, second));
  const teacher = useRun((state) => state.loaded?.teacher?.scores[headline.id]);
  const total = useRun((state) => state.total);
  const every = useDraftExperiment((state) => state.experiment.evaluateEvery);
  const points = useMemo(
    () =>
      gather({
        first: lasts(first),
        other: lasts(other),
        ghostFirst: lasts(ghostFirst),
        ghostOther: lasts(ghostOther),
      }),
    [first, other, ghostFirst, ghostOther],
  );
  const marks = useMarks();
  const shown = second ? [headline, second] : [headline];
  const [firstName = '', otherName = ''] = shown.map((metric) => metricName(t, metric));
  return (
    <ChartFrame
      name={headlineName(t, headline)}
      term={METRIC_TERMS[headline.id]}
      empty={t('chart.accuracy.empty', { every })}
      hasData={first.length + other.length > 0}
      keys={[
        { name: firstName, colour: 'var(--ink)', mark: 'dots' },
        ...(second ? [{ name: otherName, colour: 'var(--student-bar)', mark: 'dots' } as const] : []),
        ...(teacher === undefined
          ? []
          : [{ name: t('chart.teacherLine'), colour: 'var(--teacher-bar)', mark: 'dashes' } as const]),
        ...(ghostFirst.length > 0
          ? [{ name: t('chart.previous'), colour: 'var(--ghost)', mark: 'dashes' } as const]
          : []),
      ]}
      table={() => ({
        columns: [t('chart.step'), firstName, ...(second ? [otherName] : []), ...markColumn(t, marks)],
        rows: first
          .map((bucket, i) => [
            String(bucket.to),
            scoreText(headline.id, bucket.last, 1),
            ...(second ? [scoreText(second.id, other[i]?.last ?? 0, 1)] : []),
            ...(marks.length > 0 ? [markedIn(marks, first[i - 1]?.to ?? -1, bucket.to)] : []),
          ])
          .reverse(),
      })}
    >
      <Plot
        points={points}
        to={total}
        marks={marks}
        names={[firstName, otherName]}
        {...(teacher === undefined ? {} : { teacher })}
      />
    </ChartFrame>
  );
});
