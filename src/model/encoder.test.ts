import { expect, test } from 'vitest';
import { parameterCount } from '../experiment/cost';
import { constant } from '../ops/constant';
import { engine } from '../ops/engine/present';
import { atOnce } from '../ops/pieces';
import { tidy, valueAndGradients } from '../ops/scope';
import * as tf from '../ops/tf';
import { upload } from '../ops/upload';
import { onEachBackend } from '../test-support/backends';
import { classLogitsByDefinition, patchLogitsByDefinition } from '../test-support/definition';
import {
  at,
  expectClose,
  finiteDifferences,
  logSoftmax,
  randomNumbers,
  sum,
  take,
} from '../test-support/numbers';
import { type ModelFile, readModel, writeModel } from './file';
import { fingerprintOf } from './fingerprint';
import { type BlockStates, responseLogits, responseStates } from './forward';
import { Model } from './model';
import { decayMask, initialParameters, join, weightsOf } from './parameters';
import { type ModelShape, parameterSize, parameterSpecs } from './shape';

/** Pictures of 4 × 4 pixels in four patches. */
const SIDE = 4;
const SHAPE: ModelShape = { vocabulary: 3, context: 5, width: 8, layers: 1, heads: 2, patch: 2 };
const BATCH = 2;

const pictures = (seed: number): number[][] =>
  Array.from({ length: BATCH }, (_, row) =>
    randomNumbers(SIDE ** 2, 10 * seed + row, 6).map((x) => Math.abs(Math.round(x)) % 16),
  );

/** Pictures followed by a class, which is not read. */
const sequences = (levels: readonly (readonly number[])[]): tf.Tensor2D =>
  upload(Int32Array.from(levels.flatMap((row) => [...row, 2])), [levels.length, SIDE ** 2 + 1]);

/** Weights that make the classes differ, without a difference between the positions where `positions` is 0. */
function parameters(seed: number, positions = 1): Float32Array {
  const values = initialParameters(SHAPE, seed);
  for (const { name, offset, size } of parameterSpecs(SHAPE)) {
    const scale = name === 'wpe.weight' ? 8 * positions : name === 'head.weight' ? 4 : 1;
    for (let i = offset; i < offset + size; i++) values[i] = at(values, i) * scale;
  }
  return values;
}

/** Logits of one picture by the definition of the model. */
const reference = (flat: readonly number[], levels: readonly number[]): number[] =>
  classLogitsByDefinition(
    SHAPE,
    flat,
    levels.map((level) => level / 15),
  );

test('has the parameters of its shape: patches, positions, blocks, gain, class token, head', () => {
  const named = parameterSpecs(SHAPE).map(({ name, shape }) => `${name} ${shape.join('×')}`);
  expect(named.slice(0, 2)).toEqual(['patch.weight 4×8', 'wpe.weight 5×8']);
  expect(named.slice(-3)).toEqual(['ln_f.weight 8', 'cls 8', 'head.weight 8×3']);
  expect(parameterSize(SHAPE)).toBe(4 * 8 + 5 * 8 + 12 * 64 + 8 + 8 + 8 * 3);
  expect(parameterCount(SHAPE)).toBe(parameterSize(SHAPE));
  // The student of the first preset.
  expect(parameterCount({ vocabulary: 10, context: 17, width: 48, layers: 2, patch: 7 })).toBe(59_040);
});

test('begins with the spreads of its specification, and decays matrices alone', () => {
  const shape: ModelShape = { vocabulary: 40, context: 17, width: 64, layers: 1, heads: 4, patch: 8 };
  const values = initialParameters(shape, 3);
  const mask = decayMask(parameterSpecs(shape));
  for (const { name, offset, size, deviation, shape: dims } of parameterSpecs(shape)) {
    const part = Array.from(values.subarray(offset, offset + size));
    expect(mask[offset]).toBe(dims.length === 2 ? 1 : 0);
    if (deviation === null || size < 500) continue;
    const spread = Math.sqrt(sum(part.map((x) => x * x)) / size);
    // Four standard errors of a standard deviation of `size` numbers.
    expect(Math.abs(spread / deviation - 1), name).toBeLessThan(4 / Math.sqrt(2 * size));
  }
});

test('is kept by a file, and told from a decoder of the same numbers', () => {
  const file: ModelFile = {
    shape: SHAPE,
    parameters: parameters(4),
    task: 'fashion',
    vocabulary: ['a', 'b', 'c'],
  };
  expect(readModel(writeModel(file, 'F32'))).toEqual(file);
  const { patch: _, ...decoder } = SHAPE;
  expect(fingerprintOf(file)).not.toBe(fingerprintOf({ ...file, shape: decoder }));
});

/** −Σ log p(class 1) of these pictures. */
const loss = (flat: readonly number[], levels: readonly (readonly number[])[]): number =>
  -sum(levels.map((row) => at(logSoftmax(reference(flat, row)), 1)));

/** Its gradient: the same on every backend, and long to compute. */
let slopes: readonly number[] | null = null;
const slopesOf = (flat: readonly number[], levels: readonly (readonly number[])[]): readonly number[] => {
  slopes ??= finiteDifferences((values) => loss(values, levels), [...flat]);
  return slopes;
};

