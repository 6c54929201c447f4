/** A task and models that are small enough for tests on slow backends. */
import { shapeFor as modelShapeFor } from '../distill/model-shape';
import { DEFAULT_EXPERIMENT, type Experiment } from '../experiment/fields';
import { compositionOf, METHOD_NAMES, type MethodName } from '../experiment/methods';
import { learnsText } from '../experiment/picture-tasks';
import { STREAM, uniformArray } from '../experiment/random';
import { Model } from '../model/model';
import { initialParameters } from '../model/parameters';
import { type ModelShape, parameterSpecs } from '../model/shape';
import { ACCURACY, EXACT_MATCH, MEAN_IOU } from '../tasks/metrics';
import type { Example, Task } from '../tasks/task';
import { createClassTokenizer, createPlacesTokenizer, createTokenizer } from '../tasks/tokenizer';
import { createWordTable } from '../tasks/words';

const LETTERS = 'abcde';

/** All words of two or three letters, to be answered backwards and twice over. */
const WORDS: readonly Example[] = [...LETTERS].flatMap((a) =>
  [...LETTERS].flatMap((b) =>
    ['', 'a', 'e'].map((c) => {
      const prompt = a + b + c;
      return { prompt, response: [...prompt].reverse().join('').repeat(2) };
    }),
  ),
);

export const TINY_TASK: Task = {
  id: 'tiny',
  title: 'Backwards',
  description: 'Words backwards.',
  tokenizer: createTokenizer(LETTERS),
  promptLength: 5,
  responseLength: 8,
  split: () => ({ train: WORDS.slice(0, 50), validation: WORDS.slice(50, 60), test: WORDS.slice(60) }),
  toPrompt: (typed) => typed,
  metrics: [EXACT_MATCH],
};

/** Pictures whose brightest quarter has levels from 8 on, the others below. */
const QUARTERS: readonly Example[] = Array.from({ length: 128 }, (_, i) => {
  const numbers = uniformArray(7, STREAM.examples, i, 16, 1);
  const levels = Array.from(numbers, (x, at) => {
    const quarter = 2 * Math.floor(at / 8) + (Math.floor(at / 2) % 2);
    return Math.floor(8 * x) + (quarter === i % 4 ? 8 : 0);
  });
  const response = ['top left', 'top right', 'bottom left', 'bottom right'][i % 4] ?? '';
  return { prompt: levels.map((level) => level.toString(16)).join(''), response };
});

/** A model's shape for a task, small unless told otherwise. */
export const shapeFor = (task: Task, { width = 8, layers = 2, heads = 2 } = {}): ModelShape =>
  modelShapeFor(task, { width, layers, heads });

/**
 * Random weights. Fresh ones predict almost the same probability for every token; larger embeddings make the
 * distributions peaked and dependent on the tokens before, as a trained model's are.
 */
export function sharpParameters(shape: ModelShape, seed: number, sharpness = 16): Float32Array {
  const values = initialParameters(shape, seed);
  for (const { name, offset, size } of parameterSpecs(shape)) {
    if (!name.startsWith('w')) continue;
    for (let i = offset; i < offset + size; i++) values[i] = (values[i] ?? 0) * sharpness;
  }
  return values;
}

export const sharpModel = (shape: ModelShape, seed: number, sharpness?: number): Model =>
  new Model(shape, sharpParameters(shape, seed, sharpness));

/** Methods that can learn `TINY_TASK`. */
export const TEXT_METHODS: readonly MethodName[] = METHOD_NAMES.filter((method) =>
  learnsText(compositionOf({ ...DEFAULT_EXPERIMENT, method })),
);

/** Four classes of pictures of 4 × 4 pixels in patches of 2 × 2: which quarter is the brightest. */
export const TINY_PICTURES: Task = {
  id: 'tiny-pictures',
  title: 'Quarters',
  description: 'Which quarter is the brightest.',
  tokenizer: createClassTokenizer(['top left', 'top right', 'bottom left', 'bottom right']),
  promptLength: 16,
  responseLength: 1,
  picture: { side: 4, patch: 2 },
  split: () => ({
    train: QUARTERS.slice(0, 96),
    validation: QUARTERS.slice(96, 112),
    test: QUARTERS.slice(112),
  }),
  toPrompt: (typed) => typed,
  metrics: [ACCURACY],
};

const SIGNS = ['good', 'bad'] as const;
const FILLERS = ['it', 'is', 'a', 'film'] as const;

/** Sentences of up to five words, one of which says of which class they are. */
const SENTENCES: readonly Example[] = Array.from({ length: 128 }, (_, i) => {
  const numbers = uniformArray(8, STREAM.examples, i, 6, 1);
  const words: string[] = Array.from(
    { length: 1 + (i % 4) },
    (_word, at) => FILLERS[Math.floor(4 * (numbers[at] ?? 0))] ?? '',
  );
  words.splice(Math.floor(words.length * (numbers[5] ?? 0)), 0, SIGNS[i % 2] ?? '');
  return { prompt: `${words.join(' ')} ${i}`, response: SIGNS[i % 2] ?? '', subclass: String(i % 3) };
});

/** Two classes of sentences; the number of each, which makes it another prompt, is a word that nobody knows. */
export const TINY_SENTENCES: Task = {
  id: 'tiny-sentences',
  title: 'Good or bad',
  description: 'Which word is in it.',
  tokenizer: createClassTokenizer([...SIGNS]),
  promptLength: 6,
  responseLength: 1,
  words: createWordTable([...SIGNS, ...FILLERS]),
  subclasses: ['0', '1', '2'],
  split: () => ({
    train: SENTENCES.slice(0, 96),
    validation: SENTENCES.slice(96, 112),
    test: SENTENCES.slice(112),
  }),
  toPrompt: (typed) => typed,
  metrics: [ACCURACY],
};

const SCENES: readonly Example[] = QUARTERS.map(({ prompt }, i) => ({
  prompt,
  response: [0, 1, 2, 3].map((quarter) => (quarter === i % 4 ? 'b' : '.')).join(''),
}));

/** The same pictures with a class for each patch: whether it is the brightest. */
export const TINY_SCENES: Task = {
  ...TINY_PICTURES,
  id: 'tiny-scenes',
  tokenizer: createPlacesTokenizer(['.', 'b']),
  responseLength: 4,
  split: () => ({ train: SCENES.slice(0, 96), validation: SCENES.slice(96, 112), test: SCENES.slice(112) }),
  metrics: [MEAN_IOU],
};

/** An experiment of a tiny student. */
export const tinyExperiment = (changes: Partial<Experiment> = {}): Experiment => ({
  ...DEFAULT_EXPERIMENT,
  studentWidth: 8,
  studentLayers: 1,
  studentHeads: 1,
  batchSize: 4,
  ...changes,
});
