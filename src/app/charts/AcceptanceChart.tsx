/** Token acceptance rate by step, with the overlap of both models. */
import { memo, useMemo } from 'react';
import { verifies } from '../../experiment/methods';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import { percent, rateTick } from '../text/format';
import { useT } from '../text/text';
import { lazyPart } from '../ui/lazy-part';
import { ChartFrame } from './ChartFrame';
import { useChartView } from './chart-view';
import { useMarks } from './marks';
import { gather, means, ranges, smoothed } from './points';
import { isAwaited, usePrediction } from './predict/usePrediction';
import { lineWords, spreadTable } from './tables';

const Plot = lazyPart(() => import('./plots/LinePlot'));
const LINE = 'var(--student-bar)';
const inPercent = (value: number): string => percent(value, 1);
const OVERLAP = 'var(--teacher-bar)';

export const AcceptanceChart = memo(function AcceptanceChart() {
  const t = useT();
  const acceptance = useRun((state) => state.history.acceptance);
  const overlap = useRun((state) => state.history.overlap);
  const previous = useRun((state) => state.previousRun?.acceptance);
  const total = useRun((state) => state.total);
  const edited = useDraftExperiment((state) => verifies(state.experiment));
  const verified = useRun((state) => (state.running ? verifies(state.running) : null)) ?? edited;
  const smoothing = useChartView((view) => view.smoothing);
  const line = useMemo(() => smoothed(acceptance, smoothing), [acceptance, smoothing]);
  const planned = useDraftExperiment((state) => state.experiment.steps);
  const name = t('chart.acceptance');
  const prediction = usePrediction({
    id: 'acceptance',
    name,
    measured: line,
    total,
    text: (value) => t('compare.difference.points', { points: (100 * value).toFixed(1) }),
  });
  const { series } = prediction;
  const points = useMemo(
    () =>
      gather({
        ...series,
        range: ranges(acceptance),
        line,
        overlap: means(overlap),
        ghost: previous ? smoothed(previous, smoothing) : [],
      }),
    [acceptance, line, overlap, previous, smoothing, series],
  );
  const lineName = lineWords(t, acceptance, smoothing);
  const marks = useMarks();
  const ghost = previous !== undefined && previous.length > 0;
  return (
    <ChartFrame
      name={name}
      part="chart.acceptance"
      term="acceptance"
      empty={t(verified ? 'chart.acceptance.empty' : 'chart.acceptance.none')}
      hasData={acceptance.length > 0 || (verified && isAwaited(prediction))}
      keys={[
        { name: lineName, colour: LINE, mark: 'line' },
        { name: t('chart.raw'), colour: LINE, mark: 'band' },
        { name: t('chart.overlap'), colour: OVERLAP, mark: 'line' },
        ...(ghost ? [{ name: t('chart.previous'), colour: 'var(--ghost)', mark: 'dashes' } as const] : []),
        ...prediction.keys,
      ]}
      menu={{ chart: 'acceptance', steps: [0, total] }}
      {...(verified
        ? { predict: { prediction, axis: { total: planned, top: 1, text: inPercent, tick: rateTick } } }
        : {})}
      table={() => spreadTable(t, acceptance, marks, inPercent, prediction.curve)}
    >
      <Plot
        chart="acceptance"
        name={name}
        lineName={lineName}
        points={points}
        from={0}
        to={total}
        marks={marks}
        colour={LINE}
        second={{ key: 'overlap', colour: OVERLAP }}
      />
    </ChartFrame>
  );
});
