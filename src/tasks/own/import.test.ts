import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OWN_DATA_LIMITS as LIMITS } from '../../experiment/own-data';
import type { Example } from '../task';
import { DataError, type ReadHooks } from './encoding';
import { GUESS_ALL, type Imported, type ImportOptions, importData } from './import';

const HOOKS: ReadHooks = { pause: () => Promise.resolve() };

const load = (
  content: BlobPart,
  name = 'data.txt',
  options: Partial<ImportOptions> = {},
): Promise<Imported> => importData(new Blob([content]), name, { ...GUESS_ALL, ...options }, HOOKS);

/** Forty different pairs. */
const PAIRS: readonly Example[] = Array.from({ length: 40 }, (_, i) => ({
  prompt: `question ${i}`,
  response: `answer ${i * i}`,
}));
const csv = (rows: readonly Example[], delimiter = ',', end = '\n'): string =>
  rows.map(({ prompt, response }) => `${prompt}${delimiter}${response}`).join(end);

/** Why it is refused. */
const refusal = async (loading: Promise<unknown>): Promise<string> => {
  const error = await loading.catch((caught: unknown) => caught);
  if (error instanceof DataError) return error.code;
  throw new Error(`expected a DataError, got ${String(error)}`);
};

describe('what a writer writes is read back', () => {
  /** Anything that may be in a cell: delimiters, quotes, line ends, accents that are composed or not. */
  const cell = fc
    .string({
      unit: fc.constantFrom(...'abc ,;\t|"\'\n\r=[]{}:\\éあß', 'e\u0301', '\r\n'),
      minLength: 1,
      maxLength: 20,
    })
    .map((text) => text.replace(/\r\n?/g, '\n').trim())
    .filter((text) => text !== '');
  const examples = fc.uniqueArray(fc.record({ prompt: cell, response: cell }), {
    minLength: LIMITS.fewest,
    maxLength: 60,
    selector: ({ prompt }) => prompt.normalize('NFC'),
  });
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const composed = (rows: readonly Example[]): Example[] =>
    rows.map(({ prompt, response }) => ({
      prompt: prompt.normalize('NFC').trim(),
      response: response.normalize('NFC').trim(),
    }));

  const table = (delimiter: string, end: string) => (rows: readonly Example[]) =>
    ['prompt', 'response'].join(delimiter) +
    end +
    rows.map(({ prompt, response }) => quoted(prompt) + delimiter + quoted(response)).join(end) +
    end;
  const writers: readonly (readonly [string, string, (rows: readonly Example[]) => string])[] = [
    ['CSV', 'a.csv', table(',', '\r\n')],
    ['CSV with semicolons', 'a.csv', table(';', '\n')],
    ['TSV', 'a.tsv', table('\t', '\n')],
    ['JSONL', 'a.jsonl', (rows) => rows.map((row) => JSON.stringify(row)).join('\n')],
    [
      'JSONL with lists',
      'a.jsonl',
      (rows) => rows.map(({ prompt, response }) => JSON.stringify([prompt, response])).join('\r\n'),
    ],
    ['JSON', 'a.json', (rows) => JSON.stringify(rows)],
    ['indented JSON', 'a.json', (rows) => `\n${JSON.stringify({ rows }.rows, null, 2)}\n`],
  ];

  test.each(writers)('%s', async (_, name, write) => {
    await fc.assert(
      fc.asyncProperty(examples, async (rows) => {
        const { examples: read, preview } = await load(write(rows), name);
        expect(read).toEqual(composed(rows));
        expect(preview.used).toBe(rows.length);
        expect(preview.leftOut).toEqual([]);
        expect(preview.columns?.sure).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('the same data has the same fingerprint in every format, encoding and under every line end', async () => {
    await fc.assert(
      fc.asyncProperty(examples, async (rows) => {
        const fingerprints = new Set<number>();
        for (const [, name, write] of writers) {
          fingerprints.add((await load(write(rows), name)).preview.fingerprint);
          fingerprints.add((await load(utf16(write(rows), true), name)).preview.fingerprint);
        }
        expect(fingerprints.size).toBe(1);
        expect([...fingerprints][0]).toBeGreaterThan(0);
      }),
      { numRuns: 10 },
    );
  });
});

/** With a byte order mark. */
function utf16(text: string, littleEndian: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2 + 2 * text.length);
  const view = new DataView(bytes.buffer);
  [0xfeff, ...Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))].forEach((unit, i) => {
    view.setUint16(2 * i, unit, littleEndian);
  });
  return bytes;
}

describe('encodings', () => {
  const rows = PAIRS.map(({ prompt, response }) => ({
    prompt: `über ${prompt}`,
    response: `naïve ${response}`,
  }));
  const text = csv(rows, '\t');
  const latin = Uint8Array.from(text, (character) => character.charCodeAt(0));

  test.each([
    ['UTF-8', 'utf-8', new TextEncoder().encode(text)],
    ['UTF-8 with a byte order mark', 'utf-8', new TextEncoder().encode(`\ufeff${text}`)],
    ['UTF-16, little end first', 'utf-16le', utf16(text, true)],
    ['UTF-16, big end first', 'utf-16be', utf16(text, false)],
    ['Windows-1252', 'windows-1252', latin],
  ] as const)('%s', async (_, encoding, bytes) => {
    const { preview, examples } = await load(bytes, 'words.tsv');
    expect(preview.encoding).toBe(encoding);
    expect(examples).toEqual(rows);
  });

  test('a character that is cut by the border of two pieces stays whole', async () => {
    const long = '表語'.repeat(400_000);
    const { preview } = await load(long);
    expect(preview.encoding).toBe('utf-8');
    expect(preview.characters).toBe('表語');
  });

  test.each([
    ['lf', '\n'],
    ['crlf', '\r\n'],
    ['cr', '\r'],
  ])('line ends: %s', async (kind, end) => {
    const { preview, examples } = await load(csv(PAIRS, ',', end), 'a.csv');
    expect(preview.lineEnds).toBe(kind);
    expect(examples).toEqual(PAIRS);
  });

  test('mixed line ends, one of them cut by the border of two pieces', async () => {
    const filler = 'x'.repeat((1 << 19) - 1);
    const { preview } = await load(`${filler}\r\n${filler}\n`);
    expect(preview.lineEnds).toBe('mixed');
    expect(preview.leftOut.some(({ reason }) => reason === 'control')).toBe(false);
  });
});

describe('files that cannot be read, each with its reason', () => {
  const random = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3) * 31) & 255);
  test.each([
    ['an empty file', 'a.csv', '', 'no-content'],
    ['blank lines only', 'a.csv', '\n \n\r\n', 'no-content'],
    ['noise', 'a.txt', random, 'binary'],
    ['NUL characters', 'a.csv', 'a,b\0\0\nc,d\0', 'binary'],
    ['UTF-16 without a byte order mark', 'a.csv', utf16(csv(PAIRS), true).slice(2), 'binary'],
    ['a spreadsheet', 'a.xlsx', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 6, 0), 'archive'],
    ['a packed file', 'a.csv.gz', Uint8Array.of(0x1f, 0x8b, 8, 0), 'archive'],
    ['a PDF', 'a.pdf', '%PDF-1.7\n%âãÏÓ', 'pdf'],
    ['one column', 'a.csv', 'word\nhouse\ntree\n', 'one-column'],
    ['JSONL of texts', 'a.jsonl', '"a"\n"b"\n', 'one-column'],
    ['JSON that is no list', 'a.json', '{\n  "version": 1,\n  "data": []\n}', 'no-rows'],
    ['a list without elements', 'a.json', '[]', 'no-rows'],
    ['a list that never ends', 'a.json', `["${'x'.repeat(1_500_000)}`, 'record-too-long'],
    ['a line that never ends', 'a.jsonl', `{"a":"${'x'.repeat(1_500_000)}`, 'record-too-long'],
  ] as const)('%s', async (_, name, content, code) => {
    expect(await refusal(load(content, name))).toBe(code);
  });

  test('too many bytes, before any is read', async () => {
    const file = { size: LIMITS.bytes + 1 } as Blob;
    expect(await refusal(importData(file, 'a.csv', GUESS_ALL, HOOKS))).toBe('too-big');
  });

  test('a file that has gone away', async () => {
    const gone = { arrayBuffer: () => Promise.reject(new DOMException('', 'NotFoundError')) };
    const file = { size: 10, slice: () => gone } as unknown as Blob;
    expect(await refusal(importData(file, 'a.csv', GUESS_ALL, HOOKS))).toBe('gone');
  });
});

