import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAsset } from '../../tools/read-asset';
import { UserError } from '../errors/user-error';
import { loadTask } from '.';
import { promptIds, responseIds } from './layout';
import {
  digits,
  FASHION_CLASSES,
  PICTURES_HELD_OUT,
  PICTURES_SHIPPED,
  packPictures,
  readPictures,
  SIDE,
  shiftPicture,
} from './pictures';
import { createClassTokenizer } from './tokenizer';

const PIXELS = SIDE ** 2;
const COUNT = PICTURES_SHIPPED + 2 * PICTURES_HELD_OUT;
const CLASSES = ['a', 'b', 'c'];

/** As few as a file may have; picture i has the level i mod 16 at pixel i mod 784, and the class i mod 3. */
function file(): Uint8Array<ArrayBuffer> {
  const levels = new Uint8Array(COUNT * PIXELS);
  for (let i = 0; i < COUNT; i++) levels[i * PIXELS + (i % PIXELS)] = i % 16;
  return packPictures({ levels, labels: Uint8Array.from({ length: COUNT }, (_, i) => i % 3) });
}

describe('a file of pictures', () => {
  test('gives every level and class back, and the last ones are held out', () => {
    const { train, validation, test: held } = readPictures(file(), CLASSES);
    expect([train.length, validation.length, held.length]).toEqual([
      PICTURES_SHIPPED,
      PICTURES_HELD_OUT,
      PICTURES_HELD_OUT,
    ]);
    [...train, ...validation, ...held].forEach(({ prompt, response }, i) => {
      const dark = '0'.repeat(PIXELS);
      const at = i % PIXELS;
      const expected = dark.slice(0, at) + (i % 16).toString(16) + dark.slice(at + 1);
      if (prompt !== expected || response !== CLASSES[i % 3]) throw new Error(`picture ${i} differs`);
    });
  });

  test.each([
    ['is cut off', (bytes: Uint8Array) => bytes.subarray(0, -1), 'task-data-count'],
    ['has too few', (bytes: Uint8Array) => bytes.subarray(0, 393 * 100), 'task-data-count'],
    ['names a class that there is not', (bytes: Uint8Array) => bytes.with(7, 3), 'task-data-unreadable'],
  ] as const)('that %s is refused', (_, damage, code) => {
    expect(() => readPictures(damage(file()), CLASSES)).toThrow(
      expect.objectContaining({ code }) as unknown as Error,
    );
  });

  test('is read packed or unpacked, and refused when it is neither', async () => {
    const bytes = await readAsset('data/digits.bin.gz');
    const task = await digits.load(async () => bytes);
    expect(task.split().train).toHaveLength(PICTURES_SHIPPED);
    const damaged = gzipSync(file()).subarray(0, 500);
    await expect(digits.load(async () => damaged)).rejects.toThrow(UserError);
  });
});

test('the classes of each set are balanced in what is held out', async () => {
  for (const id of ['digits', 'fashion'] as const) {
    const { test: held, validation } = (await loadTask(id, readAsset)).split();
    for (const part of [held, validation]) {
      const counts = new Map<string, number>();
      for (const { response } of part) counts.set(response, (counts.get(response) ?? 0) + 1);
      expect([...counts.values()]).toEqual(new Array(10).fill(100));
    }
  }
});

test('even and odd are the pictures of the digits, which stay known as subclasses', async () => {
  const [digits, parity] = await Promise.all([loadTask('digits', readAsset), loadTask('parity', readAsset)]);
  expect(parity.subclasses).toEqual(digits.tokenizer.vocabulary);
  expect(digits.subclasses).toBeUndefined();
  for (const part of ['train', 'validation', 'test'] as const) {
    const expected = digits.split()[part].map(({ prompt, response }) => ({
      prompt,
      response: '02468'.includes(response) ? 'even' : 'odd',
      subclass: response,
    }));
    expect(parity.split()[part]).toEqual(expected);
  }
});

test('a picture and its class become the numbers that a model reads', async () => {
  const task = await loadTask('fashion', readAsset);
  const picture = `0f${'7'.repeat(PIXELS - 2)}`;
  expect(promptIds(task, picture).slice(0, 3)).toEqual([0, 15, 7]);
  expect(promptIds(task, picture)).toHaveLength(PIXELS);
  expect(responseIds(task, 'sandal')).toEqual({ ids: [FASHION_CLASSES.indexOf('sandal')], count: 1 });
  expect(task.toPrompt(picture)).toBe(picture);
  expect(() => task.toPrompt(picture.slice(1))).toThrow(UserError);
  expect(() => task.toPrompt(`g${picture.slice(1)}`)).toThrow(UserError);
});

test('a tokenizer of classes has no marks, and names what it does not know', () => {
  const { vocabulary, size, encode, decode } = createClassTokenizer(CLASSES);
  expect([vocabulary, size]).toEqual([CLASSES, 3]);
  for (const [id, name] of CLASSES.entries()) {
    expect(encode(name)).toEqual([id]);
    expect(decode([id])).toBe(name);
  }
  expect(() => encode('ab')).toThrow(UserError);
  expect(CLASSES).not.toContain(decode([3]));
});

test('a moved picture has its pixels elsewhere, and black where they came from', () => {
  const pixels = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: PIXELS, maxLength: PIXELS });
  const move = fc.integer({ min: -3, max: 3 });
  fc.assert(
    fc.property(pixels, move, move, (levels, right, down) => {
      const prompt = levels.map((level) => level.toString(16)).join('');
      const found = shiftPicture(prompt, right, down);
      const expected = Array.from({ length: PIXELS }, (_, i) => {
        const [row, column] = [Math.floor(i / SIDE) - down, (i % SIDE) - right];
        const inside = row >= 0 && row < SIDE && column >= 0 && column < SIDE;
        return inside ? (levels[row * SIDE + column] ?? 0).toString(16) : '0';
      }).join('');
      expect(found).toBe(expected);
    }),
    { numRuns: 30 },
  );
});
