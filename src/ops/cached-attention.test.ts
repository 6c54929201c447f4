import { expect, test } from 'vitest';
import { onEachBackend } from '../test-support/backends';
import { at, expectClose } from '../test-support/numbers';
import { attendInPlace, attendsInPlace } from './cached-attention';
import * as tf from './tf';

const numbers = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, i) => 2 * Math.sin(12.9898 * (i + 1) * seed));

const places = [
  [2, 3],
  [4, -1],
  [0, 1],
];
const [batch, fresh, heads, context] = [3, 2, 2, 6];

await onEachBackend('attention over a cache, in place', () => {
  test.each([1, 4, 5, 12])('of depth %i is that of a plain loop, and stores what is new', async (depth) => {
    // Its memory is not this thread's.
    expect(attendsInPlace()).toBe(tf.getBackend() !== 'webgpu');
    if (!attendsInPlace()) return;
    const width = heads * depth;
    const qkv = numbers(batch * fresh * 3 * width, 1);
    const keys = numbers(batch * heads * context * depth, 2);
    const values = numbers(batch * heads * context * depth, 3);
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
      const weights = Array.from({ length: seen }, (_, j) => {
        let dot = 0;
        for (let i = 0; i < depth; i++) {
          dot += at(qkv, part(row, token, 0, head) + i) * at(expectedKeys, cell(row, head, j) + i);
        }
        return Math.exp(dot / Math.sqrt(depth));
      });
      const mass = weights.reduce((a, b) => a + b);
      for (let i = 0; i < depth; i++) {
        const sum = weights.reduce((s, w, j) => s + w * at(expectedValues, cell(row, head, j) + i), 0);
        expected[(row * fresh + token) * width + head * depth + i] = sum / mass;
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
