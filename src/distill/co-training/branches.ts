/** Upper parts of a student beside its own, above blocks that all of them share, and the gate that weighs them. */
import { STREAM } from '../../experiment/random';
import { FlatParameters } from '../../model/flat';
import { logits, lowerPart } from '../../model/forward';
import { drawParameters, type Weights } from '../../model/parameters';
import { type ModelShape, type ParameterSpec, parameterSpecs } from '../../model/shape';
import { linear } from '../../ops/linear';
import * as tf from '../../ops/tf';

/** Blocks that all branches share: the lower half; of one block the embedding alone. */
const sharedBlocks = ({ layers }: ModelShape): number => Math.floor(layers / 2);

/** Whether a parameter lies above the first `shared` blocks: a block, the last gain, the head. */
function isUpper({ name }: ParameterSpec, shared: number): boolean {
  const block = /^h\.(\d+)\./.exec(name)?.[1];
  return block === undefined ? name === 'ln_f.weight' || name === 'head.weight' : Number(block) >= shared;
}

/** The upper parts of branches 2 to `count`, one after the other, and the gate, whose columns all begin at 0. */
function specsFor(shape: ModelShape, count: number): ParameterSpec[] {
  const upper = parameterSpecs(shape).filter((spec) => isUpper(spec, sharedBlocks(shape)));
  const { width } = shape;
  const specs = [
    ...Array.from({ length: count - 1 }, (_, i) =>
      upper.map((spec) => ({ ...spec, name: `branch.${i + 2}.${spec.name}` })),
    ).flat(),
    { name: 'gate.weight', shape: [width, count] as const, size: width * count, deviation: 0 },
    { name: 'gate.bias', shape: [count] as const, size: count, deviation: 0 },
  ];
  let offset = 0;
  return specs.map((spec) => {
    offset += spec.size;
    return { ...spec, offset: offset - spec.size };
  });
}

/** The weights of a model with another upper part, whose tensors are in the order of their specs. */
function withUpper(weights: Weights, shared: number, parts: readonly tf.Tensor[]): Weights {
  const matrices = parts as readonly tf.Tensor2D[];
  const blocks = weights.blocks.slice(shared).map((_, i) => {
    const [attention, attentionOut, expand, contract] = matrices.slice(4 * i, 4 * i + 4);
    if (!attention || !attentionOut || !expand || !contract) throw new Error('a block is missing');
    return { attention, attentionOut, expand, contract };
  });
  const [gain, head] = parts.slice(4 * blocks.length) as [tf.Tensor1D, tf.Tensor2D | undefined];
  const { classifier } = weights;
  return {
    ...weights,
    blocks: [...weights.blocks.slice(0, shared), ...blocks],
    gain,
    classifier: classifier && head ? { ...classifier, head } : classifier,
  };
}

/** Scores of the branches and of their ensemble, each [batch, responseLength, vocabulary]. */
export interface BranchScores {
  /** The student's first. */
  readonly branches: readonly [tf.Tensor3D, ...tf.Tensor3D[]];
  /** Σ g_i·z_i; the student's where there is no other branch. */
  readonly ensemble: tf.Tensor3D;
}

export class Branches extends FlatParameters {
  readonly #shape: ModelShape;
  readonly #shared: number;
  readonly #count: number;

  /**
   * @param shape the student's
   * @param count of branches, the student's among them
   */
  constructor(shape: ModelShape, count: number, seed: number) {
    const specs = specsFor(shape, count);
    super(specs, drawParameters(specs, seed, STREAM.branches));
    this.#shape = shape;
    this.#shared = sharedBlocks(shape);
    this.#count = count;
  }

  /**
   * @param weights the student's
   * @param sequences int32 [batch, promptLength + responseLength]
   */
  scores(weights: Weights, sequences: tf.Tensor2D, promptLength: number): BranchScores {
    const lower = lowerPart(this.#shape, weights, sequences, promptLength, this.#shared);
    const scoresOf = (of: Weights): tf.Tensor3D => logits(of, lower.goOn(of)) as tf.Tensor3D;
    const own = scoresOf(weights);
    const others = this.#others(weights).map(scoresOf);
    const branches = [own, ...others] as const;
    if (others.length === 0) return { branches, ensemble: own };
    const shares = tf.split(this.#gate(lower.states), this.#count, -1);
    const weighed = branches.map((scores, i): tf.Tensor3D => tf.mul(scores, shares[i] as tf.Tensor));
    return { branches, ensemble: weighed.reduce((sum, one): tf.Tensor3D => tf.add(sum, one)) };
  }

  /** The student's weights with the upper part of each other branch. */
  #others(weights: Weights): readonly Weights[] {
    const size = (this.parts.length - 2) / Math.max(1, this.#count - 1);
    return Array.from({ length: this.#count - 1 }, (_, i) =>
      withUpper(weights, this.#shared, this.parts.slice(i * size, (i + 1) * size)),
    );
  }

  /** How much each branch counts at each answered position, by the shared states there [batch, responseLength, count]. */
  #gate(states: tf.Tensor3D): tf.Tensor3D {
    const [matrix, bias] = this.parts.slice(-2) as [tf.Tensor2D, tf.Tensor1D];
    return tf.softmax(tf.add(linear(states, matrix), bias)) as tf.Tensor3D;
  }
}
