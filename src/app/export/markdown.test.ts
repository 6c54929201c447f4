import { expect, test } from 'vitest';
import { tableOf } from './markdown';

const HEADER = ['P(a|b)', 'score'];
const ROWS = [
  ['𝒂', '0.5'],
  ['b|c', '10.25'],
];

test('a padded table lines up, with every “|” of a cell escaped once', () => {
  expect(tableOf(HEADER, ROWS, [false, true], true).split('\n')).toEqual([
    '| P(a\\|b) | score |',
    '| ------- | ----: |',
    '| 𝒂       |   0.5 |',
    '| b\\|c    | 10.25 |',
  ]);
});

test('a compact table has its cells as they are', () => {
  expect(tableOf(HEADER, ROWS, [false, true], false).split('\n')).toEqual([
    '| P(a\\|b) | score |',
    '| - | -: |',
    '| 𝒂 | 0.5 |',
    '| b\\|c | 10.25 |',
  ]);
});
