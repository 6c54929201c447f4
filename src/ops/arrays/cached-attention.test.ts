import { expect, test } from 'vitest';
import { onEachBackend } from '../../test-support/backends';
import { at, expectClose, randomNumbers, softmax, sum } from '../../test-support/numbers';
import * as tf from '../tf';
import { attendInPlace } from './cached-attention';
import { onArrays } from './kernel';

const places = [
  [2, 3],
  [4, -1],
  [0, 1],
];
const [batch, fresh, heads, context] = [3, 2, 2, 6];

await onEachBackend('attention over a cache, in place', () => {
  test.each([1, 4, 5, 12])('of depth %i is that of a plain loop, and stores what is new', async (depth) => {
    // Its memory is not this thread's.
    expect(onArrays()).toBe(tf.getBackend() !== 'webgpu');
    if (!onArrays()) return;
    const width = heads * depth;
    const qkv = randomNumbers(batch * fresh * 3 * width, 1, 2);
    const keys = randomNumbers(batch * heads * context * depth, 2, 2);
    const values = randomNumbers(batch * heads * context * depth, 3, 2);
    const expectedKeys = [...keys];
    const expectedValues = [...values];
    const cell = (row: number, head: number, place: number): number =>
      ((row * heads + head) * context + place) * depth;
    const part = (row: number, token: number, which: number, head: number): number =>
      (row * fresh + token) * 3 * width + which * width + head * depth;
    const each = (visit: (row: number, token: number, head: number, place: number) => void): void =>
      places.forEach((row, r) => {
        row.forEach((place, token) => {
          for (let head = 0; head < heads; head++) visit(r, token, head, place);
        });
      });
    each((row, token, head, place) => {
      for (let i = 0; i < depth && place >= 0; i++) {
        expectedKeys[cell(row, head, place) + i] = at(qkv, part(row, token, 1, head) + i);
        expectedValues[cell(row, head, place) + i] = at(qkv, part(row, token, 2, head) + i);
      }
    });
    const expected = new Array<number>(batch * fresh * width).fill(Number.NaN);
    each((row, token, head, place) => {
      const seen = place < 0 ? context : place + 1;
      const entries = Array.from({ length: depth }, (_, i) => i);
      const query = part(row, token, 0, head);
      const scores = Array.from({ length: seen }, (_, j) =>
        sum(entries.map((i) => at(qkv, query + i) * at(expectedKeys, cell(row, head, j) + i))),
      );
      const weights = softmax(scores.map((score) => score / Math.sqrt(depth)));
      for (const i of entries) {
        const mixed = weights.map((weight, j) => weight * at(expectedValues, cell(row, head, j) + i));
        expected[(row * fresh + token) * width + head * depth + i] = sum(mixed);
      }
    });

    const before = tf.memory().numTensors;
    const shape: [number, number, number, number] = [batch, heads, context, depth];
    const cache = { keys: tf.tensor4d(keys, shape), values: tf.tensor4d(values, shape) };
    const hot = tf.tensor3d(
      places.flatMap((row) =>
        row.flatMap((place) => Array.from({ length: context }, (_, j) => (j === place ? 1 : 0))),
      ),
      [batch, fresh, context],
    );
    const input = tf.tensor3d(qkv, [batch, fresh, 3 * width]);
    const out = attendInPlace(input, cache, hot);
    expect(out.shape).toEqual([batch, fresh, width]);
    expectClose(Array.from(await out.data()), expected, 1e-5);
    expectClose(Array.from(await cache.keys.data()), expectedKeys, 1e-6);
    expectClose(Array.from(await cache.values.data()), expectedValues, 1e-6);
    tf.dispose([cache.keys, cache.values, hot, input, out]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
