import { describe, expect, test } from 'vitest';
import { oneHot } from '../ops/embedding';
import { tidy } from '../ops/scope';
import * as tf from '../ops/tf';
import { onEachBackend } from '../test-support/backends';
import {
  at,
  attended,
  expectClose,
  geluOf,
  normalised,
  product,
  randomNumbers,
  take,
  transposed,
} from '../test-support/numbers';
import { sharpModel, sharpParameters } from '../test-support/tiny';
import { Decoder, rowPositions, uniformPosition } from './decode';
import { hidden, logits, responseLogits } from './forward';
import { Model } from './model';
import { type ModelShape, parameterSpecs } from './shape';

const TOLERANCE = 1e-4;
/** Odd sizes, and sizes that divide by four, for which WebGPU has kernels of ours. */
const SHAPES: readonly ModelShape[] = [
  { vocabulary: 7, context: 9, width: 6, layers: 2, heads: 3 },
  { vocabulary: 8, context: 12, width: 8, layers: 2, heads: 2 },
];

function suite(shape: ModelShape): void {
  const { vocabulary, context, width } = shape;

  /** Token ids [rows, length]. */
  const randomIds = (rows: number, length: number, seed: number): number[][] =>
    Array.from({ length: rows }, (_, row) =>
      randomNumbers(length, seed * 100 + row, 10).map((x) => Math.abs(Math.round(x)) % vocabulary),
    );

  const tensorOf = (ids: readonly number[][]): tf.Tensor2D =>
    tf.tensor2d(ids.flat(), [ids.length, at(ids, 0).length], 'int32');

  /** Logits [rows, length, vocabulary] of the full forward pass. */
  async function full(model: Model, ids: readonly number[][]): Promise<number[][][]> {
    const flat = await take(
      tidy(() => logits(model.weights, hidden(model.shape, model.weights, tensorOf(ids)))),
    );
    const length = at(ids, 0).length;
    return ids.map((_, row) =>
      Array.from({ length }, (_t, t) =>
        flat.slice((row * length + t) * vocabulary, (row * length + t + 1) * vocabulary),
      ),
    );
  }

  /** The whole model by its definition, in double precision. */
  function reference(parameters: Float32Array, ids: readonly number[]): number[] {
    const named = new Map(
      parameterSpecs(shape).map(({ name, offset, size }) => [
        name,
        Array.from(parameters.subarray(offset, offset + size)),
      ]),
    );
    const get = (name: string): number[] => named.get(name) ?? [];
    const length = ids.length;
    const times = (x: number[], name: string, inputs: number, outputs: number): number[] =>
      product(x, get(name), length, inputs, outputs);
    const add = (a: number[], b: number[]): number[] => a.map((value, i) => value + at(b, i));
    const embedding = get('wte.weight');
    let x = add(
      ids.flatMap((id) => embedding.slice(id * width, (id + 1) * width)),
      get('wpe.weight').slice(0, length * width),
    );
    for (let layer = 0; layer < shape.layers; layer++) {
      const qkv = times(normalised(x, width), `h.${layer}.attn.c_attn.weight`, width, 3 * width);
      const mixed = attended(qkv, [1, length, width], shape.heads);
      x = add(x, times(mixed, `h.${layer}.attn.c_proj.weight`, width, width));
      const expanded = times(normalised(x, width), `h.${layer}.mlp.c_fc.weight`, width, 4 * width).map(
        geluOf,
      );
      x = add(x, times(expanded, `h.${layer}.mlp.c_proj.weight`, 4 * width, width));
    }
    const gain = get('ln_f.weight');
    const states = normalised(x, width).map((value, i) => value * at(gain, i % width));
    return product(states, transposed(embedding, vocabulary, width), length, width, vocabulary);
  }

  test('the forward pass is the model of its definition', async () => {
    const parameters = sharpParameters(shape, 4);
    // The gain is 1 in fresh weights: another value shows whether it is used.
    const gain = at(parameterSpecs(shape), parameterSpecs(shape).length - 1);
    randomNumbers(gain.size, 5).forEach((value, i) => {
      parameters[gain.offset + i] = value;
    });
    const model = new Model(shape, parameters);
    for (const length of [1, 4, context]) {
      const [ids] = randomIds(1, length, length);
      const [computed] = await full(model, [ids ?? []]);
      expectClose(computed?.flat() ?? [], reference(parameters, ids ?? []), TOLERANCE);
    }
    model.dispose();
  });

  test('a later token changes nothing before it, and something at it', async () => {
    const model = sharpModel(shape, 1);
    const ids = at(randomIds(1, context, 1), 0);
    for (const changed of [1, 4, context - 1]) {
      const other = ids.with(changed, (at(ids, changed) + 1) % vocabulary);
      const [a, b] = await full(model, [ids, other]);
      for (let t = 0; t < changed; t++) expect(b?.[t]).toEqual(a?.[t]);
      expect(b?.[changed]).not.toEqual(a?.[changed]);
    }
    model.dispose();
  });

  test('entry i of the response logits scores response token i', async () => {
    const model = sharpModel(shape, 2);
    const promptLength = 4;
    const ids = randomIds(2, context + 1, 3);
    const all = await full(
      model,
      ids.map((row) => row.slice(0, -1)),
    );
    const response = tidy(() => responseLogits(shape, model.weights, tensorOf(ids), promptLength));
    const responseLength = context + 1 - promptLength;
    expect(response.shape).toEqual([2, responseLength, vocabulary]);
    expectClose(
      await take(response),
      all.flatMap((row) => row.slice(promptLength - 1).flat()),
      TOLERANCE,
    );
    model.dispose();
  });

  test.each([1, 2, 5, context])(
    'decoding after %i prompt tokens gives the logits of the full pass',
    async (promptLength) => {
      const model = sharpModel(shape, 6);
      const ids = randomIds(3, context, 7);
      const expected = await full(model, ids);
      const prompts = tensorOf(ids.map((row) => row.slice(0, promptLength)));
      const decoder = new Decoder(model, prompts);
      for (let t = promptLength - 1; t < context; t++) {
        const step = tidy(() =>
          decoder.next(
            oneHot(tensorOf(ids.map((row) => [at(row, t)])), vocabulary) as tf.Tensor3D,
            uniformPosition(context, t),
          ),
        );
        expect(step.shape).toEqual([3, 1, vocabulary]);
        expectClose(
          await take(step),
          expected.flatMap((row) => row[t] ?? []),
          TOLERANCE,
        );
      }
      decoder.dispose();
      prompts.dispose();
      model.dispose();
    },
  );

  test('several new tokens, each row at its own place, written over later, give the same logits', async () => {
    const model = sharpModel(shape, 8);
    const rows = 3;
    const promptLength = 3;
    const ids = randomIds(rows, context, 9);
    const wrong = ids.map((row) => row.map((id) => (id + 3) % vocabulary));
    const expected = await full(model, ids);
    const prompts = tensorOf(ids.map((row) => row.slice(0, promptLength)));
    const decoder = new Decoder(model, prompts);
    const feed = async (
      from: readonly number[],
      count: number,
      tokens: readonly number[][],
    ): Promise<number[]> => {
      const places = from.map((start) => Array.from({ length: count }, (_, j) => start + j));
      return take(
        tidy(() => {
          const hot = places.flatMap((row) =>
            row.flatMap((place) =>
              Array.from({ length: context }, (_, column) => (column === place ? 1 : 0)),
            ),
          );
          const chosen = places.map((row, r) => row.map((place) => tokens[r]?.[place] ?? 0));
          return decoder.next(
            oneHot(tensorOf(chosen), vocabulary) as tf.Tensor3D,
            rowPositions(tf.tensor3d(hot, [rows, count, context])),
          );
        }),
      );
    };
    const wanted = (from: readonly number[], count: number): number[] =>
      from.flatMap((start, row) => expected[row]?.slice(start, start + count).flat() ?? []);

    const begin = promptLength - 1;
    // Rejected drafts: right tokens first, then wrong ones that must leave no trace.
    const mixed = ids.map((row, r) => row.map((id, t) => (t >= begin + r + 1 ? at(at(wrong, r), t) : id)));
    const drafted = await feed([begin, begin, begin], 4, mixed);
    for (let row = 0; row < rows; row++) {
      const good = (row + 1) * vocabulary;
      const start = row * 4 * vocabulary;
      expectClose(
        drafted.slice(start, start + good),
        wanted([begin, begin, begin], 4).slice(start, start + good),
        TOLERANCE,
      );
    }
    // Rows go on at different places, over what was rejected.
    const next = [begin + 1, begin + 2, begin + 3];
    expectClose(await feed(next, 3, ids), wanted(next, 3), TOLERANCE);
    // One token a row, once more over the same place, then the last places.
    expectClose(await feed(next, 1, wrong), await feed(next, 1, wrong), 1e-6);
    expectClose(await feed(next, 1, ids), wanted(next, 1), TOLERANCE);
    const last = [context - 2, context - 2, context - 2];
    for (let place = begin + 2; place < context - 1; place++) {
      await feed([place, Math.min(place + 1, context - 2), Math.min(place + 2, context - 2)], 2, ids);
    }
    expectClose(await feed(last, 2, ids), wanted(last, 2), TOLERANCE);
    // Beyond the context nothing is stored: the last place keeps what it had.
    await feed([context, context, context], 1, wrong);
    await feed([context - 1, context - 1, context - 1], 2, ids);
    expectClose(await feed(last, 2, ids), wanted(last, 2), TOLERANCE);
    decoder.dispose();
    prompts.dispose();
    model.dispose();
  });

  test('a decoder and a model leave no tensor behind', () => {
    const decode = (promptLength: number): void => {
      const model = sharpModel(shape, 1);
      const prompts = tensorOf(randomIds(2, promptLength, 1));
      const decoder = new Decoder(model, prompts);
      for (let t = promptLength - 1; t < context; t++) {
        tidy(() => {
          decoder.next(oneHot(tensorOf([[1], [2]]), vocabulary) as tf.Tensor3D, uniformPosition(context, t));
        });
      }
      decoder.dispose();
      prompts.dispose();
      model.dispose();
    };
    decode(3); // Makes the constants that are kept for good.
    const before = tf.memory().numTensors;
    decode(3);
    decode(1);
    expect(tf.memory().numTensors).toBe(before);
  });
}

await onEachBackend('model', () => {
  describe.each(SHAPES)('of width $width', suite);
});
