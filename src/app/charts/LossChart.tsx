/** Loss by step: every step as a band, a smoothed line, and the warm start before step 0. */
import { memo, useMemo } from 'react';
import { needsTeacher } from '../../experiment/methods';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import { useT } from '../text/text';
import { lazyPart } from '../ui/lazy-part';
import { ChartFrame } from './ChartFrame';
import { LossTerms } from './LossTerms';
import { useMarks } from './marks';
import { gather, means, ranges, smoothed } from './points';
import { usePreviousRunLoss } from './previous-run';
import { spreadTable } from './tables';

const Plot = lazyPart(() => import('./plots/LinePlot'));
const LINE = 'var(--ink-2)';

export const LossChart = memo(function LossChart() {
  const t = useT();
  const loss = useRun((state) => state.history.loss);
  const warmUp = useRun((state) => state.history.warmUp);
  const previous = usePreviousRunLoss();
  const total = useRun((state) => state.total);
  const points = useMemo(
    () =>
      gather({
        range: ranges(loss),
        line: smoothed(loss),
        warmUp: means(warmUp),
        ghost: previous ? smoothed(previous) : [],
      }),
    [loss, warmUp, previous],
  );
  const warm = warmUp.length > 0;
  const imitates = useDraftExperiment((state) => needsTeacher(state.experiment));
  const marks = useMarks();
  return (
    <ChartFrame
      name={t('chart.loss')}
      term="loss"
      note={<LossTerms />}
      empty={t(imitates ? 'chart.loss.empty' : 'chart.loss.emptyData')}
      hasData={loss.length + warmUp.length > 0}
      keys={[
        { name: t('chart.smoothed'), colour: LINE, mark: 'line' },
        { name: t('chart.raw'), colour: LINE, mark: 'band' },
        ...(warm ? [{ name: t('chart.warmUp'), colour: 'var(--ink-3)', mark: 'dashes' } as const] : []),
        ...(previous ? [{ name: t('chart.previous'), colour: 'var(--ghost)', mark: 'dashes' } as const] : []),
      ]}
      marks={marks}
      table={() => spreadTable(t, [...warmUp, ...loss], marks)}
    >
      <Plot
        points={points}
        from={warmUp[0]?.from ?? 0}
        to={total}
        marks={marks}
        colour={LINE}
        {...(warm ? { second: { key: 'warmUp', colour: 'var(--ink-3)', dashed: true } } : {})}
      />
    </ChartFrame>
  );
});
