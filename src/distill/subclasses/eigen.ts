/** Eigenvectors of symmetric matrices, and orthonormal bases, in double precision. */

export interface Eigen {
  /** Descending. */
  readonly values: Float64Array;
  /** Unit vectors, row-major [n, n]: row i belongs to value i. */
  readonly vectors: Float64Array;
}

/** Sweeps after which no matrix of the sizes here has anything left off its diagonal: convergence is quadratic. */
const MOST_SWEEPS = 30;

/** Sum of squares above the diagonal. */
function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0;
  for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) sum += (a[p * n + q] ?? 0) ** 2;
  return sum;
}

/** (x, y) ← (c·x − s·y, s·x + c·y) for `count` pairs that lie `step` apart. */
function rotate(
  a: Float64Array,
  x: number,
  y: number,
  step: number,
  count: number,
  [c, s]: readonly [number, number],
): void {
  for (let k = 0; k < count; k++, x += step, y += step) {
    const [left, right] = [a[x] ?? 0, a[y] ?? 0];
    a[x] = c * left - s * right;
    a[y] = s * left + c * right;
  }
}

/** Cosine and sine of the angle that makes the entry (p, q) zero: the smaller of the two angles. */
function angleFor(pp: number, qq: number, pq: number): readonly [number, number] {
  const theta = (qq - pp) / (2 * pq);
  const tangent = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(1, theta));
  const cosine = 1 / Math.hypot(1, tangent);
  return [cosine, tangent * cosine];
}

/**
 * All eigenvectors of a symmetric matrix by cyclic Jacobi rotations (Golub & Van Loan, Matrix Computations, §8.5).
 * @param matrix row-major [n, n]; left as it is
 */
export function symmetricEigen(matrix: ArrayLike<number>, n: number): Eigen {
  const a = Float64Array.from(matrix);
  const v = Float64Array.from({ length: n * n }, (_, i) => Number(i % (n + 1) === 0));
  const scale = a.reduce((sum, x) => sum + x * x, 0);
  for (let sweep = 0; sweep < MOST_SWEEPS && offDiagonal(a, n) > 1e-26 * scale; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const pq = a[p * n + q] ?? 0;
        if (pq === 0) continue;
        const turn = angleFor(a[p * n + p] ?? 0, a[q * n + q] ?? 0, pq);
        rotate(a, p, q, n, n, turn);
        rotate(a, p * n, q * n, 1, n, turn);
        rotate(v, p * n, q * n, 1, n, turn);
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (i, j) => (a[j * n + j] ?? 0) - (a[i * n + i] ?? 0),
  );
  return {
    values: Float64Array.from(order, (i) => a[i * n + i] ?? 0),
    vectors: Float64Array.from(order.flatMap((i) => Array.from(v.subarray(i * n, (i + 1) * n)))),
  };
}

/** A vector shorter than this share of what it was depends on those before it. */
const DEPENDENT = 1e-6;

/**
 * An orthonormal basis of the span of vectors, by Gram–Schmidt twice over; vectors that depend on others are left out.
 * @param vectors row-major [count, n]
 * @returns one unit vector an entry
 */
export function orthonormalBasis(vectors: ArrayLike<number>, n: number): Float64Array[] {
  const basis: Float64Array[] = [];
  for (let at = 0; at < vectors.length; at += n) {
    const vector = Float64Array.from({ length: n }, (_, i) => vectors[at + i] ?? 0);
    const before = Math.hypot(...vector);
    for (let pass = 0; pass < 2; pass++) for (const unit of basis) removeAlong(vector, unit);
    const length = Math.hypot(...vector);
    if (length > DEPENDENT * before) basis.push(vector.map((x) => x / length));
  }
  return basis;
}

/** Takes the part along a unit vector away from a vector, in place. */
export function removeAlong(vector: Float64Array, unit: Float64Array): void {
  let dot = 0;
  for (let i = 0; i < unit.length; i++) dot += (vector[i] ?? 0) * (unit[i] ?? 0);
  for (let i = 0; i < unit.length; i++) vector[i] = (vector[i] ?? 0) - dot * (unit[i] ?? 0);
}
