import fc from 'fast-check';
import { expect, test } from 'vitest';
import { at, expectClose } from '../../test-support/numbers';
import { orthonormalBasis, symmetricEigen } from './eigen';

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
const rowOf = (matrix: Float64Array, n: number, i: number): Float64Array => matrix.slice(i * n, (i + 1) * n);

test('the eigenvectors of a known matrix are found, the largest value first', () => {
  // 2 ± 1 along the diagonals of the plane, and 5 along the third axis.
  const { values, vectors } = symmetricEigen([2, 1, 0, 1, 2, 0, 0, 0, 5], 3);
  expectClose(Array.from(values), [5, 3, 1], 1e-12);
  const expected = [
    [0, 0, 1],
    [Math.SQRT1_2, Math.SQRT1_2, 0],
    [Math.SQRT1_2, -Math.SQRT1_2, 0],
  ];
  expected.forEach((vector, i) => {
    expect(Math.abs(dot(rowOf(vectors, 3, i), vector))).toBeCloseTo(1, 12);
  });
});

test('any symmetric matrix is its eigenvectors, which are orthonormal, times its values', () => {
  const numbers = fc
    .integer({ min: 1, max: 9 })
    .chain((n) =>
      fc.tuple(
        fc.constant(n),
        fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: n * n, maxLength: n * n }),
      ),
    );
  fc.assert(
    fc.property(numbers, ([n, values]) => {
      const matrix = values.map((x, i) => x + at(values, (i % n) * n + Math.floor(i / n)));
      const { values: eigenvalues, vectors } = symmetricEigen(matrix, n);
      const rows = Array.from({ length: n }, (_, i) => rowOf(vectors, n, i));
      const rebuilt = matrix.map((_, i) =>
        rows.reduce(
          (sum, row, k) => sum + (eigenvalues[k] ?? 0) * (row[Math.floor(i / n)] ?? 0) * (row[i % n] ?? 0),
          0,
        ),
      );
      expectClose(rebuilt, matrix, 1e-10);
      rows.forEach((a, i) => {
        rows.forEach((b, j) => {
          expect(dot(a, b)).toBeCloseTo(Number(i === j), 10);
        });
      });
      expect([...eigenvalues]).toEqual([...eigenvalues].sort((a, b) => b - a));
    }),
    { numRuns: 100 },
  );
});

test('a basis spans what its vectors span, and leaves out what depends on others', () => {
  const basis = orthonormalBasis([3, 0, 0, 1, 2, 0, 5, -4, 0, 0, 0, 0], 3);
  expect(basis).toHaveLength(2);
  expectClose(Array.from(at(basis, 0)), [1, 0, 0], 1e-12);
  expectClose(Array.from(at(basis, 1)), [0, 1, 0], 1e-12);
});
