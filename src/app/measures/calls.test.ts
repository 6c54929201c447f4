import { expect, test } from 'vitest';
import type { DraftedToken } from '../../run/protocol';
import { callsOf } from './calls';

const token = (id: number, call: number): DraftedToken => ({ id, source: 'accepted', proposed: id, call });

test('tokens are grouped by the call that they came with, in order', () => {
  const tokens = [token(5, 1), token(6, 1), token(7, 2), token(8, 3), token(9, 3)];
  expect(
    callsOf({ prompt: 'a', tokens }).map(({ call, tokens: group }) => [call, group.map(({ id }) => id)]),
  ).toEqual([
    [1, [5, 6]],
    [2, [7]],
    [3, [8, 9]],
  ]);
  expect(callsOf({ prompt: 'a', tokens: [] })).toEqual([]);
});
