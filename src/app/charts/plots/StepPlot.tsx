/** What all plots over the steps of a run have in common: which steps are shown, the axes, the tooltip, the marks. */
import { type ReactNode, useMemo } from 'react';
import { ComposedChart, ResponsiveContainer } from 'recharts';
import { useT } from '../../text/all-text';
import { type ChartId, groupOf, type Steps, useChartView } from '../chart-view';
import type { Mark } from '../marks';
import type { Point } from '../points';
import { extent, linearAxis, logAxis, positive, type ValueAxis } from '../value-axis';
import { pointsWithin } from '../zoom';
import { Axes, MARGIN, type SeriesWords, Tip } from './common';
import { Marks } from './Marks';
import { ShownMoment } from './ShownMoment';
import { ZoomArea } from './ZoomArea';

export interface StepPlotProps {
  readonly chart: ChartId;
  /** Name of the chart. */
  readonly name: string;
  readonly points: readonly Point[];
  /** Steps of the whole run, the warm start before 0. */
  readonly whole: Steps;
  /** Every series that is drawn. */
  readonly series: Readonly<Record<string, SeriesWords>>;
  readonly tick: (value: number) => string;
  /** Values are shares: the axis runs from 0 to 1 while all steps are shown. */
  readonly rate?: boolean;
  readonly marks?: readonly Mark[];
  /** Plots of the same name have one cursor. */
  readonly together?: string;
  readonly children: ReactNode;
}

const SHARES: ValueAxis = { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] };
const NO_MARKS: readonly Mark[] = [];

function axisOf(
  points: readonly Point[],
  series: readonly string[],
  { log, rate, zoomed }: { readonly log: boolean; readonly rate: boolean; readonly zoomed: boolean },
): ValueAxis {
  if (rate && !zoomed && !log) return SHARES;
  const ends = extent(points, series, log);
  if (!ends) return log ? logAxis(0.1, 1) : SHARES;
  const [least, most] = ends;
  if (log) return logAxis(least, most);
  return linearAxis(zoomed ? least : Math.min(0, least), most);
}

export function StepPlot({
  chart,
  name,
  points,
  whole,
  series,
  tick,
  rate = false,
  marks = NO_MARKS,
  together,
  children,
}: StepPlotProps) {
  const t = useT();
  const group = groupOf(chart);
  const log = useChartView((view) => view.log.includes(chart));
  const zoom = useChartView((view) => view.zoom[group]);
  const [first, last] = whole;
  const shown = zoom ?? whole;
  const [from, to] = shown;
  const names = Object.keys(series).join('\n');
  const { axis, drawn } = useMemo(() => {
    const visible = from > first || to < last ? pointsWithin(points, [from, to]) : points;
    const inside = visible.filter(({ x }) => x >= from && x <= to);
    const measured = inside.length > 0 ? inside : visible;
    const found = axisOf(measured, names.split('\n'), { log, rate, zoomed: visible !== points });
    return { axis: found, drawn: log ? positive(visible, found.domain[0]) : visible };
  }, [points, names, first, last, from, to, log, rate]);
  return (
    <ZoomArea name={name} group={group} whole={whole} shown={shown} zoomed={zoom !== null}>
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart
          data={[...drawn]}
          margin={MARGIN}
          accessibilityLayer={false}
          {...(together === undefined ? {} : { syncId: together })}
        >
          <Axes steps={shown} axis={axis} log={log} tick={tick} />
          <Tip series={series} at={(x) => t('chart.step.first', { x })} />
          <Marks marks={marks} domain={shown} />
          {children}
          {group === 'run' && <ShownMoment to={to} />}
        </ComposedChart>
      </ResponsiveContainer>
    </ZoomArea>
  );
}
