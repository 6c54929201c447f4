import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EOS, PAD } from '../../run/protocol';
import { paddingOf } from '../store/attention/state';
import {
  groupsOf,
  mapOf,
  meanDivergence,
  predictingRows,
  rowDivergence,
  rowOf,
  rowsOf,
  weightOf,
} from './maps';

import { colourOf } from './ramp';
import { stepped } from './TokenPicker';

/** A causal map whose rows add up to 1. */
const anyMap = (n: number): fc.Arbitrary<Float32Array> =>
  fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: n * n, maxLength: n * n }).map((weights) =>
    Float32Array.from(weights, (weight, at) => {
      const [row, column] = [Math.floor(at / n), at % n];
      const total = weights.slice(row * n, row * n + row + 1).reduce((a, b) => a + b, 0);
      return column <= row ? weight / total : 0;
    }),
  );

describe('a map out of all', () => {
  // Two layers, two heads, two tokens.
  const rows = Float32Array.from([1, 0, 0.5, 0.5, 1, 0, 1, 0, 1, 0, 0.25, 0.75, 1, 0, 0.75, 0.25]);
  const maps = { layers: 2, heads: 2, rows };

  it('is that of a head, or the mean of all heads of the layer', () => {
    expect([...mapOf(maps, { layer: 1, head: 0 })]).toEqual([1, 0, 0.25, 0.75]);
    expect([...mapOf(maps, { layer: 0, head: 1 })]).toEqual([1, 0, 1, 0]);
    expect([...mapOf(maps, { layer: 0, head: 'mean' })]).toEqual([1, 0, 0.75, 0.25]);
    expect([...mapOf(maps, { layer: 1, head: 'mean' })]).toEqual([1, 0, 0.5, 0.5]);
  });

  it('is the last one where there are not so many', () => {
    expect([...mapOf(maps, { layer: 7, head: 7 })]).toEqual([1, 0, 0.75, 0.25]);
  });

  it('has rows up to their own token', () => {
    expect([...rowOf(mapOf(maps, { layer: 1, head: 0 }), 0)]).toEqual([1]);
    expect([...rowOf(mapOf(maps, { layer: 1, head: 0 }), 1)]).toEqual([0.25, 0.75]);
  });
});

describe('the divergence of rows', () => {
  it('is Σ p·ln(p/q)', () => {
    const teacher = Float32Array.from([1, 0, 0.75, 0.25]);
    const student = Float32Array.from([1, 0, 0.5, 0.5]);
    expect(rowDivergence(teacher, student, 0)).toBe(0);
    expect(rowDivergence(teacher, student, 1)).toBeCloseTo(0.75 * Math.log(1.5) + 0.25 * Math.log(0.5), 7);
    expect(meanDivergence(teacher, student, 0, 2)).toBeCloseTo(rowDivergence(teacher, student, 1) / 2, 7);
    expect(meanDivergence(teacher, student, 2, 2)).toBeNull();
  });

  it('stays finite where the student looks nowhere near, and says so where it has diverged', () => {
    const teacher = Float32Array.from([1, 0, 1, 0]);
    expect(rowDivergence(teacher, Float32Array.from([1, 0, 0, 1]), 1)).toBeCloseTo(126 * Math.LN2, 6);
    expect(rowDivergence(teacher, new Float32Array(4).fill(Number.NaN), 1)).toBeNaN();
    expect(rowDivergence(new Float32Array(4).fill(Number.NaN), teacher, 1)).toBeNaN();
  });

  it('is never negative, and 0 for equal maps', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }).chain((n) => fc.tuple(anyMap(n), anyMap(n), fc.nat(n - 1))),
        ([teacher, student, i]) => {
          expect(rowDivergence(teacher, student, i)).toBeGreaterThanOrEqual(0);
          expect(rowDivergence(teacher, teacher, i)).toBe(0);
        },
      ),
    );
  });
});

describe('what is shown of a text', () => {
  const tokens = [PAD, PAD, PAD, 1, 7, 8, EOS];

  it('takes the padding together, or not', () => {
    expect(paddingOf(tokens)).toBe(3);
    expect(groupsOf(tokens, true)[0]).toEqual({ start: 0, end: 3, id: PAD });
    expect(groupsOf(tokens, true)).toHaveLength(5);
    expect(rowsOf(groupsOf(tokens, true)).map(({ start }) => start)).toEqual([3, 4, 5, 6]);
    expect(rowsOf(groupsOf(tokens, false))).toHaveLength(7);
    // A single token is itself.
    expect(groupsOf([PAD, 1, 7], true)).toEqual(groupsOf([PAD, 1, 7], false));
  });

  it('loses nothing of a row, whatever is taken together', () => {
    fc.assert(
      fc.property(anyMap(7), fc.nat(6), fc.boolean(), (map, i, folded) => {
        const total = groupsOf(tokens, folded).reduce((sum, group) => sum + weightOf(map, i, group), 0);
        expect(total).toBeCloseTo(1, 5);
      }),
    );
  });

  it('knows the rows that predict the response', () => {
    expect(predictingRows({ tokens, promptLength: 5 })).toEqual([4, 6]);
    expect(predictingRows({ tokens: tokens.slice(0, 6), promptLength: 5 })).toEqual([4, 6]);
  });
});

describe('keys', () => {
  const rows = rowsOf(groupsOf([PAD, PAD, 1, 7, 8], true));
  const press = (key: string, from: number, ctrlKey = false) =>
    stepped({ key, altKey: false, ctrlKey, metaKey: false }, from, rows);

  it('lead to the neighbours and the ends, and stay inside', () => {
    expect(press('ArrowRight', 2)).toBe(3);
    expect(press('ArrowUp', 3)).toBe(2);
    expect(press('ArrowLeft', 2)).toBe(2);
    expect(press('ArrowDown', 4)).toBe(4);
    expect(press('Home', 4)).toBe(2);
    expect(press('End', 2)).toBe(4);
  });

  it('leave others alone', () => {
    expect(press('a', 2)).toBeNull();
    expect(press('ArrowRight', 2, true)).toBeNull();
  });
});

describe('the colour of a share', () => {
  const ramp = [0, 0, 0, 100, 50, 0, 200, 100, 255];

  it('goes with the square root, between the ends', () => {
    expect(colourOf(0, ramp)).toEqual([0, 0, 0]);
    expect(colourOf(1, ramp)).toEqual([200, 100, 255]);
    expect(colourOf(0.25, ramp)).toEqual([100, 50, 0]);
    expect(colourOf(0.5625, ramp)).toEqual([150, 75, 128]);
  });

  it('is an end for what lies outside', () => {
    expect(colourOf(1.2, ramp)).toEqual([200, 100, 255]);
    expect(colourOf(Number.NaN, ramp)).toEqual([0, 0, 0]);
  });
});
