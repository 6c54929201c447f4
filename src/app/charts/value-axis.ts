/** Ends and ticks of a vertical axis, linear or logarithmic. */
import type { Point } from './points';

export interface ValueAxis {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

const MOST_TICKS = 6;
const STEPS = [1, 2, 2.5, 5, 10] as const;
const DECADE = [1, 2, 5] as const;

/** Without what binary fractions add: 0.30000000000000004 is 0.3. */
const exact = (value: number): number => Number(value.toPrecision(12));

/** Round numbers that enclose the values, four to six of them. */
export function linearAxis(least: number, most: number): ValueAxis {
  const spread = most > least ? most - least : Math.abs(most) || 1;
  const rough = spread / 4;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((factor) => factor * size >= rough * 0.999) ?? 10) * size;
  const from = Math.floor(exact(least / step));
  const to = Math.max(from + 1, Math.ceil(exact(most / step)));
  const ticks = Array.from({ length: to - from + 1 }, (_, i) => exact((from + i) * step));
  return { domain: [exact(from * step), exact(to * step)], ticks };
}

/**
 * Numbers 1, 2 and 5 of each decade that enclose the values, or the decades alone where those are too many.
 *
 * @param least above 0
 */
export function logAxis(least: number, most: number): ValueAxis {
  const firstDecade = Math.floor(exact(Math.log10(least)));
  const lastDecade = Math.floor(exact(Math.log10(Math.max(least, most)))) + 1;
  const all = Array.from({ length: lastDecade - firstDecade + 1 }, (_, i) =>
    DECADE.map((factor) => exact(factor * 10 ** (firstDecade + i))),
  ).flat();
  const below = all.findLastIndex((tick) => tick <= exact(least));
  const above = all.findIndex((tick) => tick >= exact(most));
  const ticks = all.slice(Math.max(0, below), Math.max(above, below + 1) + 1);
  const domain = [ticks[0] ?? least, ticks.at(-1) ?? most] as const;
  if (ticks.length <= MOST_TICKS) return { domain, ticks };
  const decades = ticks.filter((tick) => Math.log10(tick) % 1 === 0);
  const every = Math.ceil(decades.length / MOST_TICKS);
  return { domain, ticks: decades.filter((_, i) => i % every === 0) };
}

/** The smallest and the largest value of some series; null without any. Not above 0 counts only on a linear axis. */
export function extent(
  points: readonly Point[],
  series: readonly string[],
  log: boolean,
): readonly [number, number] | null {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const point of points) {
    for (const value of series.flatMap((name) => point[name] ?? [])) {
      if (log && value <= 0) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  return most >= least ? [least, most] : null;
}

/** Points for a logarithmic axis: what is not above 0 is left out, and a range begins no lower than the axis. */
export const positive = (points: readonly Point[], bottom: number): readonly Point[] =>
  points.map(
    (point) =>
      Object.fromEntries(
        Object.entries(point).flatMap(([name, value]): [string, number | readonly [number, number]][] => {
          if (name === 'x' && typeof value === 'number') return [[name, value]];
          if (typeof value === 'number') return value > 0 ? [[name, value]] : [];
          if (value === undefined || value[1] <= 0) return [];
          return [[name, [Math.max(bottom, value[0]), value[1]]]];
        }),
      ) as Point,
  );
