import { expect, test } from 'vitest';
import { DEFAULT_EXPERIMENT } from '../../experiment/fields';
import type { Bucket } from '../history/buckets';
import { LABELS_EN } from '../text/en/settings';
import { LABELS_JA } from '../text/ja/settings';
import { t } from '../text/text';
import { markedIn, marksOf } from './marks';
import { spreadTable } from './tables';

const EXPERIMENT = { ...DEFAULT_EXPERIMENT, learningRate: 0.004 };
const CHANGES = [
  { step: 120, settings: { topK: 10, learningRate: 0.002 } },
  { step: 200, settings: { topK: 3 } },
];

test('each step with a change has a mark in words', () => {
  expect(marksOf(EXPERIMENT, CHANGES, LABELS_EN)).toEqual([
    { step: 120, text: 'K 3 → 10, Learning rate 0.004 → 0.002', short: 'K 3 → 10 …' },
    { step: 200, text: 'K 10 → 3', short: 'K 10 → 3' },
  ]);
  expect(marksOf(EXPERIMENT, CHANGES, LABELS_JA)[1]?.text).toMatch(/^K 10 → 3$/);
  expect(marksOf(null, CHANGES, LABELS_EN)).toEqual([]);
});

test('a table tells a change in the row whose steps contain it', () => {
  const bucket = (from: number, to: number): Bucket => ({
    from,
    to,
    count: to - from + 1,
    mean: 1,
    min: 1,
    max: 1,
    last: 1,
  });
  const marks = marksOf(EXPERIMENT, CHANGES, LABELS_EN);
  expect(markedIn(marks, 119, 120)).toBe('K 3 → 10, Learning rate 0.004 → 0.002');
  expect(markedIn(marks, 120, 199)).toBe('');
  const { columns, rows } = spreadTable(t, [bucket(101, 119), bucket(120, 200)], marks);
  expect(columns.at(-1)).toBe('Change');
  expect(rows.map((row) => row.at(-1))).toEqual(['K 3 → 10, Learning rate 0.004 → 0.002, K 10 → 3', '']);
  expect(spreadTable(t, [bucket(1, 2)], []).columns).not.toContain('Change');
});
