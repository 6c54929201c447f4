/** The benchmark's cases: what is computed, on which sizes, and how many tokens and operations that is. Pure data. */

/** A transformer: learned positions, pre-norm blocks with a 4× MLP, no biases. */
export interface Size {
  /** Tokens, or classes of pictures. */
  readonly vocabulary: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /**
   * Pixels along a side of a patch, in an encoder of square pictures: no causal mask, a class token behind the patches, a head of
   * its own. Absent in a decoder, whose head is the embedding.
   */
  readonly patch?: number;
}

/**
 * Sequences of `prompt + response` tokens; a model reads all but the last and scores every response token. An encoder
 * reads the prompt, a grey level a pixel, and scores the class behind it.
 */
export interface Sequences {
  readonly batch: number;
  readonly prompt: number;
  readonly response: number;
}

export type Work = Sequences &
  (
    | {
        /** Forward, cross-entropy, backward, Adam. */
        readonly kind: 'train';
        readonly model: Size;
        /** Teacher's distributions over the vocabulary, or token ids. */
        readonly targets: 'soft' | 'hard';
      }
    | { readonly kind: 'forward'; readonly model: Size }
    | {
        /** The student proposes each token, the teacher lets it stand or replaces it (SKD). */
        readonly kind: 'round';
        readonly student: Size;
        readonly teacher: Size;
        /** Share of proposals that should stand; each engine chooses K for it. */
        readonly acceptance: number;
      }
    | {
        /** A round and the student's update on its sequences. */
        readonly kind: 'step';
        readonly student: Size;
        readonly teacher: Size;
        readonly acceptance: number;
        /** Prompts that take turns; without it the same `batch` prompts come in every step. */
        readonly prompts?: number;
      }
    | {
        /** The teacher scores pictures, and the student is updated on what it says (Hinton et al. 2015, arXiv 1503.02531). */
        readonly kind: 'distil';
        readonly student: Size;
        readonly teacher: Size;
      }
    | {
        /** Greedy answers to `batch` prompts. */
        readonly kind: 'evaluate';
        readonly model: Size;
      }
  );

/** One matrix product, `repeat` times: for the adapter's best rate. */
export interface Product {
  readonly kind: 'product';
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly repeat: number;
}

export interface Case {
  readonly name: string;
  readonly title: string;
  readonly work: Work | Product;
}

export const SIZE_S: Size = { vocabulary: 64, width: 64, layers: 2, heads: 2 };
export const SIZE_T: Size = { vocabulary: 64, width: 128, layers: 4, heads: 4 };
const SHIPPED_TEACHER: Size = { vocabulary: 30, width: 128, layers: 4, heads: 4 };

/** Student and teacher of the page's tasks of pictures: ten classes, pictures of 28 × 28 pixels in 16 patches. */
const PICTURE_S: Size = { vocabulary: 10, width: 48, layers: 2, heads: 4, patch: 7 };
const PICTURE_T: Size = { vocabulary: 10, width: 128, layers: 4, heads: 4, patch: 7 };
const PICTURES: Sequences = { batch: 64, prompt: 28 ** 2, response: 1 };

const FULL: Sequences = { batch: 32, prompt: 1, response: 64 };
const ROUND: Sequences = { batch: 32, prompt: 16, response: 48 };
const PAIR = { student: SIZE_S, teacher: SIZE_T };

