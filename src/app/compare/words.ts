/** How results are written. */
import type { SummaryStats } from '../../experiment/summary-stats';
import type { MetricFacts, MetricId } from '../../run/protocol';
import { metricTitle, scoreText } from '../charts/scores';
import { count, short } from '../text/format';
import type { TranslateAll } from '../text/text';
import { cellOf, type ResultRow, type SortKey } from './results';

export interface Column {
  readonly key: SortKey;
  readonly title: string;
}

/**
 * The columns that can be sorted by, but that of the names: scores on test prompts, the headline first, what they cost,
 * scores on validation prompts.
 */
export function columnsOf(t: TranslateAll, metrics: readonly MetricFacts[]): Column[] {
  const named = (split: 'test' | 'validation') =>
    metrics.map(
      (metric): Column => ({
        key: `${split} ${metric.id}`,
        title: t(`compare.column.${split}`, { metric: metricTitle(t, metric) }),
      }),
    );
  return [
    ...named('test'),
    { key: 'teacherForwards', title: t('compare.column.forwards') },
    { key: 'updates', title: t('compare.column.updates') },
    { key: 'seconds', title: t('compare.column.seconds') },
    ...named('validation'),
  ];
}

/** Cells of a row; the count of its seeds comes after the headline. */
export const withSeeds = <T>(seeds: T, cells: readonly T[]): T[] => cells.toSpliced(1, 0, seeds);

const metricOf = (key: SortKey): MetricId | null =>
  key.includes(' ') ? (key.slice(key.indexOf(' ') + 1) as MetricId) : null;

/** One number of a column. */
export function numberText(key: SortKey, value: number): string {
  const metric = metricOf(key);
  if (metric) return scoreText(metric, value, 1);
  return key === 'seconds' ? short(value) : count(value);
}

export interface Cell {
  readonly text: string;
  /** Set smaller: the interval of a single run. */
  readonly note: string;
}

/** Mean ± standard deviation; of a single run, its interval. */
export function cellText(row: ResultRow, key: SortKey): Cell | null {
  const spread = cellOf(row, key);
  if (!spread) return null;
  const text = numberText(key, spread.mean);
  const { deviation } = spread;
  // The budget is the same for all seeds: a deviation of 0 says nothing.
  const counted = key === 'updates' || key === 'teacherForwards';
  if (deviation !== null) {
    return { text: counted && deviation === 0 ? text : `${text} ± ${numberText(key, deviation)}`, note: '' };
  }
  const metric = metricOf(key);
  const interval = metric && key.startsWith('test') ? row.intervals[metric] : null;
  return { text, note: interval ? `[${interval.map((end) => numberText(key, end)).join(', ')}]` : '' };
}

/** From the lowest to the highest seed. */
export const rangeText = (key: SortKey, { min, max }: SummaryStats): string =>
  `${numberText(key, min)}–${numberText(key, max)}`;
