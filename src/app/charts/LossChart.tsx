/** Loss by step: every step as a band, a smoothed line, and the warm start before step 0. */
import { memo, useMemo } from 'react';
import { needsTeacher } from '../../experiment/methods';
import { useDraftExperiment } from '../store/experiment/draft';
import { useVocabulary } from '../store/experiment/run-time';
import { useRun } from '../store/experiment/state';
import { plainTick, short } from '../text/format';
import { useT } from '../text/text';
import { lazyPart } from '../ui/lazy-part';
import { ChartFrame } from './ChartFrame';
import { useChartView } from './chart-view';
import { LossTerms } from './LossTerms';
import { useMarks } from './marks';
import { gather, means, ranges, smoothed } from './points';
import { isAwaited, usePrediction } from './predict/usePrediction';
import { usePreviousRunLoss } from './previous-run';
import { lineWords, spreadTable } from './tables';

const Plot = lazyPart(() => import('./plots/LinePlot'));
const LINE = 'var(--ink-2)';

export const LossChart = memo(function LossChart() {
  const t = useT();
  const loss = useRun((state) => state.history.loss);
  const warmUp = useRun((state) => state.history.warmUp);
  const previous = usePreviousRunLoss();
  const total = useRun((state) => state.total);
  const smoothing = useChartView((view) => view.smoothing);
  const line = useMemo(() => smoothed(loss, smoothing), [loss, smoothing]);
  const planned = useDraftExperiment((state) => state.experiment.steps);
  const name = t('chart.loss');
  const text = (value: number): string => t('chart.nats', { value: short(value) });
  const prediction = usePrediction({ id: 'loss', name, measured: line, total, text });
  const { series } = prediction;
  const points = useMemo(
    () =>
      gather({
        ...series,
        range: ranges(loss),
        line,
        warmUp: means(warmUp),
        ghost: previous ? smoothed(previous, smoothing) : [],
      }),
    [loss, line, warmUp, previous, smoothing, series],
  );
  const lineName = lineWords(t, loss, smoothing);
  const from = warmUp[0]?.from ?? 0;
  const warm = warmUp.length > 0;
  // A student that knows nothing: each token as probable as any other.
  const top = Math.log(useVocabulary());
  const imitates = useDraftExperiment((state) => needsTeacher(state.experiment));
  const marks = useMarks();
  return (
    <ChartFrame
      name={name}
      part="chart.loss"
      term="loss"
      note={<LossTerms />}
      empty={t(imitates ? 'chart.loss.empty' : 'chart.loss.emptyData')}
      hasData={loss.length + warmUp.length > 0 || isAwaited(prediction)}
      keys={[
        { name: lineName, colour: LINE, mark: 'line' },
        { name: t('chart.raw'), colour: LINE, mark: 'band' },
        ...(warm ? [{ name: t('chart.warmUp'), colour: 'var(--ink-3)', mark: 'dashes' } as const] : []),
        ...(previous ? [{ name: t('chart.previous'), colour: 'var(--ghost)', mark: 'dashes' } as const] : []),
        ...prediction.keys,
      ]}
      marks={marks}
      menu={{ chart: 'loss', steps: [from, total] }}
      predict={{ prediction, axis: { total: planned, top, text, tick: plainTick } }}
      table={() => spreadTable(t, [...warmUp, ...loss], marks, short, prediction.curve)}
    >
      <Plot
        chart="loss"
        name={name}
        lineName={lineName}
        points={points}
        from={from}
        to={total}
        marks={marks}
        colour={LINE}
        {...(warm ? { second: { key: 'warmUp', colour: 'var(--ink-3)', dashed: true } } : {})}
      />
    </ChartFrame>
  );
});
