import { expect, test } from 'vitest';
import { cellAfter, presenterStep } from './cells';

const LENGTHS = [3, 1, 2];

/** All tokens that pressing a key again and again visits, as `row:column`. */
function walk(key: string, shift = false): string[] {
  const seen: string[] = [];
  for (
    let at = cellAfter(presenterStep(key, shift) ?? 'next-token', null, LENGTHS);
    at && seen.length < 99;
  ) {
    seen.push(`${at.row}:${at.column}`);
    at = cellAfter(presenterStep(key, shift) ?? 'next-token', at, LENGTHS);
  }
  return seen;
}

test('a remote control walks all tokens of all sequences and ends', () => {
  const all = ['0:0', '0:1', '0:2', '1:0', '2:0', '2:1'];
  expect(walk('PageDown')).toEqual(all);
  expect(walk('PageUp')).toEqual(all.toReversed());
  expect(walk('ArrowRight')).toEqual(all);
});

test('sequences are walked by their first tokens', () => {
  expect(walk('ArrowDown')).toEqual(['0:0', '1:0', '2:0']);
  expect(walk('ArrowUp')).toEqual(['2:0', '1:0', '0:0']);
  expect(walk('PageDown', true)).toEqual(['0:0', '1:0', '2:0']);
});

test('without sequences there is nowhere to go', () => {
  expect(cellAfter('next-token', null, [])).toBeNull();
  expect(cellAfter('previous-token', null, [])).toBeNull();
});

test('other keys are not of a remote control', () => {
  for (const key of ['Enter', ' ', 'a', 'toString']) expect(presenterStep(key, false)).toBeNull();
});
