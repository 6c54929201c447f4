/** A bar a position: the accepted share below, the replaced share on top. */
import { memo } from 'react';
import { Bar, CartesianGrid, ComposedChart, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { PositionRate } from '../../history/positions';
import { useT } from '../../text/all-text';
import { percent, rateTick } from '../../text/format';
import { MARGIN, Tip, useAxisSizes } from './common';

const text = (value: number): string => percent(value, 1);

function PositionPlot({ positions }: { readonly positions: readonly PositionRate[] }) {
  const t = useT();
  const sizes = useAxisSizes();
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
          tickFormatter={(x: number, at: number) => (at === 0 ? t('chart.position.first', { x }) : String(x))}
          tick={sizes.style}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-2)' }}
          height={sizes.bottom}
          interval="preserveStart"
          minTickGap={sizes.gap}
        />
        <YAxis
          domain={[0, 1]}
          ticks={[0, 0.25, 0.5, 0.75, 1]}
          tickFormatter={rateTick}
          tick={sizes.style}
          tickLine={false}
          axisLine={false}
          width={sizes.left}
        />
        <Tip
          series={{
            accepted: { label: t('source.accepted'), text },
            replaced: { label: t('source.replaced'), text },
          }}
          at={(x) => t('chart.position.first', { x })}
        />
        <Bar isAnimationActive={false} dataKey="accepted" stackId="share" fill="var(--student-bar)" />
        <Bar isAnimationActive={false} dataKey="replaced" stackId="share" fill="var(--replaced-line)" />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

export default memo(PositionPlot);
