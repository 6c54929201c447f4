/** Models and tasks of this project for the benchmark, from the numbers that every peer gets. */
import { Model } from '../../src/model/model';
import { type ModelShape, parameterSize, parameterSpecs } from '../../src/model/shape';
import * as tf from '../../src/ops/tf';
import { ACCURACY, EXACT_MATCH } from '../../src/tasks/metrics';
import type { Example, Task } from '../../src/tasks/task';
import { createClassTokenizer, createTokenizer, EOS } from '../../src/tasks/tokenizer';
import { inputLength, type Sequences, type Size } from '../cases';
import { generator, normals, sequenceIds } from '../data';

const shapeOf = (size: Size, sequences: Sequences): ModelShape => ({
  ...size,
  context: inputLength(sequences, size),
});

/** The parameters that every peer starts from, in this project's order, which is theirs as well. */
export function newModel(size: Size, sequences: Sequences, seed: number): Model {
  const shape = shapeOf(size, sequences);
  const values = new Float32Array(parameterSize(shape));
  parameterSpecs(shape).forEach(({ offset, size: count, deviation }, index) => {
    values.set(
      deviation === null ? new Float32Array(count).fill(1) : normals(count, seed * 100 + index, deviation),
      offset,
    );
  });
  return new Model(shape, values);
}

/**
 * A model that never ends a row, so that every run draws the full number of tokens: channel 0 is large at every position,
 * and only EOS looks at it, unfavourably.
 */
export async function newWriter(size: Size, sequences: Sequences, seed: number): Promise<Model> {
  const { width, vocabulary } = size;
  const model = newModel(size, sequences, seed);
  const values = Float32Array.from(await model.flat.data());
  const positions = model.specs.find(({ name }) => name === 'wpe.weight');
  for (let token = 0; token < vocabulary; token++) values[token * width] = token === EOS ? -30 : 0;
  for (let at = 0; at < model.shape.context; at++) values[(positions?.offset ?? 0) + at * width] = 4;
  model.replace(tf.tensor1d(values));
  return model;
}

/** A task of the pictures that every peer gets, and their examples. */
export function picturesOf(size: Size, sequences: Sequences): [Task, Example[]] {
  const { batch, prompt, response } = sequences;
  const classes = Array.from({ length: size.vocabulary }, (_, i) => String(i));
  const ids = sequenceIds(sequences, size);
  const examples = Array.from({ length: batch }, (_, row) => {
    const own = ids.subarray(row * (prompt + response), (row + 1) * (prompt + response));
    return {
      prompt: Array.from(own.subarray(0, prompt), (level) => level.toString(16)).join(''),
      response: classes[own[prompt] ?? 0] ?? '',
    };
  });
  const task: Task = {
    id: 'bench-pictures',
    title: 'Random pictures',
    description: 'Random pictures.',
    tokenizer: createClassTokenizer(classes),
    promptLength: prompt,
    responseLength: response,
    picture: { side: Math.sqrt(prompt), patch: size.patch ?? 1 },
    split: () => ({ train: examples, validation: examples, test: examples }),
    toPrompt: (typed) => typed,
    metrics: [ACCURACY],
  };
  return [task, examples];
}

/** A task of random text with exactly these sizes, and `count` prompts for it. */
export function taskOf(
  { vocabulary }: Size,
  { prompt, response }: Sequences,
  count: number,
): [Task, Example[]] {
  const characters = Array.from({ length: vocabulary - 3 }, (_, i) => String.fromCharCode(0x4e00 + i));
  const next = generator(31);
  const examples = Array.from({ length: count }, () => ({
    prompt: Array.from({ length: prompt - 1 }, () => characters[Math.floor(next() * characters.length)]).join(
      '',
    ),
    response: '',
  }));
  const task: Task = {
    id: 'bench',
    title: 'Random text',
    description: 'Random text.',
    tokenizer: createTokenizer(characters.join('')),
    promptLength: prompt,
    responseLength: response,
    split: () => ({ train: examples, validation: examples, test: examples }),
    toPrompt: (typed) => typed,
    metrics: [EXACT_MATCH],
  };
  return [task, examples];
}
