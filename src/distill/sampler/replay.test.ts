import { expect, test } from 'vitest';
import * as tf from '../../ops/tf';
import { onEachBackend } from '../../test-support/backends';
import { rowsOf, take } from '../../test-support/numbers';
import { ReplayBuffer } from './replay';

const [PROMPT, RESPONSE, CAPACITY] = [2, 3, 5];
const LENGTH = PROMPT + RESPONSE;

/** Row n holds n·10 + column; its mask covers n % 3 + 1 tokens; its prompt is “pn”. */
const rowOf = (n: number): number[] => Array.from({ length: LENGTH }, (_, i) => 10 * n + i);
const maskOf = (n: number): number[] => Array.from({ length: RESPONSE }, (_, i) => (i <= n % 3 ? 1 : 0));

function push(buffer: ReplayBuffer, ...rows: number[]): void {
  const sequences = tf.tensor2d(rows.map(rowOf), [rows.length, LENGTH], 'int32');
  const mask = tf.tensor2d(rows.map(maskOf), [rows.length, RESPONSE]);
  buffer.push(
    { sequences, mask },
    rows.map((n) => `p${n}`),
  );
  tf.dispose([sequences, mask]);
}

async function expectRows(
  buffer: ReplayBuffer,
  ages: readonly number[],
  rows: readonly number[],
): Promise<void> {
  const { sequences, responses, mask, prompts } = buffer.rows(ages);
  expect([sequences.dtype, responses.dtype, mask.dtype]).toEqual(['int32', 'int32', 'float32']);
  expect(prompts).toEqual(rows.map((n) => `p${n}`));
  expect(rowsOf(await take(sequences), LENGTH)).toEqual(rows.map(rowOf));
  expect(rowsOf(await take(responses), RESPONSE)).toEqual(rows.map((n) => rowOf(n).slice(PROMPT)));
  expect(rowsOf(await take(mask), RESPONSE)).toEqual(rows.map(maskOf));
}

await onEachBackend('the replay buffer', () => {
  test('holds the newest sequences, the oldest first', async () => {
    const buffer = new ReplayBuffer(PROMPT, RESPONSE, CAPACITY);
    expect([buffer.size, buffer.full]).toEqual([0, false]);
    push(buffer, 1, 2);
    await expectRows(buffer, [1, 0, 0], [2, 1, 1]);
    push(buffer, 3, 4);
    expect([buffer.size, buffer.full]).toEqual([4, false]);
    push(buffer, 5, 6);
    expect([buffer.size, buffer.full]).toEqual([5, true]);
    await expectRows(buffer, [0, 1, 2, 3, 4], [2, 3, 4, 5, 6]);
    push(buffer, 7, 8, 9, 10, 11, 12, 13);
    await expectRows(buffer, [0, 4], [9, 13]);
    buffer.dispose();
  });

  test('a restored buffer continues like the saved one, whatever came after', async () => {
    const before = tf.memory().numTensors;
    const buffer = new ReplayBuffer(PROMPT, RESPONSE, CAPACITY);
    expect(await buffer.save()).toEqual({
      sequences: new Int32Array(),
      mask: new Float32Array(),
      prompts: [],
    });
    push(buffer, 1, 2, 3);
    const saving = buffer.save();
    push(buffer, 4, 5, 6);
    const saved = await saving;
    expect(saved.prompts).toEqual(['p1', 'p2', 'p3']);
    const again = new ReplayBuffer(PROMPT, RESPONSE, CAPACITY);
    again.restore(structuredClone(saved));
    await expectRows(again, [0, 1, 2], [1, 2, 3]);
    push(again, 4, 5, 6);
    await expectRows(again, [0, 4], [2, 6]);
    buffer.dispose();
    again.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('sequences of another length are refused and change nothing', async () => {
    const buffer = new ReplayBuffer(PROMPT, RESPONSE, CAPACITY);
    push(buffer, 1);
    const saved = await buffer.save();
    for (const wrong of [
      { ...saved, sequences: new Int32Array(LENGTH + 1) },
      { ...saved, mask: new Float32Array(1) },
      { ...saved, prompts: ['p1', 'p2'] },
    ]) {
      expect(() => buffer.restore(wrong)).toThrow(/another task/);
    }
    await expectRows(buffer, [0], [1]);
    buffer.dispose();
  });
});
