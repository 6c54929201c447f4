/** Several parts of the loss as smoothed lines. */
import { memo } from 'react';
import { Line } from 'recharts';
import { plainTick, short } from '../../text/format';
import type { LossTermLine } from '../loss-terms';
import type { Mark } from '../marks';
import type { Point } from '../points';
import { strokeOf } from '../strokes';
import { StepPlot } from './StepPlot';

export interface LossTermsPlotProps {
  readonly name: string;
  readonly points: readonly Point[];
  readonly to: number;
  readonly lines: readonly LossTermLine[];
  readonly marks: readonly Mark[];
}

const ALONE = { colour: 'var(--ink)', dash: '0' } as const;

function LossTermsPlot({ name: chart, points, to, lines, marks }: LossTermsPlotProps) {
  const series = Object.fromEntries(lines.map(({ name, label }) => [name, { label, text: short }]));
  return (
    <StepPlot
      chart="terms"
      name={chart}
      points={points}
      whole={[0, Math.max(to, 1)]}
      series={series}
      tick={plainTick}
      marks={marks}
    >
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
    </StepPlot>
  );
}

export default memo(LossTermsPlot);
