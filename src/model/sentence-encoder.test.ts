import { expect, test } from 'vitest';
import { parameterCount } from '../experiment/cost';
import { constant } from '../ops/constant';
import { tidy, valueAndGradients } from '../ops/scope';
import * as tf from '../ops/tf';
import { upload } from '../ops/upload';
import { onEachBackend } from '../test-support/backends';
import { sentenceLogitsByDefinition } from '../test-support/definition';
import { at, expectClose, finiteDifferences, logSoftmax, sum, take } from '../test-support/numbers';
import { type ModelFile, readModel, writeModel } from './file';
import { fingerprintOf } from './fingerprint';
import { responseLogits, responseStates } from './forward';
import { Model } from './model';
import { initialParameters, join, weightsOf } from './parameters';
import { scoreResponses } from './score';
import { type ModelShape, parameterSize, parameterSpecs } from './shape';
import { withSubclasses } from './subclasses';

const SHAPE: ModelShape = { vocabulary: 3, context: 5, width: 8, layers: 1, heads: 2, words: 7 };

/** Sentences of four words, of one, and of as many as there are positions. */
const SENTENCES = [[2, 6, 1, 3], [5], [4, 4, 2, 1, 6]] as const;

/** Padded sentences followed by a class, which is not read. */
const sequences = (): tf.Tensor2D =>
  upload(
    Int32Array.from(
      SENTENCES.flatMap((ids) => [...ids, ...new Array<number>(SHAPE.context - ids.length).fill(0), 2]),
    ),
    [SENTENCES.length, SHAPE.context + 1],
  );

/** Weights that make classes, words and positions differ. */
function parameters(seed: number): Float32Array {
  const values = initialParameters(SHAPE, seed);
  for (const { name, offset, size } of parameterSpecs(SHAPE)) {
    const scale = name.startsWith('w') ? 8 : name === 'head.weight' ? 4 : 1;
    for (let i = offset; i < offset + size; i++) values[i] = at(values, i) * scale;
  }
  return values;
}

const reference = (flat: readonly number[]): number[] =>
  SENTENCES.flatMap((words) => sentenceLogitsByDefinition(SHAPE, flat, words));

/** −Σ log p(class 1). */
const loss = (flat: readonly number[]): number =>
  -sum(SENTENCES.map((words) => at(logSoftmax(sentenceLogitsByDefinition(SHAPE, flat, words)), 1)));

let slopes: readonly number[] | null = null;
/** The gradient of the loss: the same on every backend, and long to compute. */
const slopesOf = (flat: readonly number[]): readonly number[] => {
  slopes ??= finiteDifferences(loss, flat);
  return slopes;
};

test('has the parameters of its shape: words, positions, blocks, gain, head', () => {
  const named = parameterSpecs(SHAPE).map(({ name, shape }) => `${name} ${shape.join('×')}`);
  expect(named.slice(0, 2)).toEqual(['wte.weight 7×8', 'wpe.weight 5×8']);
  expect(named.slice(-2)).toEqual(['ln_f.weight 8', 'head.weight 8×3']);
  expect(parameterSize(SHAPE)).toBe(7 * 8 + 5 * 8 + 12 * 64 + 8 + 8 * 3);
  expect(parameterCount(SHAPE)).toBe(parameterSize(SHAPE));
});

test('is kept by a file, told from a decoder, and widened for subclasses', () => {
  const file: ModelFile = {
    shape: SHAPE,
    parameters: parameters(4),
    task: 'sentences',
    vocabulary: ['a', 'b', 'c'],
  };
  expect(readModel(writeModel(file, 'F32'))).toEqual(file);
  const { words: _, ...decoder } = SHAPE;
  expect(fingerprintOf(file)).not.toBe(fingerprintOf({ ...file, shape: decoder }));
  const widened = withSubclasses(file, 2);
  expect(widened.shape).toEqual({ ...SHAPE, subclasses: 2 });
  expect(widened.parameters).toHaveLength(file.parameters.length + SHAPE.width * SHAPE.vocabulary);
});

await onEachBackend('an encoder of sentences', () => {
  test('computes what its definition says without padding, and reads no class', async () => {
    const values = parameters(1);
    const model = new Model(SHAPE, values);
    const input = sequences();
    const expected = reference(Array.from(values));
    expectClose(
      await take(tidy(() => responseLogits(SHAPE, model.weights, input, SHAPE.context))),
      expected,
      1e-4,
    );
    // Where the engine is open, too.
    expectClose(await take(scoreResponses(model, input, SHAPE.context)), expected, 1e-4);
    model.dispose();
    input.dispose();
  });

  test('has the gradients of its definition', async () => {
    const values = Array.from(parameters(2));
    const model = new Model(SHAPE, Float32Array.from(values));
    const input = sequences();
    const found = await take(
      tidy(() => {
        const { gradients } = valueAndGradients(model.parts, constant(1), () => {
          const logits = responseLogits(SHAPE, weightsOf(SHAPE, model.parts), input, SHAPE.context);
          return tf.neg(
            tf.sum<tf.Scalar>(tf.slice(tf.logSoftmax(logits), [0, 0, 1], [SENTENCES.length, 1, 1])),
          );
        });
        return join(gradients.map((gradient, i) => gradient ?? tf.zerosLike(at(model.parts, i))));
      }),
    );
    model.dispose();
    input.dispose();
    expectClose(found, slopesOf(values), 5e-4);
  });

  test('a sentence without words has the mean state 0', async () => {
    const model = new Model(SHAPE, parameters(3));
    const empty = upload<tf.Tensor2D>(new Int32Array(SHAPE.context + 1), [1, SHAPE.context + 1]);
    const states = tidy(() => responseStates(SHAPE, model.weights, empty, SHAPE.context));
    expect(states.shape).toEqual([1, 1, SHAPE.width]);
    expect(await take(states)).toEqual(new Array(SHAPE.width).fill(0));
    model.dispose();
    empty.dispose();
  });
});
