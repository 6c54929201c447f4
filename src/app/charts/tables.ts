/** Tables of the charts' data. */
import type { Bucket } from '../history/buckets';
import { EMPTY_CURVE, type PredictedCurve, valueAt } from '../store/predictions/curve';
import { short } from '../text/format';
import type { Translate } from '../text/text';
import type { TableData } from './ChartTable';
import { type Mark, markedIn } from './marks';
import { smoothedSteps } from './points';
import type { Smoothing } from './smoothing';

const span = ({ from, to }: Bucket): string => (from === to ? String(to) : `${from}–${to}`);

/** Mean, minimum and maximum of each bucket, and the changes of live settings in it where there are any. */
export function spreadTable(
  t: Translate,
  buckets: readonly Bucket[],
  marks: readonly Mark[],
  format: (value: number) => string = short,
  curve: PredictedCurve = EMPTY_CURVE,
): TableData {
  const marked = (bucket: Bucket): readonly string[] =>
    marks.length > 0 ? [markedIn(marks, bucket.from - 1, bucket.to)] : [];
  return {
    columns: [
      t('chart.steps'),
      t('chart.mean'),
      t('chart.min'),
      t('chart.max'),
      ...expectedColumn(t, curve),
      ...markColumn(t, marks),
    ],
    rows: buckets
      .map((bucket) => [
        span(bucket),
        format(bucket.mean),
        format(bucket.min),
        format(bucket.max),
        ...expectedAt(curve, bucket.to, format),
        ...marked(bucket),
      ])
      .reverse(),
  };
}

/** What the line of a curve is, with its width in steps. */
export const lineWords = (t: Translate, buckets: readonly Bucket[], smoothing: Smoothing): string =>
  t(`chart.line.${smoothing.kind}`, { steps: smoothedSteps(buckets, smoothing) });

/** The title of the column of changes, where there are any. */
export const markColumn = (t: Translate, marks: readonly Mark[]): readonly string[] =>
  marks.length > 0 ? [t('chart.change')] : [];

/** The title of the column of expected values, where a curve was drawn. */
export const expectedColumn = (t: Translate, { points }: PredictedCurve): readonly string[] =>
  points.length > 0 ? [t('predict.key')] : [];

/** The cell of that column; before the first step nothing is expected. */
export function expectedAt(
  curve: PredictedCurve,
  step: number,
  format: (value: number) => string,
): readonly string[] {
  const value = valueAt(curve, step);
  return value === null ? [] : [step < 0 ? '' : format(value)];
}
