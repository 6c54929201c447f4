import { expect, test } from 'vitest';
import { t } from '../../text/text';
import { spreadTable } from '../tables';
import { seriesOf } from './usePrediction';

const CURVE = {
  points: [
    [10, 1],
    [20, 3],
  ] as const,
};

test('the expected curve runs over the whole run, the area between it and each measured value', () => {
  expect(
    seriesOf(
      CURVE,
      [
        [5, 2],
        [20, 1],
      ],
      40,
    ),
  ).toEqual({
    predicted: [
      [0, 1],
      [5, 1],
      [10, 1],
      [20, 3],
      [40, 3],
    ],
    between: [
      [5, [1, 2]],
      [20, [1, 3]],
    ],
  });
  expect(seriesOf({ points: [] }, [[5, 2]], 40)).toEqual({ predicted: [], between: [] });
});

test('the table of a chart has a column of what was expected, empty in the warm start', () => {
  const bucket = (from: number, to: number) => ({ from, to, count: 1, mean: 2, min: 2, max: 2, last: 2 });
  const plain = (value: number): string => String(value);
  const { columns, rows } = spreadTable(t, [bucket(-9, -5), bucket(11, 15)], [], plain, CURVE);
  expect(columns.at(-1)).toBe('expected');
  expect(rows.map((row) => row.at(-1))).toEqual(['2', '']);
});
