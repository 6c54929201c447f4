/** The results of a comparison as rows: one for each value, over its seeds. */
import { type SummaryStats, summaryStats } from '../../experiment/summary-stats';
import type { ComparedResult, MetricFacts } from '../../run/protocol';
import type { Group } from './groups';

export interface ResultRow {
  readonly group: Group;
  /** Runs with results. */
  readonly done: number;
  /** Metric id → scores on test prompts. */
  readonly test: Readonly<Record<string, SummaryStats | null>>;
  /** Metric id → where there is one run only: its 95 % interval, if the metric has one. */
  readonly intervals: Readonly<Record<string, readonly [number, number] | null>>;
  /** Metric id → scores on validation prompts after the last step. */
  readonly validation: Readonly<Record<string, SummaryStats | null>>;
  readonly teacherForwards: SummaryStats | null;
  readonly updates: SummaryStats | null;
  readonly seconds: SummaryStats | null;
}

export function rowOf(group: Group, metrics: readonly MetricFacts[]): ResultRow {
  const results = group.runs.flatMap(({ run: { result } }) => (result ? [result] : []));
  const over = (of: (result: ComparedResult) => number | undefined): SummaryStats | null =>
    summaryStats(results.map(of).filter((value) => value !== undefined));
  const byMetric = <T>(of: (id: string) => T): Record<string, T> =>
    Object.fromEntries(metrics.map(({ id }) => [id, of(id)]));
  const [only] = results.length === 1 ? results : [];
  return {
    group,
    done: results.length,
    test: byMetric((id) => over(({ test }) => test[id]?.value)),
    intervals: byMetric((id) => only?.test[id]?.interval ?? null),
    validation: byMetric((id) => over(({ validation }) => validation[id])),
    teacherForwards: over((result) => result.teacherForwards),
    updates: over(({ updates }) => updates),
    seconds: over(({ seconds }) => seconds),
  };
}

/** Sort keys of the rows: their order as set up, a metric on test or validation prompts, or a cost. */
export type SortKey =
  | 'value'
  | 'teacherForwards'
  | 'updates'
  | 'seconds'
  | `test ${string}`
  | `validation ${string}`;

export interface Order {
  readonly by: SortKey;
  readonly descending: boolean;
}

export function cellOf(row: ResultRow, by: SortKey): SummaryStats | null {
  if (by === 'value') return null;
  if (by === 'teacherForwards' || by === 'updates' || by === 'seconds') return row[by];
  const space = by.indexOf(' ');
  const metric = by.slice(space + 1);
  return row[by.startsWith('test') ? 'test' : 'validation'][metric] ?? null;
}

/** By the mean; rows without results come last either way, equal ones keep their order. */
export function sorted(rows: readonly ResultRow[], { by, descending }: Order): ResultRow[] {
  if (by === 'value') return descending ? rows.toReversed() : [...rows];
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [cellOf(a, by), cellOf(b, by)];
    if (!x || !y) return Number(!x) - Number(!y);
    return sign * (x.mean - y.mean);
  });
}

/** The order in which the best comes first: of a metric, its own; of a cost, the least. */
export function bestFirst(by: SortKey, metrics: readonly MetricFacts[]): Order {
  const metric = metrics.find(({ id }) => by.endsWith(` ${id}`));
  return { by, descending: metric?.better === 'higher' };
}
