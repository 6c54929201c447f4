/** Scores on held-out prompts: a dot for every evaluation. */
import { lazy, memo, useMemo } from 'react';
import { useEdit } from '../store/edit';
import { useRun } from '../store/run';
import { percent } from '../text/format';
import { useT } from '../text/text';
import { ChartFrame } from './ChartFrame';
import { gather, lasts } from './points';

const Plot = lazy(() => import('./plots/ScorePlot'));

export const AccuracyChart = memo(function AccuracyChart() {
  const t = useT();
  const exact = useRun((state) => state.history.exactMatch);
  const chrf = useRun((state) => state.history.chrf);
  const previousExact = useRun((state) => state.previous?.exactMatch);
  const previousChrf = useRun((state) => state.previous?.chrf);
  const teacher = useRun((state) => state.loaded?.teacher.scores['exact-match']);
  const total = useRun((state) => state.total);
  const every = useEdit((state) => state.experiment.evaluateEvery);
  const points = useMemo(
    () =>
      gather({
        exact: lasts(exact),
        chrf: lasts(chrf),
        ghost: lasts(previousExact ?? []),
        ghostChrf: lasts(previousChrf ?? []),
      }),
    [exact, chrf, previousExact, previousChrf],
  );
  const ghost = previousExact !== undefined && previousExact.length > 0;
  return (
    <ChartFrame
      name={t('chart.accuracy')}
      term="exactMatch"
      empty={t('chart.accuracy.empty', { every })}
      hasData={exact.length + chrf.length > 0}
      keys={[
        { name: t('chart.exact'), colour: 'var(--ink)', mark: 'dots' },
        { name: t('chart.chrf'), colour: 'var(--student-bar)', mark: 'dots' },
        ...(teacher === undefined
          ? []
          : [{ name: t('chart.teacherLine'), colour: 'var(--teacher-bar)', mark: 'dashes' } as const]),
        ...(ghost ? [{ name: t('chart.previous'), colour: 'var(--ghost)', mark: 'dashes' } as const] : []),
      ]}
      table={() => ({
        columns: [t('chart.step'), t('chart.exact'), t('chart.chrf')],
        rows: exact
          .map((bucket, i) => [String(bucket.to), percent(bucket.last, 1), (chrf[i]?.last ?? 0).toFixed(3)])
          .reverse(),
      })}
    >
      <Plot points={points} to={total} {...(teacher === undefined ? {} : { teacher })} />
    </ChartFrame>
  );
});
