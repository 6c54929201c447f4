import { describe, expect, test } from 'vitest';
import type { Model } from '../../model/model';
import * as tf from '../../ops/tf';
import { onEachBackend } from '../../test-support/backends';
import { at } from '../../test-support/numbers';
import { shapeFor, sharpModel, TINY_TASK } from '../../test-support/tiny';
import {
  countDrafting,
  type DraftedToken,
  type DraftSource,
  expectedTokens,
  measureDrafter,
} from './drafting';
import { benchmarkLatency, timeRangeOf } from './latency';

const EXAMPLES = TINY_TASK.split().train.slice(0, 20);

/** a: accepted, r: replaced, +: added; a call ends with r or +. */
function rowOf(text: string): readonly DraftedToken[] {
  const sources: Record<string, DraftSource> = { a: 'accepted', r: 'replaced', '+': 'added' };
  let call = 1;
  return [...text].map((sign) => {
    const source = sources[sign] ?? 'added';
    const token = { id: 3, source, proposed: source === 'added' ? -1 : 4, call };
    if (source !== 'accepted') call++;
    return token;
  });
}

test('counts by hand', () => {
  // Calls: aa+ | aa+ | a, then r | aar. Eleven tokens, five calls, seven accepted of nine judged.
  const rows = ['aa+aa+a', 'raar'].map((text, i) => ({ prompt: `${i}`, tokens: rowOf(text) }));
  const { tokensPerCall, acceptedPerCall, acceptance, overlap, expectedPerCall } = countDrafting(
    rows,
    [3.5, 2],
    2,
  );
  expect(tokensPerCall.value).toBeCloseTo(11 / 5, 12);
  expect(acceptedPerCall.value).toBeCloseTo(7 / 5, 12);
  expect(acceptance.value).toBeCloseTo(7 / 9, 12);
  expect(overlap.value).toBeCloseTo(0.5, 12);
  expect(expectedPerCall).toBeCloseTo(1 + 0.5 + 0.25, 12);
  expect(tokensPerCall.interval).not.toBeNull();
});

test('expected tokens: (1 − α^(γ+1)) / (1 − α), and γ + 1 at α = 1', () => {
  expect(expectedTokens(0.8, 4)).toBeCloseTo((1 - 0.8 ** 5) / 0.2, 12);
  expect(expectedTokens(1, 4)).toBe(5);
  expect(expectedTokens(0, 4)).toBe(1);
});

test('spreads by hand', () => {
  expect(timeRangeOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
  expect(timeRangeOf([4, 1, 2, 3])).toEqual({ median: 2.5, least: 1, most: 4 });
});

async function withModels(body: (teacher: Model, student: Model) => Promise<void>): Promise<void> {
  const teacher = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 22, 8);
  const student = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 21, 8);
  await body(teacher, student);
  teacher.dispose();
  student.dispose();
}

const REQUEST = { draftLength: 3, temperature: 1, seed: 5 };

await onEachBackend('drafting', (backend) => {
  test('a teacher drafting for itself: α is 1 and everything is accepted', () =>
    withModels(async (teacher) => {
      const models = { teacher, student: teacher };
      const done: number[] = [];
      const drafting = await measureDrafter(TINY_TASK, models, EXAMPLES, REQUEST, async (count) => {
        done.push(count);
      });
      expect(done).toEqual([16, 20]);
      expect(drafting.overlap.value).toBeCloseTo(1, 4);
      expect(drafting.acceptance.value).toBe(1);
      expect(drafting.rows.map(({ prompt }) => prompt)).toEqual(EXAMPLES.map(({ prompt }) => prompt));
      const few = await measureDrafter(TINY_TASK, models, EXAMPLES.slice(16), REQUEST, async () => {});
      // Random numbers follow the place among the prompts.
      expect(few.rows[0]?.tokens).not.toEqual(drafting.rows[16]?.tokens);
    }));

  // Two hundred prompts are enough for the two to meet; too many for a software adapter.
  test.skipIf(backend !== 'wasm')('α foretells how many drafts stand', () =>
    withModels(async (teacher, student) => {
      const many = Array.from({ length: 240 }, (_, i) => at(EXAMPLES, i % EXAMPLES.length));
      const { overlap, acceptance } = await measureDrafter(
        TINY_TASK,
        { teacher, student },
        many,
        { ...REQUEST, draftLength: 1 },
        async () => {},
      );
      // A draft is judged at every second to every place; with γ = 1 the places are nearly a fair sample.
      expect(acceptance.value).toBeGreaterThan(overlap.value - 0.08);
      expect(acceptance.value).toBeLessThan(overlap.value + 0.08);
      expect(overlap.value).toBeGreaterThan(0.05);
      expect(overlap.value).toBeLessThan(0.95);
    }),
  );

  test('a latency benchmark times all decoders alike, can be cancelled, and leaks nothing', () =>
    withModels(async (teacher, student) => {
      const request = { ...REQUEST, batch: 2, repeats: 2 };
      const models = { teacher, before: student, after: teacher };
      const run = (between: (done: number, total: number) => Promise<void>) =>
        benchmarkLatency(TINY_TASK, models, EXAMPLES.slice(0, 3), request, between);
      const turns: number[] = [];
      const { times, batch, repeats } = await run(async (done, total) => {
        turns.push(done / total);
      });
      expect([batch, repeats]).toEqual([2, 2]);
      const names = ['alone', 'before', 'after', ...(backend === 'webgpu' ? ['kernel'] : [])];
      expect(Object.keys(times)).toEqual(names);
      expect(turns).toHaveLength(names.length * 3);
      expect(turns.at(-1)).toBe(1);
      for (const { least, median, most } of Object.values(times)) {
        expect(least).toBeGreaterThan(0);
        expect(median).toBeGreaterThanOrEqual(least);
        expect(most).toBeGreaterThanOrEqual(median);
      }
      const before = tf.memory().numTensors;
      await measureDrafter(TINY_TASK, { teacher, student }, EXAMPLES.slice(0, 2), REQUEST, async () => {});
      await expect(
        run(async () => {
          throw new Error('enough');
        }),
      ).rejects.toThrow('enough');
      expect(tf.memory().numTensors).toBe(before);
    }));

  describe('a broken-off measurement', () => {
    test('leaves nothing behind', () =>
      withModels(async (teacher, student) => {
        const once = (): Promise<unknown> =>
          measureDrafter(TINY_TASK, { teacher, student }, EXAMPLES, REQUEST, async () => {
            throw new Error('enough');
          });
        await expect(once()).rejects.toThrow('enough');
        const before = tf.memory().numTensors;
        await expect(once()).rejects.toThrow('enough');
        expect(tf.memory().numTensors).toBe(before);
      }));
  });
});
