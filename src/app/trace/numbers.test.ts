import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TokenLoss } from '../../run/protocol';
import { columnsOf, drawAt, segmentsOf } from './numbers';

test('segments follow each other without gaps, in the order of ids, and skip what cannot be drawn', () => {
  expect(segmentsOf([0.5, 0, 0.25, 0.25])).toEqual([
    { id: 0, from: 0, to: 0.5 },
    { id: 2, from: 0.5, to: 0.75 },
    { id: 3, from: 0.75, to: 1 },
  ]);
  const draws = {
    ...{ temperature: 1, topP: 1, uniforms: Float32Array.of(0.25, 0.5) },
    distributions: Float32Array.of(1, 0, 0.5, 0.5),
  };
  expect(drawAt(draws, 1)).toEqual({ uniform: 0.5, segments: segmentsOf([0.5, 0.5]) });
});

test('columns leave nothing out: the rest stands in the last', () => {
  const anyRow = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 14, maxLength: 14 });
  fc.assert(
    fc.property(anyRow, anyRow, anyRow, fc.integer({ min: 1, max: 14 }), (target, student, shares, shown) => {
      const loss: TokenLoss = {
        ...{ name: 'divergence', divergence: 'forward-kl', temperature: 1 },
        target: Float32Array.from([...new Array(14).fill(9), ...target]),
        student: Float32Array.from([...new Array(14).fill(9), ...student]),
        shares: Float32Array.from([...new Array(14).fill(9), ...shares]),
        values: Float32Array.of(0, 1),
      };
      const columns = columnsOf(loss, 1, shown);
      expect(columns).toHaveLength(shown === 14 ? 14 : shown + 1);
      for (const [part, all] of [
        ['target', target],
        ['student', student],
        ['share', shares],
      ] as const) {
        const total = columns.reduce((sum, column) => sum + column[part], 0);
        expect(total).toBeCloseTo(
          all.reduce((a, b) => a + b, 0),
          4,
        );
      }
    }),
  );
});
