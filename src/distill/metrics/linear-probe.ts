/**
 * A linear probe (Alain & Bengio 2016, arXiv 1610.01644): how well a linear map of a frozen model's states says something that the
 * model was not trained to say. Here ridge regression on one-hot labels, whose largest output is the answer.
 */

/** Penalty of the squared weights, for each example, on states of about unit variance. */
const RIDGE = 1e-3;

export interface ProbeData {
  /** Row-major [examples, width]. */
  readonly states: Float32Array;
  /** Index of the label of each. */
  readonly labels: readonly number[];
}

/** Solves A·X = B in place for a symmetric positive definite A [n, n] by Cholesky's decomposition; B [n, columns] becomes X. */
function solve(a: Float64Array, b: Float64Array, n: number, columns: number): void {
  const at = (row: number, column: number): number => a[row * n + column] ?? 0;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let rest = at(i, j);
      for (let k = 0; k < j; k++) rest -= at(i, k) * at(j, k);
      a[i * n + j] = i === j ? Math.sqrt(rest) : rest / at(j, j);
    }
  }
  const eliminate = (row: number, from: number, to: number, factor: (k: number) => number): void => {
    for (let c = 0; c < columns; c++) {
      let rest = b[row * columns + c] ?? 0;
      for (let k = from; k < to; k++) rest -= factor(k) * (b[k * columns + c] ?? 0);
      b[row * columns + c] = rest / at(row, row);
    }
  };
  for (let row = 0; row < n; row++) eliminate(row, 0, row, (k) => at(row, k));
  for (let row = n - 1; row >= 0; row--) eliminate(row, row + 1, n, (k) => at(k, row));
}

/** A state with a 1 behind it, for the intercept. */
const extended = (states: Float32Array, row: number, width: number): Float64Array => {
  const x = new Float64Array(width + 1).fill(1);
  x.set(states.subarray(row * width, (row + 1) * width));
  return x;
};

/**
 * The probe's weights, row-major [width + 1, labels]; the last row is the intercept.
 * @param count of the labels that there are
 */
export function fitProbe({ states, labels }: ProbeData, width: number, count: number): Float64Array {
  const n = width + 1;
  const gram = new Float64Array(n * n);
  const weights = new Float64Array(n * count);
  labels.forEach((label, row) => {
    const x = extended(states, row, width);
    for (let i = 0; i < n; i++) {
      const left = x[i] ?? 0;
      for (let j = 0; j < n; j++) gram[i * n + j] = (gram[i * n + j] ?? 0) + left * (x[j] ?? 0);
      weights[i * count + label] = (weights[i * count + label] ?? 0) + left;
    }
  });
  for (let i = 0; i < width; i++) gram[i * n + i] = (gram[i * n + i] ?? 0) + RIDGE * labels.length;
  solve(gram, weights, n, count);
  return weights;
}

/** How many of the labels the probe says. */
export function countProbed(
  weights: Float64Array,
  { states, labels }: ProbeData,
  width: number,
  count: number,
): number {
  return labels.filter((label, row) => {
    const x = extended(states, row, width);
    const scores = Array.from({ length: count }, (_, c) =>
      x.reduce((sum, value, i) => sum + value * (weights[i * count + c] ?? 0), 0),
    );
    return scores.indexOf(Math.max(...scores)) === label;
  }).length;
}
