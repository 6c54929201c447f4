/** A bar a position: the accepted share below, the replaced share on top. */
import { memo } from 'react';
import { Bar, CartesianGrid, ComposedChart, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { PositionRate } from '../../history/positions';
import { useT } from '../../text/text';
import { MARGIN, rateTick, Tip } from './common';

const TICK = { fill: 'var(--ink-3)', fontSize: 11.5 } as const;

function PositionPlot({ positions }: { readonly positions: readonly PositionRate[] }) {
  const t = useT();
  const data = positions.map(({ position, rate }) => ({
    x: position + 1,
    accepted: rate,
    replaced: 1 - rate,
  }));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={data} margin={MARGIN} barCategoryGap={1} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="x"
          tick={TICK}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-2)' }}
          height={20}
          minTickGap={16}
        />
        <YAxis
          domain={[0, 1]}
          ticks={[0, 0.25, 0.5, 0.75, 1]}
          tickFormatter={rateTick}
          tick={TICK}
          tickLine={false}
          axisLine={false}
          width={42}
        />
        <Tip rate labels={{ accepted: t('source.accepted'), replaced: t('source.replaced') }} />
        <Bar isAnimationActive={false} dataKey="accepted" stackId="share" fill="var(--student-bar)" />
        <Bar isAnimationActive={false} dataKey="replaced" stackId="share" fill="var(--replaced-line)" />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

export default memo(PositionPlot);
