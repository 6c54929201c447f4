import { describe, expect, test } from 'vitest';
import { PICTURE_LIMITS } from '../../../experiment/user-data';
import { says } from '../../../test-support/says';
import { NO_PAUSE } from '../../../test-support/user-data';
import { importPixelTable, pixelTableOf } from './pixel-table';

const PIXELS = 784;
/** Pixels of the i-th picture: dark corners, as handwritten digits have. */
const pixels = (i: number): number[] =>
  Array.from({ length: PIXELS }, (_, at) => (at < 28 || at >= 756 ? 0 : (at * (i + 3)) % 256));
const labels = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i % 10));
const table = (rows: readonly (readonly (string | number)[])[], delimiter = ','): string =>
  rows.map((row) => row.join(delimiter)).join('\n');
const first = labels(40).map((label, i) => [label, ...pixels(i)]);
const last = labels(40).map((label, i) => [...pixels(i), label]);
const names = Array.from({ length: PIXELS }, (_, i) => `pixel${i}`);

const load = (text: string, label: 'first' | 'last' | null = null) =>
  importPixelTable(new Blob([text]), label, NO_PAUSE);

describe('where the classes are', () => {
  test.each([
    ['first, without a header', table(first), 'first', false],
    ['last, without a header', table(last), 'last', false],
    ['first, by its name', table([['label', ...names], ...first]), 'first', true],
    ['last, by its name', table([[...names, 'class'], ...last]), 'last', true],
    ['last, because it is text', table(last.map((row) => [...row.slice(0, -1), 'cat'])), 'last', false],
    ['first, separated by semicolons', table(first, ';'), 'first', false],
    ['first, with Windows line ends', table(first).replaceAll('\n', '\r\n'), 'first', false],
  ] as const)('%s', (_what, text, label, header) => {
    expect(pixelTableOf(text, true, null)).toMatchObject({ label, header, side: 28 });
  });

  test('the user’s word counts', () => {
    expect(pixelTableOf(table(first), true, 'last')?.label).toBe('last');
  });

  test('other tables, and text, are none', () => {
    const pairs = Array.from({ length: 40 }, (_, i) => `${i},${i + 1}`).join('\n');
    // Ten columns of numbers: a picture of 3 · 3 pixels would be one.
    const small = Array.from({ length: 40 }, () => '1,2,3,4,5,6,7,8,9,0').join('\n');
    const words = table([new Array<string>(785).fill('word'), new Array<string>(785).fill('word')]);
    for (const text of ['', 'a', pairs, small, words]) expect(pixelTableOf(text, true, null)).toBeNull();
  });
});

describe('reading', () => {
  test('gives the pixels and the labels, wherever these are', async () => {
    const imported = await load(table([['label', ...names], ...first]));
    expect(imported?.preview).toMatchObject({ kind: 'pictures', found: 40, used: 40, excluded: [] });
    expect(imported?.preview.classes.map(({ name }) => name)).toEqual([...labels(10)]);
    expect(imported?.examples[7]?.response).toBe('7');
    const levels = pixels(7).map((grey) => Math.round(grey / 17).toString(16));
    expect(imported?.examples[7]?.prompt).toBe(levels.join(''));
    expect((await load(table(last)))?.preview.fingerprint).toBe(imported?.preview.fingerprint);
  });

  test('rows that are damaged cost themselves, and are counted with their lines', async () => {
    const damaged = [['1', 2, 3], ['1', ...pixels(50).with(5, 256)], ['', ...pixels(51)], first[0] ?? []];
    const imported = await load(table([...first, ...damaged]));
    expect(imported?.preview).toMatchObject({ found: 44, used: 40 });
    expect(
      Object.fromEntries(imported?.preview.excluded.map(({ reason, samples }) => [reason, samples]) ?? []),
    ).toEqual({ cells: ['41'], levels: ['42'], 'no-class': ['43'], same: ['44'] });
  });

  test('smaller and larger squares are made 28 pixels wide', async () => {
    const squares = Array.from({ length: 40 }, (_, i) => [i % 2, ...new Array<number>(64).fill(i * 6)]);
    const imported = await load(table(squares));
    const found = imported?.examples.map(({ prompt }) => prompt);
    expect(found).toEqual(Array.from({ length: 15 }, (_, level) => level.toString(16).repeat(PIXELS)));
  });

  test('too few pictures, or one class, have no fingerprint', async () => {
    expect((await load(table(first.slice(0, 29))))?.preview.fingerprint).toBe(0);
    expect((await load(table(first.map((row) => ['1', ...row.slice(1)]))))?.preview.fingerprint).toBe(0);
  });

  test('a file beyond the limit is refused in a sentence', async () => {
    const huge = new Blob([table(first)]);
    Object.defineProperty(huge, 'size', { value: PICTURE_LIMITS.archive + 1 });
    await expect(importPixelTable(huge, null, NO_PAUSE)).rejects.toThrow(says(/at most 128 MB/));
  });
});
