/** The head of self-distillation: states to scores of prototypes (Caron et al. 2021, arXiv 2104.14294, without biases). */
import type { ParameterSpec } from '../../model/shape';
import { constant } from '../../ops/constant';
import { gelu } from '../../ops/gelu';
import { linear, linearTransposed } from '../../ops/linear';
import { withoutGradient } from '../../ops/scope';
import * as tf from '../../ops/tf';

/** Widths within the head. */
const [HIDDEN, BOTTLENECK] = [128, 32];
/** Keeps a vector of zeros from being divided by 0. */
const EPSILON = 1e-12;

/** Rows of length 1. */
export const unitRows = (x: tf.Tensor): tf.Tensor =>
  tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), -1, true), constant(EPSILON))));

const PARTS_OF_HEAD = 4;

/**
 * The parameters: a head of the class token; with `patches` one of patches, too, and the vector that stands for a hidden patch.
 * @param width of the states
 * @param prototypes K
 */
export function headSpecs(width: number, prototypes: number, patches: boolean): ParameterSpec[] {
  const specs: ParameterSpec[] = [];
  let offset = 0;
  const add = (name: string, shape: ParameterSpec['shape'], deviation: number): void => {
    const size = shape.reduce((a, b) => a * b, 1);
    specs.push({ name, shape, offset, size, deviation });
    offset += size;
  };
  for (const kind of patches ? ['class', 'patch'] : ['class']) {
    add(`${kind}.0`, [width, HIDDEN], width ** -0.5);
    add(`${kind}.1`, [HIDDEN, HIDDEN], HIDDEN ** -0.5);
    add(`${kind}.2`, [HIDDEN, BOTTLENECK], HIDDEN ** -0.5);
    add(`${kind}.prototypes`, [prototypes, BOTTLENECK], BOTTLENECK ** -0.5);
  }
  if (patches) add('mask', [width], 0);
  return specs;
}

/** A head by name. */
export interface Head {
  readonly first: tf.Tensor2D;
  readonly second: tf.Tensor2D;
  readonly third: tf.Tensor2D;
  /** [prototypes, BOTTLENECK] */
  readonly prototypes: tf.Tensor2D;
}

/** Heads of the class token and of patches, and the vector of a hidden patch. */
export interface Heads {
  readonly classes: Head;
  readonly patches: { readonly head: Head; readonly mask: tf.Tensor1D } | null;
}

/** Names the tensors of `headSpecs`. */
export function headsOf(parts: readonly tf.Tensor[]): Heads {
  const headAt = (start: number): Head => {
    const [first, second, third, prototypes] = parts.slice(start, start + PARTS_OF_HEAD) as tf.Tensor2D[];
    if (!first || !second || !third || !prototypes) throw new Error('a part of the head is missing');
    return { first, second, third, prototypes };
  };
  const mask = parts[2 * PARTS_OF_HEAD];
  return {
    classes: headAt(0),
    patches: mask ? { head: headAt(PARTS_OF_HEAD), mask: mask as tf.Tensor1D } : null,
  };
}

/**
 * Cosines of states, taken to the bottleneck, with prototypes.
 * @param states [rows, width]
 * @returns [rows, prototypes], from −1 to 1
 */
export function prototypeScores({ first, second, third, prototypes }: Head, states: tf.Tensor): tf.Tensor2D {
  const inner = linear(gelu(linear(gelu(linear(states, first)), second)), third);
  return linearTransposed(unitRows(inner), unitRows(prototypes) as tf.Tensor2D) as tf.Tensor2D;
}

/** The same heads with prototypes that no gradient reaches. */
export function withFrozenPrototypes({ classes, patches }: Heads): Heads {
  const freeze = <H extends Heads['classes']>(head: H): H => ({
    ...head,
    prototypes: withoutGradient(head.prototypes, (x) => tf.clone(x)),
  });
  return {
    classes: freeze(classes),
    patches: patches && { ...patches, head: freeze(patches.head) },
  };
}
