/** Tables of the charts' data. */
import type { Bucket } from '../history/buckets';
import { short } from '../text/format';
import type { Translate } from '../text/text';
import type { TableData } from './ChartTable';

const span = ({ from, to }: Bucket): string => (from === to ? String(to) : `${from}–${to}`);

/** Mean, minimum and maximum of each bucket. */
export function spreadTable(
  t: Translate,
  buckets: readonly Bucket[],
  format: (value: number) => string = short,
): TableData {
  return {
    columns: [t('chart.steps'), t('chart.mean'), t('chart.min'), t('chart.max')],
    rows: buckets
      .map((bucket) => [span(bucket), format(bucket.mean), format(bucket.min), format(bucket.max)])
      .reverse(),
  };
}
