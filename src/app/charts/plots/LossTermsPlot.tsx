/** Several parts of the loss as smoothed lines. */
import { memo } from 'react';
import { ComposedChart, Line, ResponsiveContainer } from 'recharts';
import type { LossTermLine } from '../loss-terms';
import type { Mark } from '../marks';
import type { Point } from '../points';
import { strokeOf } from '../strokes';
import { Axes, MARGIN, Tip } from './common';
import { Marks } from './Marks';

export interface LossTermsPlotProps {
  readonly points: readonly Point[];
  readonly to: number;
  readonly lines: readonly LossTermLine[];
  readonly marks: readonly Mark[];
}

const ALONE = { colour: 'var(--ink)', dash: '0' } as const;

function LossTermsPlot({ points, to, lines, marks }: LossTermsPlotProps) {
  const labels = Object.fromEntries(lines.map(({ name, label }) => [name, label]));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={[...points]} margin={MARGIN} accessibilityLayer={false}>
        <Axes domain={[0, Math.max(to, 1)]} />
        <Tip labels={labels} />
        <Marks marks={marks} domain={[0, to]} />
        {lines.map(({ name, stroke }) => {
          const { colour, dash } = stroke === null ? ALONE : strokeOf(stroke);
          return (
            <Line
              key={name}
              isAnimationActive={false}
              connectNulls
              dot={false}
              activeDot={{ r: 3 }}
              dataKey={name}
              stroke={colour}
              strokeWidth={1.75}
              strokeDasharray={dash}
            />
          );
        })}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

export default memo(LossTermsPlot);
