/** The model's dimensions, and where each parameter lies in the one flat vector that holds them all. */

export interface ModelShape {
  readonly vocabulary: number;
  /** Positions the model can attend over: prompt + response − 1; of an encoder its patches and one for the answer, or its words. */
  readonly context: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /**
   * Pixels along a side of a patch, in an encoder: a vision transformer (Dosovitskiy et al. 2021, arXiv 2010.11929), which reads a
   * square picture without a causal mask and answers from the state of a class token. Absent in a decoder.
   */
  readonly patch?: number;
  /**
   * An encoder that answers at each patch, not for the whole picture: its class token stands in front and no head reads it. Absent
   * in the others.
   */
  readonly perPatch?: true;
  /**
   * Words that an encoder of sentences has embeddings of, padding included: it reads their ids without a causal mask, sees no padding,
   * and answers from the mean of its states. Absent in the others.
   */
  readonly words?: number;
  /** Blocks before an auxiliary head, which is trained with the head and used by losses alone. Absent where there is none. */
  readonly auxiliary?: number;
  /** Subclasses that an encoder's head scores in each class, whose log-sum is the score of the class. Absent where it scores classes. */
  readonly subclasses?: number;
}

/** Whether a model reads its whole prompt at once and answers with classes, of a picture or of a sentence. */
export const isEncoder = ({ patch, words }: Pick<ModelShape, 'patch' | 'words'>): boolean =>
  patch !== undefined || words !== undefined;

/** The same model with the columns of its head for a vocabulary, for what scores columns and knows no classes. */
export const scoringShape = ({ subclasses = 1, ...shape }: ModelShape): ModelShape => ({
  ...shape,
  vocabulary: shape.vocabulary * subclasses,
});

/** Blocks of the lower half of a model, one at least. */
export const halfOf = ({ layers }: Pick<ModelShape, 'layers'>): number => Math.max(1, Math.floor(layers / 2));

export interface ParameterSpec {
  /** GPT-2's names, so that files need no translation table. Matrices are [in, out]. */
  readonly name: string;
  readonly shape: readonly [number] | readonly [number, number];
  readonly offset: number;
  readonly size: number;
  /** Standard deviation at initialisation; null means the constant 1. */
  readonly deviation: number | null;
}

/**
 * All parameters in storage order: token embedding (tied with the output head), learned positions, the blocks, and
 * the final gain. No biases, and no gains but the last: norms inside the blocks are followed by a matrix anyway. An encoder
 * embeds patches [patch², width] instead, and ends with the class token [width] and a head of its own [width, vocabulary · subclasses], perhaps with an auxiliary head behind it. An encoder of sentences
 * embeds words [words, width] and has no class token.
 */
export function parameterSpecs(shape: ModelShape): ParameterSpec[] {
  const { vocabulary, context, width, layers, patch, words, auxiliary, subclasses = 1 } = shape;
  const specs: ParameterSpec[] = [];
  let offset = 0;
  const add = (
    name: string,
    dims: readonly [number] | readonly [number, number],
    deviation: number | null,
  ) => {
    const size = dims.reduce((a, b) => a * b, 1);
    specs.push({ name, shape: dims, offset, size, deviation });
    offset += size;
  };
  const fanIn = width ** -0.5;
  // Residual projections start smaller so that the stream's variance does not grow with depth (GPT-2, §2.3).
  const residual = 1 / Math.sqrt(2 * layers);
  if (patch === undefined) add('wte.weight', [words ?? vocabulary, width], 0.05);
  else add('patch.weight', [patch ** 2, width], 1 / patch);
  add('wpe.weight', [context, width], 0.05);
  for (let i = 0; i < layers; i++) {
    add(`h.${i}.attn.c_attn.weight`, [width, 3 * width], fanIn);
    add(`h.${i}.attn.c_proj.weight`, [width, width], fanIn * residual);
    add(`h.${i}.mlp.c_fc.weight`, [width, 4 * width], fanIn);
    add(`h.${i}.mlp.c_proj.weight`, [4 * width, width], (4 * width) ** -0.5 * residual);
  }
  add('ln_f.weight', [width], null);
  if (isEncoder(shape)) {
    if (patch !== undefined) add('cls', [width], 0.05);
    add('head.weight', [width, vocabulary * subclasses], 0.5 * fanIn);
    if (auxiliary !== undefined) add('auxiliary.weight', [width, vocabulary], 0.5 * fanIn);
  }
  return specs;
}

/** Numbers in a flat vector. */
export const sizeOf = (specs: readonly ParameterSpec[]): number =>
  specs.reduce((sum, spec) => sum + spec.size, 0);

/** Number of parameters. */
export const parameterSize = (shape: ModelShape): number => sizeOf(parameterSpecs(shape));
