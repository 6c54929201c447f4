/** Axes, grid and tooltip in the page's look, for every plot. */
import { CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import { short } from '../../text/format';
import { useT } from '../../text/text';
import { roundTicks } from '../points';

const TICK = { fill: 'var(--ink-3)', fontSize: 11.5 } as const;

export const MARGIN = { top: 6, right: 8, bottom: 0, left: 0 } as const;
export const HEIGHT = '100%';

export const rateTick = (value: number): string => `${Math.round(value * 100)}%`;

export interface AxesProps {
  readonly domain: readonly [number, number];
  /** The y axis runs from 0 to 1 and is written in per cent. */
  readonly rate?: boolean;
}

export function Axes({ domain, rate = false }: AxesProps) {
  const t = useT();
  return (
    <>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="x"
        type="number"
        domain={[domain[0], domain[1]]}
        allowDataOverflow
        ticks={roundTicks(domain[0], domain[1])}
        // The first says what is counted: a label of the axis would take its height from the plot.
        tickFormatter={(x: number, at: number) => (at === 0 ? t('chart.step.first', { x }) : String(x))}
        interval="preserveStartEnd"
        tick={TICK}
        tickLine={false}
        axisLine={{ stroke: 'var(--line-2)' }}
        height={20}
        minTickGap={24}
      />
      <YAxis
        domain={rate ? [0, 1] : [0, 'auto']}
        // An error rate above 1 leaves the picture; the table has it.
        allowDataOverflow={rate}
        {...(rate ? { ticks: [0, 0.25, 0.5, 0.75, 1], tickFormatter: rateTick } : { tickCount: 5 })}
        tick={TICK}
        tickLine={false}
        axisLine={false}
        width={rate ? 42 : 38}
      />
    </>
  );
}

/** A tooltip that does not animate and takes its colours from the page. */
export function Tip({
  rate = false,
  labels,
}: {
  readonly rate?: boolean;
  readonly labels: Readonly<Record<string, string>>;
}) {
  const one = (value: unknown): string =>
    typeof value === 'number' ? (rate ? `${(value * 100).toFixed(1)}%` : short(value)) : '';
  return (
    <Tooltip
      isAnimationActive={false}
      cursor={{ stroke: 'var(--line-2)', fill: 'var(--sunken)' }}
      contentStyle={{
        border: '1px solid var(--line-2)',
        borderRadius: 8,
        background: 'var(--panel)',
        color: 'var(--ink)',
        padding: '6px 10px',
        fontSize: 12.5,
      }}
      itemStyle={{ color: 'var(--ink)', padding: 0 }}
      labelStyle={{ color: 'var(--ink-3)' }}
      formatter={(value, name) => [
        Array.isArray(value) ? value.map(one).join(' – ') : one(value),
        labels[String(name)] ?? String(name),
      ]}
    />
  );
}
