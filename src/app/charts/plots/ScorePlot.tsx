/** Held-out scores, a dot for each evaluation, with the teacher's own score as the mark to reach. */
import { memo } from 'react';
import { ComposedChart, Line, ReferenceLine, ResponsiveContainer } from 'recharts';
import { useT } from '../../text/text';
import type { Mark } from '../marks';
import type { Point } from '../points';
import { Axes, MARGIN, Tip } from './common';
import { Marks } from './Marks';

export interface ScorePlotProps {
  readonly points: readonly Point[];
  readonly to: number;
  /** Scores of the headline metric and of the one beside it. */
  readonly names: readonly [first: string, other: string];
  readonly teacher?: number;
  readonly marks: readonly Mark[];
}

function ScorePlot({ points, to, names, teacher, marks }: ScorePlotProps) {
  const t = useT();
  const labels = {
    first: names[0],
    other: names[1],
    ghostFirst: `${names[0]}, ${t('chart.previous')}`,
    ghostOther: `${names[1]}, ${t('chart.previous')}`,
  };
  const line = { isAnimationActive: false, connectNulls: true, strokeWidth: 1.75 } as const;
  const ghost = { ...line, stroke: 'var(--ghost)', strokeDasharray: '4 3', dot: false } as const;
  const dot = (colour: string) => ({ r: 3, fill: colour, stroke: 'var(--panel)', strokeWidth: 1 });
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={[...points]} margin={MARGIN} accessibilityLayer={false}>
        <Axes domain={[0, Math.max(to, 1)]} rate />
        <Tip rate labels={labels} />
        <Marks marks={marks} domain={[0, to]} />
        {teacher !== undefined && (
          <ReferenceLine y={teacher} stroke="var(--teacher-bar)" strokeDasharray="4 2" strokeWidth={1.5} />
        )}
        <Line {...ghost} dataKey="ghostFirst" />
        <Line {...ghost} dataKey="ghostOther" />
        <Line {...line} dataKey="other" stroke="var(--student-bar)" dot={dot('var(--student-bar)')} />
        <Line {...line} dataKey="first" stroke="var(--ink)" dot={dot('var(--ink)')} />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

export default memo(ScorePlot);
