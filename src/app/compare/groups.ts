/** The runs of a comparison, gathered by value: what is drawn as one line and listed as one row. */
import type { PlannedRun } from '../../experiment/comparison';
import type { FieldName } from '../../experiment/fields';
import { verifies } from '../../experiment/methods';
import { summaryStats } from '../../experiment/summary-stats';
import type { ComparedRun, ComparisonSnapshot } from '../../run/protocol';
import { gather, type Point } from '../charts/points';
import type { Labels } from '../text/labels';
import { valueName } from '../text/values';

export interface GroupRun {
  readonly planned: PlannedRun;
  readonly run: ComparedRun;
}

/** All runs of one value. */
export interface Group {
  readonly value: string | number;
  readonly name: string;
  /** The same where the setting is named already. */
  readonly label: string;
  /** In the order of their seeds. */
  readonly runs: readonly GroupRun[];
}

/** Name of a group without its setting beside it: a number carries the label. */
export const groupName = (labels: Labels, name: FieldName, value: string | number): string =>
  typeof value === 'number' ? `${labels.fields[name].label} = ${value}` : valueName(labels, name, value);

/** @param plan the comparison's, in its order */
export function groupsOf(
  { comparison, runs }: ComparisonSnapshot,
  plan: readonly PlannedRun[],
  labels: Labels,
): Group[] {
  const { vary, values } = comparison;
  return values.map((value, at) => ({
    value,
    name: groupName(labels, vary, value),
    label: valueName(labels, vary, value),
    runs: plan.flatMap((planned, index) => {
      const run = runs[index];
      return run && index % values.length === at ? [{ planned, run }] : [];
    }),
  }));
}

/** The runs in the order in which they run, with the place of their group. */
export const inOrder = (
  groups: readonly Group[],
): { readonly group: Group; readonly at: number; readonly one: GroupRun; readonly index: number }[] =>
  Array.from({ length: groups[0]?.runs.length ?? 0 }, (_, seed) =>
    groups.flatMap((group, at) => {
      const one = group.runs[seed];
      return one ? [{ group, at, one, index: seed * groups.length + at }] : [];
    }),
  ).flat();

/** Runs whose curves count: finished, running or paused. */
export const drawn = ({ runs }: Group): GroupRun[] =>
  runs.filter(({ run: { state } }) => state === 'done' || state === 'running' || state === 'paused');

/** Whether any of the runs has, or would have, tokens that a teacher checks: an acceptance rate. */
export const checksTokens = (groups: readonly Group[]): boolean =>
  groups.some(({ runs }) => runs.some(({ planned }) => verifies(planned.experiment)));

/** A measured value at a step. */
export type Pair = readonly [step: number, value: number];

/** Numbers of the same step, over the runs that have one there: mean, and range where there are several. */
export interface Band {
  readonly means: readonly Pair[];
  readonly ranges: readonly (readonly [number, readonly [number, number]])[];
}

export function bandOf(series: readonly (readonly Pair[])[]): Band {
  const bySteps = new Map<number, number[]>();
  for (const [step, value] of series.flat()) {
    if (!Number.isFinite(value)) continue;
    const values = bySteps.get(step);
    if (values) values.push(value);
    else bySteps.set(step, [value]);
  }
  const spreads = [...bySteps]
    .flatMap(([step, values]) => {
      const spread = summaryStats(values);
      return spread ? [{ step, spread }] : [];
    })
    .sort((a, b) => a.step - b.step);
  return {
    means: spreads.map(({ step, spread }) => [step, spread.mean]),
    ranges: spreads
      .filter(({ spread }) => spread.count > 1)
      .map(({ step, spread }) => [step, [spread.min, spread.max]]),
  };
}

/** Values of a run that a chart of a comparison shows. */
export type Picker = (run: ComparedRun) => readonly Pair[];

export const pickLoss: Picker = ({ curve }) => curve.map(({ step, loss }) => [step, loss]);
export const pickAcceptance: Picker = ({ curve }) =>
  curve.flatMap(({ step, acceptance }): Pair[] => (acceptance === null ? [] : [[step, acceptance]]));
export const pickScore =
  (metric: string): Picker =>
  ({ scores }) =>
    scores.flatMap(({ step, scores: all }): Pair[] => {
      const score = all[metric];
      return score === undefined ? [] : [[step, score]];
    });

export const bandsOf = (groups: readonly Group[], pick: Picker): Band[] =>
  groups.map((group) => bandOf(drawn(group).map(({ run }) => pick(run))));

/** Keys of a line and of a band in the points of a plot. */
export const meanKey = (at: number): string => `mean ${at}`;
export const rangeKey = (at: number): string => `range ${at}`;
/** Key of a single run's line. */
export const runKey = (run: number): string => `run ${run}`;

/** Several bands as the points of one plot; `steps` are there even where nothing was measured. */
export function pointsOf(bands: readonly Band[], steps: readonly number[]): Point[] {
  return gather({
    ...Object.fromEntries(bands.map(({ means }, at) => [meanKey(at), means])),
    ...Object.fromEntries(bands.map(({ ranges }, at) => [rangeKey(at), ranges])),
    // Every plot has the same steps, so that one cursor can go through all.
    steps: steps.map((step): Pair => [step, step]),
  });
}

const ascending = (steps: readonly number[]): number[] => [...new Set(steps)].sort((a, b) => a - b);

/** The steps at which bands have something. */
export const stepsOf = (bands: readonly Band[]): number[] =>
  ascending(bands.flatMap(({ means }) => means.map(([step]) => step)));

/** The steps at which anything was measured. */
export const allSteps = (groups: readonly Group[]): number[] =>
  ascending(
    groups
      .flatMap(drawn)
      .flatMap(({ run: { curve, scores } }) => [...curve, ...scores].map(({ step }) => step)),
  );
