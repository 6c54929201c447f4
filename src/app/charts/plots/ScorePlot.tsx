/** Held-out scores, a dot for each evaluation, with the teacher's own score as the mark to reach. */
import { memo } from 'react';
import { Line, ReferenceLine } from 'recharts';
import { useT } from '../../text/all-text';
import { plainTick, rateTick } from '../../text/format';
import type { Mark } from '../marks';
import type { Point } from '../points';
import { isPlain, metricName, scoreText } from '../scores';
import type { Metrics } from '../useMetrics';
import type { SeriesWords } from './common';
import { Expected } from './Expected';
import { StepPlot } from './StepPlot';

export interface ScorePlotProps {
  readonly name: string;
  /** Series by metric id, those of the run before as `ghost ID`. */
  readonly points: readonly Point[];
  readonly to: number;
  /** The first is drawn in front. */
  readonly metrics: Metrics;
  readonly colours: readonly string[];
  /** Of the first metric. */
  readonly teacher?: number;
  /** Score of the nearest neighbours on raw pixels. */
  readonly pixels?: number;
  readonly marks: readonly Mark[];
}

function ScorePlot({ name, points, to, metrics, colours, teacher, pixels, marks }: ScorePlotProps) {
  const t = useT();
  const [headline] = metrics;
  const series: Readonly<Record<string, SeriesWords>> = Object.fromEntries([
    ...metrics.flatMap((metric): [string, SeriesWords][] => {
      const text = (value: number): string => scoreText(metric.id, value, 1);
      const label = metricName(t, metric);
      return [
        [metric.id, { label, text }],
        [`ghost ${metric.id}`, { label: `${label}, ${t('chart.previous')}`, text }],
      ];
    }),
    ['predicted', { label: t('predict.key'), text: (value) => scoreText(headline.id, value, 1) }],
  ]);
  const line = { isAnimationActive: false, connectNulls: true, strokeWidth: 1.75 } as const;
  const back = metrics.map((metric, at) => ({ metric, colour: colours[at] ?? 'var(--ink)' })).reverse();
  return (
    <StepPlot
      chart="scores"
      name={name}
      points={points}
      whole={[0, Math.max(to, 1)]}
      series={series}
      tick={metrics.every(({ id }) => isPlain(id)) ? plainTick : rateTick}
      rate
      marks={marks}
    >
      {teacher !== undefined && (
        <ReferenceLine y={teacher} stroke="var(--teacher-bar)" strokeDasharray="4 2" strokeWidth={1.5} />
      )}
      {pixels !== undefined && (
        <ReferenceLine y={pixels} stroke="var(--ink-3)" strokeDasharray="4 2" strokeWidth={1} />
      )}
      <Expected />
      {back.map(({ metric: { id } }) => (
        <Line
          key={`ghost ${id}`}
          {...line}
          dataKey={`ghost ${id}`}
          stroke="var(--ghost)"
          strokeDasharray="4 3"
          dot={false}
        />
      ))}
      {back.map(({ metric: { id }, colour }) => (
        <Line
          key={id}
          {...line}
          dataKey={id}
          stroke={colour}
          dot={{ r: 3, fill: colour, stroke: 'var(--panel)', strokeWidth: 1 }}
        />
      ))}
    </StepPlot>
  );
}

export default memo(ScorePlot);
