/** A smoothed line over the band of what it smooths, the run before as a ghost, and perhaps a second line. */
import { memo } from 'react';
import { Area, Line, ReferenceLine } from 'recharts';
import { useT } from '../../text/all-text';
import { percent, plainTick, rateTick, short } from '../../text/format';
import type { Mark } from '../marks';
import type { Point } from '../points';
import type { SeriesWords } from './common';
import { Expected } from './Expected';
import { StepPlot } from './StepPlot';

export interface LinePlotProps {
  readonly chart: 'loss' | 'acceptance';
  readonly name: string;
  readonly points: readonly Point[];
  readonly from: number;
  readonly to: number;
  readonly colour: string;
  /** What the line is. */
  readonly lineName: string;
  readonly second?: {
    readonly key: 'warmUp' | 'overlap';
    readonly colour: string;
    readonly dashed?: boolean;
  };
  readonly marks: readonly Mark[];
}

function LinePlot({ chart, name, points, from, to, colour, lineName, second, marks }: LinePlotProps) {
  const t = useT();
  const rate = chart === 'acceptance';
  const text = (value: number): string =>
    rate ? percent(value, 1) : t('chart.nats', { value: short(value) });
  const words = (label: string): SeriesWords => ({ label, text });
  const series = {
    line: words(lineName),
    range: words(t('chart.raw')),
    ghost: words(t('chart.previous')),
    predicted: words(t('predict.key')),
    ...(second ? { [second.key]: words(t(`chart.${second.key}`)) } : {}),
  };
  const still = { isAnimationActive: false, connectNulls: true, dot: false, activeDot: { r: 3 } } as const;
  return (
    <StepPlot
      chart={chart}
      name={name}
      points={points}
      whole={[from, Math.max(to, from + 1)]}
      series={series}
      tick={rate ? rateTick : plainTick}
      rate={rate}
      marks={marks}
    >
      {from < 0 && <ReferenceLine x={0} stroke="var(--line-2)" />}
      <Line {...still} dataKey="ghost" stroke="var(--ghost)" strokeWidth={1.5} strokeDasharray="4 3" />
      <Area
        isAnimationActive={false}
        connectNulls
        activeDot={false}
        dataKey="range"
        stroke={colour}
        strokeOpacity={0.35}
        strokeWidth={1}
        fill={colour}
        fillOpacity={0.16}
      />
      <Expected />
      {second && (
        <Line
          {...still}
          dataKey={second.key}
          stroke={second.colour}
          strokeWidth={1.25}
          {...(second.dashed ? { strokeDasharray: '4 2' } : {})}
        />
      )}
      <Line {...still} dataKey="line" stroke={colour} strokeWidth={2.25} />
    </StepPlot>
  );
}

export default memo(LinePlot);
