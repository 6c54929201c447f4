/**
 * The subclasses that LELP sees in a teacher's states (Loo et al. 2024, arXiv 2409.20449): along the leading principal directions
 * of each class, in the part of the states that the teacher's logits do not depend on.
 */
import { normalArray, STREAM } from '../../experiment/random';
import { orthonormalBasis, removeAlong, symmetricEigen } from './eigen';

/** A class's directions hold nothing where they have less than this share of the mean square of its states. */
const EMPTY = 1e-9;

export interface ClassifiedStates {
  /** The states that the teacher's logits are computed from, row-major [examples, width]. */
  readonly states: Float32Array;
  /** The teacher's most probable class of each. */
  readonly classes: ArrayLike<number>;
  readonly width: number;
}

/** What gives a state's scores of the subclasses, states · directions + offsets. Class-major columns: class · S + subclass. */
export interface SubclassProjection {
  /** Row-major [width, classes · S]. */
  readonly directions: Float32Array;
  /** [classes · S]. */
  readonly offsets: Float32Array;
}

/** Mean [width], mean square, and the covariance [width, width] of what is left of a class's states. */
interface Moments {
  readonly mean: Float64Array;
  readonly meanSquare: number;
  readonly covariance: Float64Array;
}

/** Columns of a row-major matrix [rows, columns], one after the other. */
function columnsOf(matrix: Float32Array, columns: number): Float64Array {
  const rows = matrix.length / columns;
  return Float64Array.from(matrix, (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)] ?? 0);
}

function momentsOf(rows: readonly Float64Array[], width: number): Moments {
  const mean = new Float64Array(width);
  for (const row of rows)
    for (let i = 0; i < width; i++) mean[i] = (mean[i] ?? 0) + (row[i] ?? 0) / rows.length;
  const covariance = new Float64Array(width * width);
  let meanSquare = 0;
  for (const row of rows) {
    const centred = row.map((x, i) => x - (mean[i] ?? 0));
    meanSquare += row.reduce((sum, x) => sum + x * x, 0) / rows.length;
    for (let i = 0; i < width; i++) {
      const share = (centred[i] ?? 0) / rows.length;
      for (let j = 0; j < width; j++) {
        covariance[i * width + j] = (covariance[i * width + j] ?? 0) + share * (centred[j] ?? 0);
      }
    }
  }
  return { mean, meanSquare, covariance };
}

/**
 * Directions of one class: its first S principal directions, turned at random so that each has the same variance on average, and
 * divided by the root mean square along them. Zero where the states do not vary, which makes all subclasses equal.
 */
function directionsOf(
  { meanSquare, covariance }: Moments,
  hidden: readonly Float64Array[],
  rotation: readonly Float64Array[],
  width: number,
): Float64Array[] {
  const { values, vectors } = symmetricEigen(covariance, width);
  const count = rotation.length;
  const variance = values.slice(0, count).reduce((sum, value) => sum + Math.max(0, value), 0);
  if (variance <= EMPTY * meanSquare) return rotation.map(() => new Float64Array(width));
  const scale = Math.sqrt(count / variance);
  return rotation.map((turn) => {
    const direction = Float64Array.from({ length: width }, (_, i) =>
      turn.reduce((sum, share, k) => sum + scale * share * (vectors[k * width + i] ?? 0), 0),
    );
    // Directions without variance may lie in what the logits see.
    for (const unit of hidden) removeAlong(direction, unit);
    return direction;
  });
}

/**
 * @param head of the teacher, row-major [width, its columns]
 * @param classes how many there are
 * @param count S, subclasses of a class, at most `width`
 * @param seed of the random rotations
 */
export function subclassProjection(
  { states, classes: classOf, width }: ClassifiedStates,
  head: Float32Array,
  classes: number,
  count: number,
  seed: number,
): SubclassProjection {
  const seen = orthonormalBasis(columnsOf(head, head.length / width), width);
  const byClass = Array.from({ length: classes }, (): Float64Array[] => []);
  for (let row = 0; row * width < states.length; row++) {
    const state = Float64Array.from(states.subarray(row * width, (row + 1) * width));
    for (const unit of seen) removeAlong(state, unit);
    byClass[classOf[row] ?? 0]?.push(state);
  }
  const directions = new Float32Array(width * classes * count);
  const offsets = new Float32Array(classes * count);
  const normal = normalArray(seed, STREAM.subclassRotation, classes * count ** 2);
  byClass.forEach((rows, c) => {
    const moments = momentsOf(rows, width);
    const rotation = orthonormalBasis(normal.subarray(c * count ** 2, (c + 1) * count ** 2), count);
    directionsOf(moments, seen, rotation, width).forEach((direction, s) => {
      const column = c * count + s;
      direction.forEach((x, i) => {
        directions[i * classes * count + column] = x;
      });
      offsets[column] = -direction.reduce((sum, x, i) => sum + x * (moments.mean[i] ?? 0), 0);
    });
  });
  return { directions, offsets };
}
