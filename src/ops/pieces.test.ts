import { expect, test, vi } from 'vitest';
import { atOnce, inTurns, type Pieces } from './pieces';

const freed = vi.fn();

/** Adds a number in each of three pieces. */
function* sum(of: number): Pieces<number> {
  let total = 0;
  try {
    for (let i = 0; i < 3; i++) {
      total += of;
      yield;
    }
    return total;
  } finally {
    freed();
  }
}

test('work in pieces has one result, at once or with something between them', async () => {
  expect(atOnce(sum(2))).toBe(6);
  const between = vi.fn(async () => true);
  expect(await inTurns(sum(2), between)).toBe(6);
  expect(between).toHaveBeenCalledTimes(3);
});

test('work that is given up frees what it held and goes no further', async () => {
  freed.mockClear();
  const between = vi.fn(async () => between.mock.calls.length < 2);
  expect(await inTurns(sum(2), between)).toBeNull();
  expect(between).toHaveBeenCalledTimes(2);
  expect(freed).toHaveBeenCalledOnce();
});
