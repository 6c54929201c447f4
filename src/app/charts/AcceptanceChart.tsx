/** Token acceptance rate by step, with the overlap of both models. */
import { memo, useMemo } from 'react';
import { verifies } from '../../experiment/methods';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import { percent } from '../text/format';
import { useT } from '../text/text';
import { lazyPart } from '../ui/lazy-part';
import { ChartFrame } from './ChartFrame';
import { useMarks } from './marks';
import { gather, means, ranges, smoothed } from './points';
import { spreadTable } from './tables';

const Plot = lazyPart(() => import('./plots/LinePlot'));
const LINE = 'var(--student-bar)';
const OVERLAP = 'var(--teacher-bar)';

export const AcceptanceChart = memo(function AcceptanceChart() {
  const t = useT();
  const acceptance = useRun((state) => state.history.acceptance);
  const overlap = useRun((state) => state.history.overlap);
  const previous = useRun((state) => state.previousRun?.acceptance);
  const total = useRun((state) => state.total);
  const edited = useDraftExperiment((state) => verifies(state.experiment));
  const verified = useRun((state) => (state.running ? verifies(state.running) : null)) ?? edited;
  const points = useMemo(
    () =>
      gather({
        range: ranges(acceptance),
        line: smoothed(acceptance),
        overlap: means(overlap),
        ghost: previous ? smoothed(previous) : [],
      }),
    [acceptance, overlap, previous],
  );
  const marks = useMarks();
  const ghost = previous !== undefined && previous.length > 0;
  return (
    <ChartFrame
      name={t('chart.acceptance')}
      term="acceptance"
      empty={t(verified ? 'chart.acceptance.empty' : 'chart.acceptance.none')}
      hasData={acceptance.length > 0}
      keys={[
        { name: t('chart.smoothed'), colour: LINE, mark: 'line' },
        { name: t('chart.raw'), colour: LINE, mark: 'band' },
        { name: t('chart.overlap'), colour: OVERLAP, mark: 'line' },
        ...(ghost ? [{ name: t('chart.previous'), colour: 'var(--ghost)', mark: 'dashes' } as const] : []),
      ]}
      table={() => spreadTable(t, acceptance, marks, (value) => percent(value, 1))}
    >
      <Plot
        points={points}
        from={0}
        to={total}
        marks={marks}
        colour={LINE}
        second={{ key: 'overlap', colour: OVERLAP }}
        rate
      />
    </ChartFrame>
  );
});
