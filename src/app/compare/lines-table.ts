/** The table of a chart with a line for each of several runs or settings. */
import type { TableData } from '../charts/ChartTable';
import type { Point } from '../charts/points';
import type { Translate } from '../text/text';
import { meanKey } from './groups';

/** Values by step, the newest step first; a cell is empty where a line has no value. */
export const linesTable = (
  t: Translate,
  names: readonly string[],
  points: readonly Point[],
  format: (value: number) => string,
): TableData => ({
  columns: [t('chart.step'), ...names],
  rows: points
    .map((point) => [
      String(point.x),
      ...names.map((_, at) => {
        const value = point[meanKey(at)];
        return typeof value === 'number' ? format(value) : '';
      }),
    ])
    .reverse(),
});
