/** Tables of the charts' data. */
import type { Bucket } from '../history/buckets';
import { short } from '../text/format';
import type { Translate } from '../text/text';
import type { TableData } from './ChartTable';
import { type Mark, markedIn } from './marks';

const span = ({ from, to }: Bucket): string => (from === to ? String(to) : `${from}–${to}`);

/** Mean, minimum and maximum of each bucket, and the changes of live settings in it where there are any. */
export function spreadTable(
  t: Translate,
  buckets: readonly Bucket[],
  marks: readonly Mark[],
  format: (value: number) => string = short,
): TableData {
  const marked = (bucket: Bucket): readonly string[] =>
    marks.length > 0 ? [markedIn(marks, bucket.from - 1, bucket.to)] : [];
  return {
    columns: [t('chart.steps'), t('chart.mean'), t('chart.min'), t('chart.max'), ...markColumn(t, marks)],
    rows: buckets
      .map((bucket) => [
        span(bucket),
        format(bucket.mean),
        format(bucket.min),
        format(bucket.max),
        ...marked(bucket),
      ])
      .reverse(),
  };
}

/** The title of the column of changes, where there are any. */
export const markColumn = (t: Translate, marks: readonly Mark[]): readonly string[] =>
  marks.length > 0 ? [t('chart.change')] : [];
