import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { readAsset } from '../../tools/read-asset';
import { UserError } from '../errors/user-error';
import { says } from '../test-support/says';
import { unpackText } from './load';
import { ARPABET, PHONEMES_PATH, packPhones, phonemes } from './phonemes';

const packed = new Uint8Array(await readAsset(PHONEMES_PATH));
const text = gunzipSync(packed).toString('utf8');
const bytesOf = (content: string): Uint8Array => new TextEncoder().encode(content);
const loadFrom = (bytes: Uint8Array) => phonemes.load(() => Promise.resolve(bytes));

test('a phone is one character that no spelling has, and no two are alike', () => {
  const characters = Object.values(ARPABET);
  expect(characters).toHaveLength(39);
  expect(new Set(characters).size).toBe(39);
  for (const character of characters) expect(character).toMatch(/^[^a-z=\ud800-\udfff]$/);
  expect(packPhones('S P IY CH')).toBe('SPēČ');
  expect(packPhones('S P IY1 CH')).toBeNull();
  expect(packPhones('')).toBeNull();
  expect(packPhones(Array(11).fill('S').join(' '))).toBeNull();
});

test('the file is sorted, without stress marks, comments or further pronunciations', () => {
  const lines = text.trimEnd().split('\n');
  expect(lines).toEqual([...lines].sort());
  for (const line of lines) {
    if (!/^[a-z]{3,9}\t[A-Z]{1,2}( [A-Z]{1,2}){0,9}$/.test(line)) throw new Error(line);
  }
  expect(text).toContain('\nspeech\tS P IY CH\n');
  // The first of two pronunciations, and an entry that has a comment in the dictionary.
  expect(text).toContain('\ntomato\tT AH M EY T OW\n');
  expect(text).toContain('\naalborg\tAO L B AO R G\n');
});

test('the file is small and the same wherever it is made', () => {
  expect(packed.length).toBeLessThan(700_000);
  // Flags and time 0, operating system unknown.
  expect([...packed.slice(3, 8), packed[9]]).toEqual([0, 0, 0, 0, 0, 255]);
});

test('bytes that the server has unpacked already are read as well', async () => {
  const [one, two] = await Promise.all([loadFrom(packed), loadFrom(bytesOf(text))]);
  expect(two.split().test).toEqual(one.split().test);
});

describe('damaged data is refused with a sentence', () => {
  const lines = text.trimEnd().split('\n');
  test.each<[string, Uint8Array, RegExp]>([
    ['cut off', packed.slice(0, 1000), /cannot be unpacked/],
    ['with a wrong checksum', Uint8Array.from(packed).fill(0, -8, -4), /cannot be unpacked/],
    ['not UTF-8', Uint8Array.of(0xff, 0xfe, 0xfd), /cannot be unpacked/],
    ['empty', new Uint8Array(), /holds 0 words/],
    ['a web page', bytesOf('<!doctype html><title>Home</title>'), /cannot be read/],
    ['short of a line', bytesOf(lines.slice(1).join('\n')), /97489 words instead of 97490/],
    ['with an unknown phone', new Uint8Array(gzipSync(`abc\tQQ\n${text}`)), /cannot be read/],
    ['with too long a word', bytesOf(`abcdefghij\tS\n${text}`), /cannot be read/],
    ['without a tab', bytesOf(`abc\n${text}`), /cannot be read/],
  ])('%s', async (_name, bytes, message) => {
    await expect(loadFrom(bytes)).rejects.toThrow(UserError);
    await expect(loadFrom(bytes)).rejects.toThrow(says(message));
  });
});

describe('loadTask', () => {
  beforeEach(() => {
    vi.resetModules();
  });

  test('two calls get the same task; a failure passes through and is not remembered', async () => {
    const { loadTask } = await import('./index');
    const broken = new Error('no network');
    await expect(loadTask('phonemes', () => Promise.reject(broken))).rejects.toBe(broken);
    await expect(loadTask('phonemes', async () => new Uint8Array())).rejects.toThrow(says(/holds 0 words/));
    const read = vi.fn(async () => packed);
    const [one, two] = await Promise.all([loadTask('phonemes', read), loadTask('phonemes', read)]);
    expect(one).toBe(two);
    expect(await loadTask('phonemes', read)).toBe(one);
    expect(read.mock.calls).toEqual([[PHONEMES_PATH], [PHONEMES_PATH]]);
  });
});

test('text is unpacked as it was packed', async () => {
  expect(await unpackText(new Uint8Array(gzipSync('déjà vu')))).toBe('déjà vu');
  expect(await unpackText(bytesOf('déjà vu'))).toBe('déjà vu');
});

test('what a user types becomes a prompt', async () => {
  const task = await loadFrom(packed);
  expect(task.toPrompt(' Speech ')).toBe('speech=');
  expect(task.toPrompt('speech =')).toBe('speech=');
  expect(() => task.toPrompt('=')).toThrow(UserError);
});
