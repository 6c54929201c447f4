/** A task and models that are small enough for tests on slow backends. */
import { shapeFor as modelShapeFor } from '../distill/model-shape';
import { DEFAULT_EXPERIMENT, type Experiment } from '../experiment/fields';
import { Model } from '../model/model';
import { initialParameters } from '../model/parameters';
import { type ModelShape, parameterSpecs } from '../model/shape';
import { EXACT_MATCH } from '../tasks/metrics';
import type { Example, Task } from '../tasks/task';
import { createTokenizer } from '../tasks/tokenizer';

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

/** An experiment of a tiny student. */
export const tinyExperiment = (changes: Partial<Experiment> = {}): Experiment => ({
  ...DEFAULT_EXPERIMENT,
  studentWidth: 8,
  studentLayers: 1,
  studentHeads: 1,
  batchSize: 4,
  ...changes,
});