describe('rows that cannot be used are counted, with their lines', () => {
  const counts = ({ preview }: Imported): Record<string, number> =>
    Object.fromEntries(preview.leftOut.map(({ reason, count }) => [reason, count]));
  const linesOf = ({ preview }: Imported, reason: string): number[] =>
    preview.leftOut.find((entry) => entry.reason === reason)?.samples.map(({ line }) => line) ?? [];

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
    const [rare] = preview.leftOut;
    expect(rare).toMatchObject({ reason: 'rare', count: 300 - preview.used });
    expect(preview.rareCharacters.length).toBeGreaterThan(10);
    expect(preview.characters).not.toContain(preview.rareCharacters.charAt(0));
  });

  test('beyond the most examples, rows are counted only', async () => {
    const more = LIMITS.examples + 50;
    const rows = Array.from({ length: more }, (_, i) => `${i}\t${i % 97}`);
    const { preview, examples } = await load(rows.join('\n'), 'a.tsv');
    expect(examples).toHaveLength(LIMITS.examples);
    expect(preview.leftOut).toMatchObject([{ reason: 'beyond', count: 50 }]);
    expect(preview.split).toEqual({ train: LIMITS.examples - 2000, validation: 1000, test: 1000 });
  });
});

describe('format and columns', () => {
  const columnsOf = async (content: string, name: string, options: Partial<ImportOptions> = {}) =>
    (await load(content, name, options)).preview.columns;
  const body = Array.from({ length: 35 }, (_, i) => `${i},in ${i},out ${i}`).join('\n');

  test('by name, in any order', async () => {
    expect(await columnsOf(`id,Target_Text,source\n${body}`, 'a.csv')).toEqual({
      names: ['id', 'Target_Text', 'source'],
      header: true,
      prompt: 2,
      response: 1,
      sure: true,
    });
  });

  test('asked for where it is not clear', async () => {
    expect(await columnsOf(body, 'a.csv')).toEqual({
      names: ['1', '2', '3'],
      header: false,
      prompt: 0,
      response: 1,
      sure: false,
    });
    expect(await columnsOf(body, 'a.csv', { prompt: 1, response: 2 })).toMatchObject({
      prompt: 1,
      response: 2,
      sure: true,
    });
  });

  test('a header that only the visitor knows of', async () => {
    const content = `deutsch,english\n${csv(PAIRS)}`;
    expect((await load(content, 'a.csv')).preview.used).toBe(41);
    const told = await load(content, 'a.csv', { header: true });
    expect(told.preview.used).toBe(40);
    expect(told.preview.columns?.names).toEqual(['deutsch', 'english']);
  });

  test('pasted text: table, JSON lines, list, prose', async () => {
    const formatOf = async (content: string, asked: ImportOptions['format'] = 'auto') => {
      const { preview } = await load(content, '', { format: asked });
      return [preview.format, preview.delimiter];
    };
    expect(await formatOf(csv(PAIRS, '\t'))).toEqual(['table', '\t']);
    expect(await formatOf(csv(PAIRS, ';'))).toEqual(['table', ';']);
    expect(await formatOf(PAIRS.map((row) => JSON.stringify(row)).join('\n'))).toEqual(['json', null]);
    expect(await formatOf(JSON.stringify(PAIRS))).toEqual(['json', null]);
    expect(await formatOf('Well, this is prose.\nIt has commas, some of them, here,\nand lines.')).toEqual([
      'text',
      null,
    ]);
    expect(await formatOf(csv(PAIRS, '\t'), 'text')).toEqual(['text', null]);
  });

  test('a delimiter that Excel names in the first line', async () => {
    const { preview, examples } = await load(`sep=;\n${csv(PAIRS, ';')}`, 'a.csv');
    expect(preview.delimiter).toBe(';');
    expect(examples).toEqual(PAIRS);
  });
});

