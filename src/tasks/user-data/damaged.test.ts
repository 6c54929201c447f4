/** Files that are damaged, or nonsense: each is refused with its reason, or loses the rows that are wrong and no others. */
import { describe, expect, test } from 'vitest';
import { inEnglish } from '../../app/text/english';
import { UserError } from '../../errors/user-error';
import { USER_DATA_LIMITS as LIMITS, READ_AS_DETECTED } from '../../experiment/user-data';
import { csv, load, NO_PAUSE, PAIRS } from '../../test-support/user-data';
import { type Imported, importData } from './import';

/** Why it is refused. The page has a sentence for it that needs nothing more. */
const refusal = async (loading: Promise<unknown>): Promise<string> => {
  const error = await loading.catch((caught: unknown) => caught);
  if (!(error instanceof UserError)) throw new Error(`expected a UserError, got ${String(error)}`);
  expect(inEnglish(error)).not.toMatch(/[{}]/);
  return error.code.replace('data-', '');
};

describe('files that cannot be read, each with its reason', () => {
  const random = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3) * 31) & 255);
  test.each([
    ['an empty file', 'a.csv', '', 'no-content'],
    ['blank lines only', 'a.csv', '\n \n\r\n', 'no-content'],
    ['noise', 'a.txt', random, 'binary'],
    ['NUL characters', 'a.csv', 'a,b\0\0\nc,d\0', 'binary'],
    ['a spreadsheet', 'a.xlsx', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 6, 0), 'archive'],
    ['a packed file', 'a.csv.gz', Uint8Array.of(0x1f, 0x8b, 8, 0), 'archive'],
    ['a PDF', 'a.pdf', '%PDF-1.7\n%âãÏÓ', 'pdf'],
    ['one column', 'a.csv', 'word\nhouse\ntree\n', 'one-column'],
    ['JSON that is no list', 'a.json', '{\n  "version": 1,\n  "data": []\n}', 'no-rows'],
    ['a list without elements', 'a.json', '[]', 'no-rows'],
    ['a list that never ends', 'a.json', `["${'x'.repeat(1_500_000)}`, 'record-too-long'],
    ['a line that never ends', 'a.jsonl', `{"a":"${'x'.repeat(1_500_000)}`, 'record-too-long'],
  ] as const)('%s', async (_, name, content, code) => {
    expect(await refusal(load(content, name))).toBe(code);
  });

  test('too many bytes, before any is read', async () => {
    const file = { size: LIMITS.bytes + 1 } as Blob;
    expect(await refusal(importData(file, 'a.csv', READ_AS_DETECTED, NO_PAUSE))).toBe('too-big');
  });

  test('a file that has gone away', async () => {
    const gone = { arrayBuffer: () => Promise.reject(new DOMException('', 'NotFoundError')) };
    const file = { size: 10, slice: () => gone } as unknown as Blob;
    expect(await refusal(importData(file, 'a.csv', READ_AS_DETECTED, NO_PAUSE))).toBe('gone');
  });
});

