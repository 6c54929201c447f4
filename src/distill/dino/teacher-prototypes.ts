/** Prototypes of a frozen teacher that has none of its own: where its states gather. */
import { STREAM } from '../../experiment/random';
import { viewStates } from '../../model/forward';
import type { Model } from '../../model/model';
import { linearTransposed } from '../../ops/linear';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import type { Example, Task } from '../../tasks/task';
import { promptTensor } from '../batches';
import { rowsAtOnce } from '../metrics/evaluate';
import { meanVector, sphericalClusters, type Vectors } from './clusters';
import { unitRows } from './head';

/** Training pictures whose states are looked at. */
const PICTURES = 1_000;
/** Patches, at most, from the first of them. */
const PATCHES = 4_000;

/** A frozen head: cosines with prototypes, after the mean state is taken off. */
export interface FrozenHead {
  /** [width] */
  readonly mean: tf.Tensor1D;
  /** [prototypes, width], rows of length 1. */
  readonly prototypes: tf.Tensor2D;
}

export interface FrozenHeads {
  readonly classes: FrozenHead;
  readonly patches: FrozenHead;
}

/** Kept heads of zeros, until prototypes have been found. */
export function blankHeads(width: number, prototypes: number): FrozenHeads {
  const blank = (): FrozenHead => ({
    mean: tf.keep(tf.zeros([width])),
    prototypes: tf.keep(tf.zeros([prototypes, width])),
  });
  return { classes: blank(), patches: blank() };
}

export const disposeHeads = ({ classes, patches }: FrozenHeads): void =>
  tf.dispose([classes.mean, classes.prototypes, patches.mean, patches.prototypes]);

/**
 * Scores of a frozen head.
 * @param states [rows, width]
 * @returns [rows, prototypes], from −1 to 1
 */
export const frozenScores = ({ mean, prototypes }: FrozenHead, states: tf.Tensor2D): tf.Tensor2D =>
  linearTransposed(unitRows(tf.sub(states, mean)), prototypes) as tf.Tensor2D;

function headOf(vectors: Vectors, count: number, seed: number): FrozenHead {
  const mean = meanVector(vectors);
  const found = sphericalClusters(vectors, mean, count, seed, STREAM.prototypeHead);
  return {
    mean: tf.keep(tf.tensor1d(mean)),
    prototypes: tf.keep(tf.tensor2d(found, [count, vectors.width])),
  };
}

/**
 * Heads whose prototypes are the directions of spherical k-means of the teacher's states over training pictures: of the class token,
 * and of patches. The same for the same teacher, pictures and seed.
 * @param onProgress called with the pictures done and their number
 * @param mayContinue asked between batches; false gives up
 * @returns kept tensors; null when given up
 */
export async function findPrototypes(
  task: Task,
  teacher: Model,
  { prototypes, seed }: { readonly prototypes: number; readonly seed: number },
  examples: readonly Example[],
  onProgress: (done: number, total: number) => void,
  mayContinue: () => Promise<boolean>,
): Promise<FrozenHeads | null> {
  const pictures = examples.slice(0, PICTURES);
  const { width, context } = teacher.shape;
  const patches = context - 1;
  const rows = rowsAtOnce(task, teacher);
  const classes = new Float32Array(pictures.length * width);
  const ofPatches = new Float32Array(Math.min(PATCHES, pictures.length * patches) * width);
  for (let start = 0; start < pictures.length; start += rows) {
    onProgress(start, pictures.length);
    if (start > 0 && !(await mayContinue())) return null;
    const batch = pictures.slice(start, start + rows);
    const states = tidy(() => viewStates(teacher.shape, teacher.weights, promptTensor(task, batch)));
    const values = await states.data<'float32'>();
    states.dispose();
    batch.forEach((_, row) => {
      const own = values.subarray(row * context * width, (row + 1) * context * width);
      classes.set(own.subarray(patches * width), (start + row) * width);
      const at = (start + row) * patches * width;
      if (at < ofPatches.length)
        ofPatches.set(own.subarray(0, Math.min(patches * width, ofPatches.length - at)), at);
    });
  }
  return {
    classes: headOf({ values: classes, width }, prototypes, seed),
    patches: headOf({ values: ofPatches, width }, prototypes, seed),
  };
}