describe('running text', () => {
  const text = Array.from({ length: 400 }, (_, i) => `Line ${i} says ${(i * 7919) % 1000}.\n`).join('');

  test('windows follow one another', async () => {
    const { examples, preview } = await load(text);
    expect(preview).toMatchObject({ kind: 'text', format: 'text', leftOut: [] });
    expect(preview.rows).toBe(Math.floor(text.length / LIMITS.window) - 1);
    expect(examples.map(({ response }) => response).join('')).toBe(
      text.slice(LIMITS.window, LIMITS.window * (preview.rows + 1)),
    );
    examples.forEach(({ prompt }, i) => {
      expect(text.slice(0, LIMITS.window * (i + 1)).endsWith(prompt)).toBe(true);
    });
    expect(preview.promptLengths.filter((count) => count > 0).length).toBeGreaterThan(10);
  });

  test('windows with emoji or rare characters are left out', async () => {
    const { preview } = await load(`${text}👍${text}`);
    const astral = preview.leftOut.find(({ reason }) => reason === 'astral');
    expect(astral?.count).toBeGreaterThan(0);
    expect(astral?.count).toBeLessThanOrEqual(3);
  });

  test('the end of a very long text is counted', async () => {
    const long = text.repeat(Math.ceil(5_000_000 / text.length));
    const { preview } = await load(long);
    expect(preview.rows).toBe(preview.used + preview.leftOut.reduce((sum, { count }) => sum + count, 0));
    expect(preview.leftOut.map(({ reason }) => reason)).toContain('beyond');
  });
});

test('progress reaches the end, others are let in between, and an import can be called off', async () => {
  const big = new Blob([csv(PAIRS).repeat(4000)]);
  const seen: number[] = [];
  let pauses = 0;
  const hooks: ReadHooks = {
    pause: () => {
      pauses += 1;
      return Promise.resolve();
    },
    progress: (done, total) => seen.push(done / total),
  };
  await importData(big, 'a.csv', GUESS_ALL, hooks);
  expect(pauses).toBeGreaterThan(5);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);

  const controller = new AbortController();
  const stop: ReadHooks = {
    pause: () => {
      controller.abort();
      return Promise.resolve();
    },
    signal: controller.signal,
  };
  await expect(importData(big, 'a.csv', GUESS_ALL, stop)).rejects.toMatchObject({ name: 'AbortError' });
});