export const CASES: readonly Case[] = [
  {
    name: 'train-s',
    title: 'train step S',
    work: { kind: 'train', model: SIZE_S, targets: 'soft', ...FULL },
  },
  {
    name: 'train-t',
    title: 'train step T',
    work: { kind: 'train', model: SIZE_T, targets: 'soft', ...FULL },
  },
  {
    name: 'teacher',
    title: 'teacher training step',
    work: {
      kind: 'train',
      model: SHIPPED_TEACHER,
      targets: 'hard',
      batch: 64,
      prompt: 41,
      response: 41,
    },
  },
  {
    name: 'picture-s',
    title: 'train step of 64 pictures, S',
    work: { kind: 'train', model: PICTURE_S, targets: 'soft', ...PICTURES },
  },
  {
    name: 'picture-t',
    title: 'train step of 64 pictures, T',
    work: { kind: 'train', model: PICTURE_T, targets: 'soft', ...PICTURES },
  },
  {
    name: 'picture-step',
    title: 'whole KD step of 64 pictures',
    work: { kind: 'distil', student: PICTURE_S, teacher: PICTURE_T, ...PICTURES },
  },
  { name: 'forward-s', title: 'forward S', work: { kind: 'forward', model: SIZE_S, ...FULL } },
  { name: 'forward-t', title: 'forward T', work: { kind: 'forward', model: SIZE_T, ...FULL } },
  {
    name: 'round-30',
    title: 'SKD round, acceptance near 0.3',
    work: { kind: 'round', ...PAIR, ...ROUND, acceptance: 0.3 },
  },
  {
    name: 'round-90',
    title: 'SKD round, acceptance near 0.9',
    work: { kind: 'round', ...PAIR, ...ROUND, acceptance: 0.9 },
  },
  {
    name: 'skd-step',
    title: 'whole SKD training step',
    work: { kind: 'step', ...PAIR, ...ROUND, acceptance: 0.9 },
  },
  {
    name: 'evaluate',
    title: 'evaluation of 256 prompts (S, greedy)',
    work: { kind: 'evaluate', model: SIZE_S, batch: 256, prompt: 16, response: 48 },
  },
];

const product = (rows: number, inner: number, columns: number): Case => ({
  name: `product-${rows}x${inner}x${columns}`,
  title: `matrix product ${rows}×${inner}×${columns}`,
  work: {
    kind: 'product',
    rows,
    inner,
    columns,
    repeat: Math.max(1, Math.round(1e9 / (2 * rows * inner * columns))),
  },
});

/** The experiment that the page starts with: its student, its teacher, its batch. */
const FIRST_SCREEN = {
  kind: 'step',
  student: { vocabulary: 30, width: 48, layers: 2, heads: 4 },
  teacher: SHIPPED_TEACHER,
  batch: 8,
  prompt: 41,
  response: 41,
  acceptance: 0.9,
} as const;

const named = (name: string): Case => {
  const found = CASES.find((each) => each.name === name);
  if (!found) throw new RangeError(`no case ${name}`);
  return found;
};

/** What a processor is measured by. */
export const PROCESSOR_CASES: readonly Case[] = [
  {
    name: 'first-step',
    title: 'SKD step of the first screen (batch 8, 20,000 prompts)',
    work: { ...FIRST_SCREEN, prompts: 20_000 },
  },
  {
    name: 'two-hundred-step',
    title: 'SKD step of “Two hundred examples” (batch 16, 200 prompts)',
    work: { ...FIRST_SCREEN, batch: 16, prompts: 200 },
  },
  ...[
    'train-s',
    'train-t',
    'teacher',
    'picture-s',
    'picture-t',
    'picture-step',
    'round-30',
    'round-90',
    'evaluate',
  ].map(named),
];

/** What a visitor's device is measured by, in two minutes. */
export const SITE_CASES: readonly Case[] = [
  product(2048, 128, 512),
  { name: 'first-step-same', title: 'SKD step of the first screen, the same 8 prompts', work: FIRST_SCREEN },
  ...['train-s', 'train-t'].map(named),
];

/** Shapes of the first screen's models, sampling (16 rows) and training (1,312 rows), and of the teacher in training. */
export const PROCESSOR_PRODUCTS: readonly Case[] = [
  product(16, 48, 144),
  product(16, 128, 384),
  product(16, 128, 512),
  product(16, 512, 128),
  product(1312, 48, 192),
  product(2048, 128, 512),
  product(2048, 512, 128),
];

/** Shapes as they occur in the models, and a large square one. */
export const PRODUCTS: readonly Case[] = [
  product(2048, 64, 256),
  product(2048, 128, 512),
  product(2048, 512, 128),
  product(1024, 1024, 1024),
];

