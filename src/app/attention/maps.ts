/** Numbers of attention maps: one map out of all of a model's, the distance of two, and the part that is shown. */
import type { AttentionMaps, AttentionResult } from '../../run/protocol';
import { EOS, PAD } from '../../run/protocol';
import { type MapChoice, paddingOf } from '../store/attention/state';

/** Below this, a float32 is as good as nothing; the student's weights are taken to be at least as large. */
const LEAST = 2 ** -126;

/** One map, row-major [n, n]. A layer or head that the model lacks counts as its last. */
export function mapOf({ layers, heads, rows }: AttentionMaps, { layer, head }: MapChoice): Float32Array {
  const size = rows.length / (layers * heads);
  const first = Math.min(layer, layers - 1) * heads;
  const one = (index: number): Float32Array =>
    rows.subarray((first + index) * size, (first + index + 1) * size);
  if (head !== 'mean') return one(Math.min(head, heads - 1));
  const mean = new Float32Array(size);
  for (let index = 0; index < heads; index++) {
    one(index).forEach((value, at) => {
      mean[at] = (mean[at] ?? 0) + value / heads;
    });
  }
  return mean;
}

/** Row i of a map, up to its last entry that can be other than 0. */
export function rowOf(map: Float32Array, i: number): Float32Array {
  const n = Math.sqrt(map.length);
  return map.subarray(i * n, i * n + i + 1);
}

/** KL(teacher ‖ student) of row i, in nats, over every token on its own; NaN where a model has diverged. */
export function rowDivergence(teacher: Float32Array, student: Float32Array, i: number): number {
  const q = rowOf(student, i);
  let sum = 0;
  rowOf(teacher, i).forEach((p, j) => {
    if (p !== 0) sum += p * Math.log(p / Math.max(q[j] ?? Number.NaN, LEAST));
  });
  // Rounding can put equal rows just below 0.
  return Math.max(0, sum);
}

/** Mean of `rowDivergence` over rows from … to − 1; null where there are none. */
export function meanDivergence(
  teacher: Float32Array,
  student: Float32Array,
  from: number,
  to: number,
): number | null {
  if (from >= to) return null;
  let sum = 0;
  for (let i = from; i < to; i++) sum += rowDivergence(teacher, student, i);
  return sum / (to - from);
}

/** Rows from which the tokens of the response are predicted, as [from, to): the end token predicts nothing. */
export const predictingRows = ({
  tokens,
  promptLength,
}: Pick<AttentionResult, 'tokens' | 'promptLength'>): readonly [from: number, to: number] => [
  promptLength - 1,
  tokens.at(-1) === EOS ? tokens.length - 1 : tokens.length,
];

/** Neighbouring tokens that are shown as one. */
export interface Group {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly id: number;
}

/** Tokens one by one, but for the padding in front of a prompt, which is one group where `folded`. */
export function groupsOf(tokens: readonly number[], folded: boolean): Group[] {
  const padding = paddingOf(tokens);
  const front = folded && padding > 1 ? padding : 0;
  return [
    ...(front > 0 ? [{ start: 0, end: front, id: PAD }] : []),
    ...tokens.slice(front).map((id, at) => ({ start: front + at, end: front + at + 1, id })),
  ];
}

/** Rows that are shown: all groups of a single token. A row of padding taken together would be an average of nothing. */
export const rowsOf = (groups: readonly Group[]): Group[] =>
  groups.filter(({ start, end }) => end - start === 1);

/** How much row i of a map attends to a group; 0 for what comes after it. */
export function weightOf(map: Float32Array, i: number, { start, end }: Group): number {
  let sum = 0;
  for (const value of rowOf(map, i).subarray(start, end)) sum += value;
  return sum;
}
