/** A smoothed line over the band of what it smooths, the run before as a ghost, and perhaps a second line. */
import { memo } from 'react';
import { Area, ComposedChart, Line, ReferenceLine, ResponsiveContainer } from 'recharts';
import { useT } from '../../text/text';
import type { Mark } from '../marks';
import type { Point } from '../points';
import { Axes, MARGIN, Tip } from './common';
import { Marks } from './Marks';

export interface LinePlotProps {
  readonly points: readonly Point[];
  readonly from: number;
  readonly to: number;
  readonly colour: string;
  readonly second?: {
    readonly key: 'warmUp' | 'overlap';
    readonly colour: string;
    readonly dashed?: boolean;
  };
  readonly rate?: boolean;
  readonly marks: readonly Mark[];
}

function LinePlot({ points, from, to, colour, second, rate = false, marks }: LinePlotProps) {
  const t = useT();
  const labels = {
    line: t('chart.smoothed'),
    range: t('chart.raw'),
    ghost: t('chart.previous'),
    warmUp: t('chart.warmUp'),
    overlap: t('chart.overlap'),
  };
  const still = { isAnimationActive: false, connectNulls: true, dot: false, activeDot: { r: 3 } } as const;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={[...points]} margin={MARGIN} accessibilityLayer={false}>
        <Axes domain={[from, Math.max(to, from + 1)]} rate={rate} />
        <Tip rate={rate} labels={labels} />
        <Marks marks={marks} domain={[from, to]} />
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
      </ComposedChart>
    </ResponsiveContainer>
  );
}

export default memo(LinePlot);