/** Whole SKD steps on small models, thousands of them: for memory that grows, which no size hides. */
export const SOAK: Case = {
  name: 'soak',
  title: 'SKD steps of small models',
  work: {
    kind: 'step',
    student: { vocabulary: 32, width: 16, layers: 1, heads: 2 },
    teacher: { vocabulary: 32, width: 32, layers: 2, heads: 2 },
    batch: 4,
    prompt: 4,
    response: 8,
    acceptance: 0.9,
  },
};

/** One size at a time, from a small student upwards. */
export const SCALE: readonly Case[] = (() => {
  const base = { model: SIZE_S, batch: 32, length: 64 };
  const grown: [string, { model: Size; batch: number; length: number }][] = [
    ...[8, 16, 32, 64].map((batch) => [`batch ${batch}`, { ...base, batch }] as [string, typeof base]),
    ...[16, 32, 64, 128].map((length) => [`length ${length}`, { ...base, length }] as [string, typeof base]),
    ...[32, 64, 128, 256].map(
      (width) => [`width ${width}`, { ...base, model: { ...SIZE_S, width } }] as [string, typeof base],
    ),
    ...[1, 2, 4, 8].map(
      (layers) => [`layers ${layers}`, { ...base, model: { ...SIZE_S, layers } }] as [string, typeof base],
    ),
    ...[32, 64, 128, 256].map(
      (vocabulary) =>
        [`vocabulary ${vocabulary}`, { ...base, model: { ...SIZE_S, vocabulary } }] as [string, typeof base],
    ),
  ];
  return grown.map(([title, { model, batch, length }]) => ({
    name: `scale-${title.replace(' ', '-')}`,
    title,
    work: { kind: 'train', targets: 'soft', model, batch, prompt: 1, response: length },
  }));
})();

/** Tokens that a model reads of each sequence; of a picture its patches and the class token. */
export const inputLength = ({ prompt, response }: Sequences, { patch }: Size): number =>
  patch === undefined ? prompt + response - 1 : prompt / patch ** 2 + response;

/** Whether the model of the work is an encoder of pictures. */
export const readsPictures = (work: Case['work']): boolean =>
  work.kind === 'distil' || (work.kind === 'train' && work.model.patch !== undefined);

/**
 * Operations of a forward pass over one sequence, a multiplication and an addition counting two: 24·d² a token and layer
 * (12·d² weights), attention 4·t·d for a token that sees t positions, patches 2·d a pixel, and the output head 2·V·d for each
 * scored token.
 */
function forwardFlops(size: Size, sequences: Sequences): number {
  const { vocabulary, width, layers, patch } = size;
  const tokens = inputLength(sequences, size);
  const seen = patch === undefined ? (tokens * (tokens + 1)) / 2 : tokens ** 2;
  return (
    24 * width ** 2 * layers * tokens +
    4 * width * layers * seen +
    (patch === undefined ? 0 : 2 * width * sequences.prompt) +
    2 * vocabulary * width * sequences.response
  );
}

/** Operations of one unit of work. A backward pass counts as two forward passes; what is not a product counts nothing. */
export function flopsOf(work: Case['work']): number {
  if (work.kind === 'product') return 2 * work.rows * work.inner * work.columns * work.repeat;
  const { batch } = work;
  switch (work.kind) {
    case 'train':
      return 3 * batch * forwardFlops(work.model, work);
    case 'forward':
    case 'evaluate':
      return batch * forwardFlops(work.model, work);
    case 'round':
      return batch * (forwardFlops(work.student, work) + forwardFlops(work.teacher, work));
    case 'distil':
      return batch * (3 * forwardFlops(work.student, work) + forwardFlops(work.teacher, work));
    case 'step':
      return batch * (4 * forwardFlops(work.student, work) + forwardFlops(work.teacher, work));
    default:
      return work satisfies never;
  }
}

/** Tokens of one unit of work: those read in training and scoring, those written in rounds and answers; 0 for products. */
export function tokensOf(work: Case['work']): number {
  if (work.kind === 'product') return 0;
  if (work.kind === 'distil') return work.batch * inputLength(work, work.student);
  const reads = work.kind === 'train' || work.kind === 'forward';
  return work.batch * (reads ? inputLength(work, work.model) : work.response);
}
