import { beforeAll, describe, expect, test } from 'vitest';
import { readAsset } from '../../tools/read-asset';
import { UserError } from '../errors/user-error';
import { loadTask } from '.';
import { SIDE } from './pictures';
import { BACKGROUND } from './scenes';
import type { Example, Task } from './task';

const ACROSS = 7;
const PATCH = SIDE / ACROSS;

let task: Task;
let digits: Task;
beforeAll(async () => {
  [task, digits] = await Promise.all([loadTask('scenes', readAsset), loadTask('digits', readAsset)]);
});

/** The sum of grey levels of each patch. */
const inkOf = ({ prompt }: Example): number[] =>
  Array.from({ length: ACROSS ** 2 }, (_, patch) => {
    const [top, left] = [PATCH * Math.floor(patch / ACROSS), PATCH * (patch % ACROSS)];
    let ink = 0;
    for (let i = 0; i < PATCH ** 2; i++) {
      const pixel = (top + Math.floor(i / PATCH)) * SIDE + left + (i % PATCH);
      ink += Number.parseInt(prompt[pixel] ?? '', 16);
    }
    return ink;
  });

describe('scenes', () => {
  test('a patch belongs to a digit exactly where it has a tenth of the ink of a white one', () => {
    for (const example of task.split().test.slice(0, 200)) {
      const expected = inkOf(example).map((ink) => ink >= 24);
      expect([...example.response].map((name) => name !== BACKGROUND)).toEqual(expected);
    }
  });

  test('show one to three different digits, each as often as chance has it', () => {
    const counts = new Map<string, number>();
    for (const { response } of task.split().test) {
      const names = new Set([...response].filter((name) => name !== BACKGROUND));
      expect(names.size).toBeGreaterThan(0);
      expect(names.size).toBeLessThanOrEqual(3);
      for (const name of names) {
        counts.set(name, (counts.get(name) ?? 0) + 1);
        const places = [...response].flatMap((one, place) => (one === name ? [place] : []));
        // Two of the same digit may stand apart.
        expect(places.length).toBeLessThanOrEqual(27);
      }
    }
    // Each of ten digits is in a scene with chance 1 − 0.9³ = 0.271; ± 4 standard deviations of 1,000 scenes.
    for (const count of counts.values()) expect(Math.abs(count - 271)).toBeLessThan(57);
    expect(counts.size).toBe(10);
  });

  test('a digit stands at half its size: no scene has ink that its digits do not', () => {
    const halves = new Set(
      digits.split().test.map(({ prompt }) => {
        const level = (row: number, column: number): number =>
          Number.parseInt(prompt[(2 + row) * SIDE + 2 + column] ?? '', 16);
        return Array.from({ length: 144 }, (_, i) => {
          const [row, column] = [2 * Math.floor(i / 12), 2 * (i % 12)];
          const sum =
            level(row, column) + level(row, column + 1) + level(row + 1, column) + level(row + 1, column + 1);
          return Math.round(sum / 4).toString(16);
        }).join('');
      }),
    );
    const windowAt = (prompt: string, top: number, left: number): string =>
      Array.from({ length: 12 }, (_, row) =>
        prompt.slice((PATCH * top + row) * SIDE + PATCH * left).slice(0, 12),
      ).join('');
    for (const { prompt } of task.split().test.slice(0, 50)) {
      let found = 0;
      for (let place = 0; place < 25; place++) {
        if (halves.has(windowAt(prompt, Math.floor(place / 5), place % 5))) found += 1;
      }
      expect(found).toBe(3);
    }
  });

  test('an answer is a class for each patch, and anything else is refused', () => {
    const { encode, decode } = task.tokenizer;
    const [example] = task.split().train;
    expect(decode(encode(example?.response ?? ''))).toBe(example?.response);
    expect(encode('.09')).toEqual([0, 1, 10]);
    expect(() => encode('.x')).toThrow(UserError);
    expect(() => task.toPrompt('7')).toThrow(UserError);
  });
});
