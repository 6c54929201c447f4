/** A class by settings: which settings differ among its hand-ins, the groups of equal ones, and their curves over each other. */
import { writeChanges } from '../../experiment/changes';
import { type Experiment, FIELD_NAMES, type FieldName } from '../../experiment/fields';
import { type CurvePoint, curve } from '../../experiment/hand-in';
import { summaryStats } from '../../experiment/summary-stats';
import type { MetricFacts, MetricId } from '../../run/protocol';
import { METRIC_TERMS } from '../charts/scores';
import { type Band, bandOf } from '../compare/groups';
import type { Entry } from '../store/class/list';
import type { Labels } from '../text/labels';
import { valueName } from '../text/values';

export interface ClassGroup {
  /** The same for equal settings, whatever the seed. */
  readonly key: string;
  /** Values of the settings that differ in the class; empty where none does. */
  readonly name: string;
  readonly entries: readonly Entry[];
}

/** Groups that a chart draws: as many strokes as can be told apart. */
export const MOST_DRAWN = 8;

/** Settings that are not the same in all hand-ins; each has its own seed anyway. */
export const differingSettings = (entries: readonly Entry[]): FieldName[] =>
  FIELD_NAMES.filter(
    (name) => name !== 'seed' && new Set(entries.map(({ experiment }) => experiment[name])).size > 1,
  );

/** Values of some settings in words, with the changes during the run. */
export function valuesText(
  labels: Labels,
  { experiment, changes }: Entry,
  names: readonly FieldName[],
): string {
  const values = names.map(
    (name) => `${labels.fields[name].label} ${valueName(labels, name, experiment[name])}`,
  );
  return [...values, ...(changes.length > 0 ? [writeChanges(changes)] : [])].join(', ');
}

const keyOf = ({ experiment, changes }: Entry, names: readonly (keyof Experiment)[]): string =>
  JSON.stringify([names.map((name) => experiment[name]), writeChanges(changes)]);

/** The groups of equal settings, the largest first. */
export function groupsOf(entries: readonly Entry[], labels: Labels): ClassGroup[] {
  const names = differingSettings(entries);
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = keyOf(entry, names);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups]
    .map(([key, members]) => ({
      ...{ key, entries: members },
      name: members[0] ? valuesText(labels, members[0], names) : '',
    }))
    .sort((a, b) => b.entries.length - a.entries.length);
}

const isMetric = (id: string): id is MetricId => Object.hasOwn(METRIC_TERMS, id);

/** The scores that hand-ins of the class have, the headline of most first. */
export function metricsOf(entries: readonly Entry[]): readonly MetricFacts[] {
  const places = new Map<MetricId, number>();
  for (const { handIn } of entries) {
    for (const [at, [id]] of handIn.scores.entries()) {
      if (isMetric(id)) places.set(id, (places.get(id) ?? 0) + 1 / (at + 1));
    }
  }
  return [...places]
    .sort(([, a], [, b]) => b - a)
    .map(([id]) => ({ id, better: id === 'phoneme-error-rate' ? 'lower' : 'higher' }));
}

export const scoreOf = ({ handIn }: Entry, metric: string): number | null =>
  handIn.scores.find(([id]) => id === metric)?.[1] ?? null;

export type CurveName = 'loss' | 'acceptance' | 'score';

/** The curve of a hand-in; the score's only where it is of this metric. */
export const curveIn = ({ handIn }: Entry, which: CurveName, metric: string): readonly CurvePoint[] =>
  which === 'score' && handIn.scores[0]?.[0] !== metric ? [] : curve(handIn, which);

/** A curve at some steps in ascending order, by straight lines between its points; nothing before the first and after the last. */
export function atSteps(points: readonly CurvePoint[], steps: readonly number[]): CurvePoint[] {
  let i = 0;
  return steps.flatMap((step): CurvePoint[] => {
    while (i < points.length - 1 && (points[i + 1]?.[0] ?? 0) <= step) i++;
    const [here, next] = [points[i], points[i + 1]];
    if (!here || step < here[0]) return [];
    if (here[0] === step) return [here];
    if (!next) return [];
    const share = (step - here[0]) / (next[0] - here[0]);
    return [[step, here[1] + share * (next[1] - here[1])]];
  });
}

/** Mean and range of a group's curves at all steps at which one of them has a point. */
export function bandIn(group: ClassGroup, which: CurveName, metric: string): Band {
  const curves = group.entries.map((entry) => curveIn(entry, which, metric));
  const steps = [...new Set(curves.flatMap((points) => points.map(([step]) => step)))].sort((a, b) => a - b);
  return bandOf(curves.map((points) => atSteps(points, steps)));
}

/** Mean, deviation and range of the scores of a group; null where it has none. */
export const statsIn = (group: ClassGroup, metric: string) =>
  summaryStats(group.entries.map((entry) => scoreOf(entry, metric)).filter((score) => score !== null));

export type SortKey = 'name' | 'group' | 'seed' | 'step' | 'made' | `score ${string}`;

export interface ClassOrder {
  readonly by: SortKey;
  readonly descending: boolean;
}

/** Sorted by one column; what has no value there comes last. */
export function sortedEntries(
  entries: readonly Entry[],
  { by, descending }: ClassOrder,
  groupName: (entry: Entry) => string,
  language: string,
): Entry[] {
  const words = new Intl.Collator(language, { numeric: true });
  const valueIn = (entry: Entry): string | number | null => {
    if (by === 'name') return entry.name;
    if (by === 'group') return groupName(entry);
    if (by === 'seed') return entry.experiment.seed;
    if (by === 'step') return entry.handIn.step;
    return by === 'made' ? entry.handIn.made : scoreOf(entry, by.slice('score '.length));
  };
  const sign = descending ? -1 : 1;
  return entries
    .map((entry) => ({ entry, value: valueIn(entry) }))
    .sort(({ value: a }, { value: b }) => {
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      return sign * (typeof a === 'string' ? words.compare(a, String(b)) : a - Number(b));
    })
    .map(({ entry }) => entry);
}