/** The same encoder with an answer at each patch. */
const PER_PATCH: ModelShape = { ...SHAPE, perPatch: true };

test('with an auxiliary head it is kept by a file, and told from one without', () => {
  const shape: ModelShape = { ...PER_PATCH, layers: 2, auxiliary: 1 };
  expect(parameterSpecs(shape).at(-1)).toMatchObject({ name: 'auxiliary.weight', shape: [8, 3] });
  const file: ModelFile = {
    shape,
    parameters: initialParameters(shape, 4),
    task: 'scenes',
    vocabulary: ['a', 'b', 'c'],
  };
  expect(readModel(writeModel(file, 'F32'))).toEqual(file);
});

await onEachBackend('an encoder', (backend) => {
  test('with an answer at each patch computes what its definition says', async () => {
    const values = parameters(7);
    const model = new Model(PER_PATCH, values);
    const levels = pictures(7);
    // Four answers behind each picture, which are not read.
    const input = upload<tf.Tensor2D>(Int32Array.from(levels.flatMap((row) => [...row, 2, 0, 1, 2])), [
      BATCH,
      SIDE ** 2 + 4,
    ]);
    const found = tidy(() => responseLogits(PER_PATCH, model.weights, input, SIDE ** 2));
    expect(found.shape).toEqual([BATCH, 4, 3]);
    const expected = levels.flatMap((row) =>
      patchLogitsByDefinition(
        PER_PATCH,
        Array.from(values),
        row.map((level) => level / 15),
      ),
    );
    expectClose(await take(found), expected, 1e-4);
    const batch = { model: PER_PATCH, weights: model.flat, sequences: input, promptLength: SIDE ** 2 };
    if (backend === 'wasm') expectClose(engine()?.score(batch) ?? [], expected, 1e-4);
    model.dispose();
    input.dispose();
  });

  test('computes what its definition says, and reads no class', async () => {
    const values = parameters(1);
    const model = new Model(SHAPE, values);
    const levels = pictures(1);
    const found = await take(tidy(() => responseLogits(SHAPE, model.weights, sequences(levels), SIDE ** 2)));
    model.dispose();
    expectClose(
      found,
      levels.flatMap((row) => reference(Array.from(values), row)),
      1e-4,
    );
  });

  test('has the gradients of its definition', async () => {
    const values = Array.from(parameters(2));
    const model = new Model(SHAPE, Float32Array.from(values));
    const levels = pictures(2);
    const found = await take(
      tidy(() => {
        const { gradients } = valueAndGradients(model.parts, constant(1), () => {
          const logits = responseLogits(SHAPE, weightsOf(SHAPE, model.parts), sequences(levels), SIDE ** 2);
          return tf.neg(tf.sum<tf.Scalar>(tf.slice(tf.logSoftmax(logits), [0, 0, 1], [BATCH, 1, 1])));
        });
        return join(gradients.map((gradient, i) => gradient ?? tf.zerosLike(at(model.parts, i))));
      }),
    );
    model.dispose();
    expectClose(found, slopesOf(values, levels), 5e-4);
  });

  test('without positions gives the same for patches in another order', async () => {
    const model = new Model(SHAPE, parameters(3, 0));
    const [levels = []] = pictures(3);
    // The upper half of the picture and the lower one change places.
    const half = levels.length / 2;
    const swapped = [...levels.slice(half), ...levels.slice(0, half)];
    const found = await take(
      tidy(() => responseLogits(SHAPE, model.weights, sequences([levels, swapped]), SIDE ** 2)),
    );
    model.dispose();
    expectClose(found.slice(0, 3), found.slice(3), 1e-5);
  });

  test('hands out the states of its blocks at all positions', async () => {
    const model = new Model(SHAPE, parameters(5));
    const blocks: BlockStates[] = [];
    const shapes = tidy(() => {
      const states = responseStates(SHAPE, model.weights, sequences(pictures(5)), SIDE ** 2, blocks);
      return [states.shape, ...blocks.flatMap(({ qkv, output }) => [qkv.shape, output.shape])];
    });
    model.dispose();
    expect(shapes).toEqual([
      [BATCH, 1, 8],
      [BATCH, 5, 24],
      [BATCH, 5, 8],
    ]);
  });

  if (backend !== 'wasm') return;
  test('has its logits and its gradients from the engine, too', () => {
    const values = parameters(2);
    const model = new Model(SHAPE, values);
    const levels = pictures(2);
    const batch = {
      model: SHAPE,
      weights: model.flat,
      sequences: sequences(levels),
      promptLength: SIDE ** 2,
    };
    const open = engine();
    const pass = open && atOnce(open.forward(batch));
    const expected = levels.map((row) => reference([...values], row));
    expectClose(pass?.logits ?? [], expected.flat(), 1e-5);
    // The gradient of a logit: its probability, less 1 for the class of the loss.
    const ofLogits = expected.flatMap((row) =>
      logSoftmax(row).map((x, c) => Math.exp(x) - (c === 1 ? 1 : 0)),
    );
    const gradient = pass && atOnce(pass.backward(Float32Array.from(ofLogits)));
    expectClose(gradient ?? [], slopesOf([...values], levels), 5e-4);
    model.dispose();
    batch.sequences.dispose();
  });
});
