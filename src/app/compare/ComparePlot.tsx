/** The mean of every value as a line, over the range of its seeds as a band. */
import { memo } from 'react';
import { Area, Line } from 'recharts';
import type { ChartId } from '../charts/chart-view';
import { StepPlot } from '../charts/plots/StepPlot';
import type { Point } from '../charts/points';
import { strokeOf } from '../charts/strokes';
import { meanKey, rangeKey, runKey } from './groups';

export interface ComparePlotProps {
  readonly chart: ChartId;
  readonly name: string;
  readonly points: readonly Point[];
  readonly to: number;
  /** Names of the values, in order. */
  readonly names: readonly string[];
  /** A value with its unit, and as a tick. */
  readonly text: (value: number) => string;
  readonly tick: (value: number) => string;
  readonly rate?: boolean;
  /** Few measurements: each gets a dot. */
  readonly dots?: boolean;
  /** Place of the value of each single run that is drawn as a thin line; their points have `runKey`. */
  readonly runs?: readonly number[];
}

const NO_RUNS: readonly number[] = [];

/** Plots with this name have one cursor; their points have the same steps in the same order. */
const TOGETHER = 'compare';

function ComparePlot({
  chart,
  name: title,
  points,
  to,
  names,
  text,
  tick,
  rate = false,
  dots = false,
  runs = NO_RUNS,
}: ComparePlotProps) {
  const series = Object.fromEntries(
    names.flatMap((label, at) => [meanKey(at), rangeKey(at)].map((key) => [key, { label, text }])),
  );
  return (
    <StepPlot
      chart={chart}
      name={title}
      points={points}
      whole={[0, Math.max(to, 1)]}
      series={series}
      tick={tick}
      rate={rate}
      together={TOGETHER}
    >
      {names.map((name, at) => (
        <Area
          key={name}
          isAnimationActive={false}
          connectNulls
          activeDot={false}
          tooltipType="none"
          dataKey={rangeKey(at)}
          stroke="none"
          fill={strokeOf(at).colour}
          fillOpacity={0.14}
        />
      ))}
      {runs.map((at, run) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: a run is its place
          key={run}
          isAnimationActive={false}
          connectNulls
          dot={false}
          activeDot={false}
          tooltipType="none"
          dataKey={runKey(run)}
          stroke={strokeOf(at).colour}
          strokeWidth={1}
          strokeOpacity={0.4}
        />
      ))}
      {names.map((name, at) => {
        const { colour, dash } = strokeOf(at);
        return (
          <Line
            key={name}
            isAnimationActive={false}
            connectNulls
            dot={dots ? { r: 2.5, fill: colour, stroke: 'var(--panel)', strokeDasharray: '0' } : false}
            activeDot={{ r: 3 }}
            dataKey={meanKey(at)}
            stroke={colour}
            strokeWidth={2}
            strokeDasharray={dash}
          />
        );
      })}
    </StepPlot>
  );
}

export default memo(ComparePlot);
