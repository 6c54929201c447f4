import { describe, expect, it } from 'vitest';
import { moved } from './useStripKeys';

const LENGTHS = [5, 2, 4];

describe('moved', () => {
  it('stays inside the row', () => {
    expect(moved('ArrowLeft', { row: 0, column: 0 }, LENGTHS)).toEqual({ row: 0, column: 0 });
    expect(moved('ArrowRight', { row: 1, column: 1 }, LENGTHS)).toEqual({ row: 1, column: 1 });
    expect(moved('End', { row: 2, column: 0 }, LENGTHS)).toEqual({ row: 2, column: 3 });
  });

  it('lands on the last token of a shorter row', () => {
    expect(moved('ArrowDown', { row: 0, column: 4 }, LENGTHS)).toEqual({ row: 1, column: 1 });
    expect(moved('ArrowDown', { row: 2, column: 1 }, LENGTHS)).toEqual({ row: 2, column: 1 });
  });

  it('follows the eye where the answer is read from right to left', () => {
    expect(moved('ArrowLeft', { row: 0, column: 1 }, LENGTHS, 'rtl')).toEqual({ row: 0, column: 2 });
    expect(moved('ArrowRight', { row: 0, column: 1 }, LENGTHS, 'rtl')).toEqual({ row: 0, column: 0 });
    expect(moved('ArrowLeft', { row: 1, column: 1 }, LENGTHS, 'rtl')).toEqual({ row: 1, column: 1 });
    expect(moved('Home', { row: 0, column: 3 }, LENGTHS, 'rtl')).toEqual({ row: 0, column: 0 });
  });

  it('leaves other keys alone', () => {
    expect(moved('a', { row: 0, column: 0 }, LENGTHS)).toBeNull();
  });
});