describe('rows that cannot be used are counted, with their lines', () => {
  const counts = ({ preview }: Imported): Record<string, number> =>
    Object.fromEntries(preview.excluded.map(({ reason, count }) => [reason, count]));
  const linesOf = ({ preview }: Imported, reason: string): number[] =>
    preview.excluded.find((entry) => entry.reason === reason)?.samples.map(({ line }) => line) ?? [];

  test.each([
    ['a quotation mark that is never closed', '"open,b', 'quotes'],
    ['one that is closed in the middle of a cell', '"open" and,b', 'quotes'],
    ['too few cells', 'alone', 'columns'],
    ['too many cells', 'a,b,c', 'columns'],
    ['an empty prompt', ' ,b', 'empty'],
    ['an empty response', 'a,""', 'empty'],
    ['a prompt twice', 'question 7,other', 'duplicate'],
    ['a long prompt', `${'x'.repeat(64)},b`, 'long-prompt'],
    ['a very long response', `a,${'x'.repeat(70_000)}`, 'long-response'],
    ['an emoji', 'a,good 👍', 'astral'],
    ['a control character', 'a\u0007,b', 'control'],
  ])('CSV: %s', async (_, row, reason) => {
    const before = csv(PAIRS.slice(0, 20));
    const after = csv(PAIRS.slice(20));
    const imported = await load(`${before}\n${row}\n\n${after}\n`, 'a.csv');
    expect(counts(imported)).toEqual({ [reason]: 1 });
    expect(linesOf(imported, reason)).toEqual([21]);
    expect(imported.preview.used).toBe(40);
    expect(imported.preview.rows).toBe(41);
  });

  test('empty cells at the end of a row, as spreadsheets write them, do no harm', async () => {
    const imported = await load(`${csv(PAIRS)}\nlast,row,,\n`, 'a.csv');
    expect(imported.preview.used).toBe(41);
  });

  test('a quoted line end does not confuse the counting of lines', async () => {
    const imported = await load(`"two\nlines",b\n${csv(PAIRS)}\nalone\n`, 'a.csv');
    expect(linesOf(imported, 'columns')).toEqual([43]);
  });

  test('where most quotes are wrong they are ordinary characters', async () => {
    const rows = PAIRS.map(({ prompt, response }) => ({ prompt: `"${prompt}", he said`, response }));
    const imported = await load(csv(rows, '\t'), 'a.tsv');
    expect(imported.examples).toEqual(rows);
    const late = `${csv(PAIRS.slice(0, 35), ';').repeat(1)}\n${'"x;y\n'.repeat(5000)}`;
    expect((await load(late, 'a.csv')).preview.used).toBeGreaterThanOrEqual(35);
  });

  test('JSONL: damaged lines and values that are not text', async () => {
    const good = PAIRS.map((row) => JSON.stringify(row)).join('\n');
    const bad = [
      '{"prompt": "x", "response": ',
      'nonsense',
      '{"prompt": "x", "response": null}',
      '{"prompt": "x", "response": {"a": 1}}',
      '{"prompt": "only"}',
      '{"prompt": 12, "response": true}',
    ];
    const imported = await load(`${good}\n${bad.join('\n')}\n\n`, 'a.jsonl');
    expect(counts(imported)).toEqual({ json: 2, 'not-text': 2, columns: 1 });
    expect(linesOf(imported, 'json')).toEqual([41, 42]);
    expect(imported.examples.at(-1)).toEqual({ prompt: '12', response: 'true' });
  });

  test('JSON: a damaged element leaves the others whole, and a cut list what came before', async () => {
    const list = PAIRS.map((row) => JSON.stringify(row));
    const imported = await load(`[\n${list.join(',\n')},\n{"prompt": oops}, {"__proto__": 1}`, 'a.json');
    expect(imported.preview.used).toBe(40);
    expect(counts(imported)).toEqual({ json: 1, columns: 1 });
    expect(linesOf(imported, 'json')).toEqual([42]);
  });

  test('too few usable rows: no fingerprint, so nothing that could be used', async () => {
    const { preview } = await load(csv(PAIRS.slice(0, LIMITS.fewest - 1)), 'a.csv');
    expect(preview.used).toBe(LIMITS.fewest - 1);
    expect(preview.fingerprint).toBe(0);
  });

  test('more characters than the vocabulary holds: the rarest cost their rows and are named', async () => {
    // 41 common characters in every row, and 300 that occur once each.
    const rows = Array.from({ length: 300 }, (_, i) => `number ${i}\t${String.fromCharCode(0x4e00 + i)}`);
    const { preview } = await load(rows.join('\n'), 'a.tsv');
    expect(preview.characters).toHaveLength(LIMITS.characters);
    const [rare] = preview.excluded;
    expect(rare).toMatchObject({ reason: 'rare', count: 300 - preview.used });
    expect(preview.rareCharacters.length).toBeGreaterThan(10);
    expect(preview.characters).not.toContain(preview.rareCharacters.charAt(0));
  });

  test('beyond the most examples, rows are counted only', async () => {
    const more = LIMITS.examples + 50;
    const rows = Array.from({ length: more }, (_, i) => `${i}\t${i % 97}`);
    const { preview, examples } = await load(rows.join('\n'), 'a.tsv');
    expect(examples).toHaveLength(LIMITS.examples);
    expect(preview.excluded).toMatchObject([{ reason: 'beyond', count: 50 }]);
    expect(preview.split).toEqual({ train: LIMITS.examples - 2000, validation: 1000, test: 1000 });
  });
});
