import { expect, test } from 'vitest';
import { movedTo } from './sheet-keys';

test.each([
  ['ArrowRight', 0, 1],
  ['ArrowRight', 9, 9],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 1, 5],
  ['ArrowDown', 8, 8],
  ['ArrowUp', 5, 1],
  ['ArrowUp', 3, 3],
  ['Home', 7, 0],
  ['End', 2, 9],
  ['a', 2, null],
] as const)('%s from %i of ten in lines of four leads to %s', (key, from, to) => {
  expect(movedTo(key, from, 10, 4)).toBe(to);
});
