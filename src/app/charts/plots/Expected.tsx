/** The curve that the visitor expected, and the area between it and what was measured. */
import { Area, Line } from 'recharts';
import { ABOVE_VEIL } from './ShownMoment';

export function Expected() {
  return (
    <>
      <Area
        isAnimationActive={false}
        connectNulls
        activeDot={false}
        tooltipType="none"
        dataKey="between"
        stroke="none"
        fill="var(--expected)"
        fillOpacity={0.16}
      />
      <Line
        isAnimationActive={false}
        connectNulls
        dot={false}
        activeDot={{ r: 3 }}
        dataKey="predicted"
        zIndex={ABOVE_VEIL}
        stroke="var(--expected)"
        strokeWidth={2}
        strokeDasharray="6 4"
      />
    </>
  );
}
