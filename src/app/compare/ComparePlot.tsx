/** The mean of every value as a line, over the range of its seeds as a band. */
import { memo } from 'react';
import { Area, ComposedChart, Line, ResponsiveContainer } from 'recharts';
import { Axes, MARGIN, Tip } from '../charts/plots/common';
import type { Point } from '../charts/points';
import { strokeOf } from '../charts/strokes';
import { meanKey, rangeKey } from './groups';

export interface ComparePlotProps {
  readonly points: readonly Point[];
  readonly to: number;
  /** Names of the values, in order. */
  readonly names: readonly string[];
  readonly rate?: boolean;
  /** Few measurements: each gets a dot. */
  readonly dots?: boolean;
}

/** Plots with this name have one cursor; their points have the same steps in the same order. */
const TOGETHER = 'compare';

function ComparePlot({ points, to, names, rate = false, dots = false }: ComparePlotProps) {
  const labels = Object.fromEntries(names.map((name, at) => [meanKey(at), name]));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={[...points]} margin={MARGIN} accessibilityLayer={false} syncId={TOGETHER}>
        <Axes domain={[0, Math.max(to, 1)]} rate={rate} />
        <Tip rate={rate} labels={labels} />
        {names.map((name, at) => (
          <Area
            key={name}
            isAnimationActive={false}
            connectNulls
            activeDot={false}
            tooltipType="none"
            dataKey={rangeKey(at)}
            stroke="none"
            fill={strokeOf(at).colour}
            fillOpacity={0.14}
          />
        ))}
        {names.map((name, at) => {
          const { colour, dash } = strokeOf(at);
          return (
            <Line
              key={name}
              isAnimationActive={false}
              connectNulls
              dot={dots ? { r: 2.5, fill: colour, stroke: 'var(--panel)', strokeDasharray: '0' } : false}
              activeDot={{ r: 3 }}
              dataKey={meanKey(at)}
              stroke={colour}
              strokeWidth={2}
              strokeDasharray={dash}
            />
          );
        })}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

export default memo(ComparePlot);
