/** Held-out scores, a dot for each evaluation, with the teacher's own score as the ceiling. */
import { memo } from 'react';
import { ComposedChart, Line, ReferenceLine, ResponsiveContainer } from 'recharts';
import { useT } from '../../text/text';
import type { Point } from '../points';
import { Axes, MARGIN, Tip } from './parts';

export interface ScorePlotProps {
  readonly points: readonly Point[];
  readonly to: number;
  readonly teacher?: number;
}

function ScorePlot({ points, to, teacher }: ScorePlotProps) {
  const t = useT();
  const labels = {
    exact: t('chart.exact'),
    chrf: t('chart.chrf'),
    ghost: `${t('chart.exact')}, ${t('chart.previous')}`,
    ghostChrf: `${t('chart.chrf')}, ${t('chart.previous')}`,
  };
  const line = { isAnimationActive: false, connectNulls: true, strokeWidth: 1.75 } as const;
  const ghost = { ...line, stroke: 'var(--ghost)', strokeDasharray: '4 3', dot: false } as const;
  const dot = (colour: string) => ({ r: 3, fill: colour, stroke: 'var(--panel)', strokeWidth: 1 });
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={[...points]} margin={MARGIN} accessibilityLayer={false}>
        <Axes domain={[0, Math.max(to, 1)]} rate />
        <Tip rate labels={labels} />
        {teacher !== undefined && (
          <ReferenceLine y={teacher} stroke="var(--teacher-bar)" strokeDasharray="4 2" strokeWidth={1.5} />
        )}
        <Line {...ghost} dataKey="ghost" />
        <Line {...ghost} dataKey="ghostChrf" />
        <Line {...line} dataKey="chrf" stroke="var(--student-bar)" dot={dot('var(--student-bar)')} />
        <Line {...line} dataKey="exact" stroke="var(--ink)" dot={dot('var(--ink)')} />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

export default memo(ScorePlot);
