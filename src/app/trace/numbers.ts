/** Numbers of one token of a trace, in the form that its pictures need. */
import type { TokenDraws, TokenLoss } from '../../run/protocol';

/** A token's part of the line from 0 to 1 that random numbers fall on. */
export interface Segment {
  readonly id: number;
  readonly from: number;
  readonly to: number;
}

/** Row `index` of a row-major matrix. */
export const rowAt = (values: Float32Array, index: number, width: number): Float32Array =>
  values.subarray(index * width, (index + 1) * width);

/** The segments of a distribution, in the order of ids; tokens that cannot be drawn have none. */
export function segmentsOf(distribution: ArrayLike<number>): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (let id = 0; id < distribution.length; id++) {
    const probability = distribution[id] ?? 0;
    if (probability > 0) segments.push({ id, from, to: from + probability });
    from += probability;
  }
  return segments;
}

/** The segments of token `index`, and where its random number falls. */
export function drawAt(
  { distributions, uniforms }: TokenDraws,
  index: number,
): { readonly segments: readonly Segment[]; readonly uniform: number } {
  const width = distributions.length / uniforms.length;
  return { segments: segmentsOf(rowAt(distributions, index, width)), uniform: uniforms[index] ?? 0 };
}

/** One column of the picture of a loss. */
export interface Column {
  /** Null for all other tokens together. */
  readonly id: number | null;
  readonly target: number;
  readonly student: number;
  readonly share: number;
}

/** The tokens to which either distribution gives most, in the target's order, and all others together. */
export function columnsOf(loss: TokenLoss, index: number, shown = 10): Column[] {
  const width = loss.target.length / loss.values.length;
  const [target, student, shares] = [loss.target, loss.student, loss.shares].map((values) =>
    rowAt(values, index, width),
  ) as [Float32Array, Float32Array, Float32Array];
  const all = Array.from(
    target,
    (value, id): Column => ({ id, target: value, student: student[id] ?? 0, share: shares[id] ?? 0 }),
  );
  const byWeight = [...all].sort((a, b) => Math.max(b.target, b.student) - Math.max(a.target, a.student));
  const first = byWeight.slice(0, shown).sort((a, b) => b.target - a.target || b.student - a.student);
  const rest = byWeight.slice(shown);
  if (rest.length === 0) return first;
  const total = (of: (column: Column) => number): number => rest.reduce((sum, one) => sum + of(one), 0);
  return [
    ...first,
    {
      id: null,
      target: total((column) => column.target),
      student: total((column) => column.student),
      share: total((column) => column.share),
    },
  ];
}
