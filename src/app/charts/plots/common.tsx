/** Axes, grid and tooltip in the page's look, for every plot. */
import { useContext } from 'react';
import { CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import { useT } from '../../text/all-text';
import type { Steps } from '../chart-view';
import { roundTicks } from '../points';
import { ChartScale } from '../scale';
import type { ValueAxis } from '../value-axis';

/** Style of the numbers at an axis, and the pixels that the axes take. A view with larger letters makes all of it larger. */
export function useAxisSizes() {
  const scale = useContext(ChartScale);
  return {
    style: { fill: 'var(--ink-3)', fontSize: 11.5 * scale },
    left: AXIS.left * scale,
    bottom: AXIS.bottom * scale,
    gap: 24 * scale,
    tip: 12.5 * scale,
  } as const;
}

export const MARGIN = { top: 6, right: 8, bottom: 0, left: 0 } as const;
/** Pixels that the axes take on the page. */
const AXIS = { left: 44, bottom: 20 } as const;

export interface AxesProps {
  readonly steps: Steps;
  readonly axis: ValueAxis;
  readonly log?: boolean;
  readonly tick: (value: number) => string;
}

export function Axes({ steps: [from, to], axis, log = false, tick }: AxesProps) {
  const t = useT();
  const sizes = useAxisSizes();
  return (
    <>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="x"
        type="number"
        domain={[from, to]}
        allowDataOverflow
        ticks={roundTicks(from, to)}
        // The first says what is counted: a label of the axis would take its height from the plot.
        tickFormatter={(x: number, at: number) => (at === 0 ? t('chart.step.first', { x }) : String(x))}
        interval="preserveStartEnd"
        tick={sizes.style}
        tickLine={false}
        axisLine={{ stroke: 'var(--line-2)' }}
        height={sizes.bottom}
        minTickGap={sizes.gap}
      />
      <YAxis
        scale={log ? 'log' : 'linear'}
        domain={[...axis.domain]}
        // An error rate above 1 leaves the picture; the table has it.
        allowDataOverflow
        ticks={[...axis.ticks]}
        tickFormatter={tick}
        interval={0}
        tick={sizes.style}
        tickLine={false}
        axisLine={false}
        width={sizes.left}
      />
    </>
  );
}

/** A series as the tooltip tells of it. */
export interface SeriesWords {
  readonly label: string;
  /** A value with its unit. */
  readonly text: (value: number) => string;
}

interface TipProps {
  /** Series without words are left out. */
  readonly series: Readonly<Record<string, SeriesWords>>;
  /** What x counts. */
  readonly at: (x: number) => string;
}

/** A tooltip that does not animate and takes its colours from the page. */
export function Tip({ series, at }: TipProps) {
  const sizes = useAxisSizes();
  const said = (value: unknown, { text }: SeriesWords): string =>
    (Array.isArray(value) ? value : [value])
      .map((one: unknown) => (typeof one === 'number' ? text(one) : ''))
      .join(' – ');
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
        fontSize: sizes.tip,
      }}
      itemStyle={{ color: 'var(--ink)', padding: 0 }}
      labelStyle={{ color: 'var(--ink-3)' }}
      labelFormatter={(x) => at(Number(x))}
      formatter={(value, name) => {
        const words = series[String(name)];
        return words ? [said(value, words), words.label] : ['', String(name)];
      }}
    />
  );
}
