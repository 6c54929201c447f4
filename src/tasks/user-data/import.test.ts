import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ImportOptions, USER_DATA_LIMITS as LIMITS, READ_AS_DETECTED } from '../../experiment/user-data';
import { csv, load, PAIRS, utf16 } from '../../test-support/user-data';
import type { Example } from '../task';
import type { ReadHooks } from './bytes';
import { importData } from './import';

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
        expect(preview.excluded).toEqual([]);
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
    ['UTF-16 without a byte order mark', 'utf-16le', utf16(text, true).slice(2)],
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
    const filler = 'x'.repeat((1 << 20) - 1);
    const { preview } = await load(`${filler}\r\n${filler}\n`);
    expect(preview.lineEnds).toBe('mixed');
    expect(preview.excluded.some(({ reason }) => reason === 'control')).toBe(false);
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
      headerSure: true,
      prompt: 2,
      response: 1,
      input: -1,
      sure: true,
    });
  });

  test('asked for where it is not clear', async () => {
    expect(await columnsOf(body, 'a.csv')).toEqual({
      names: ['1', '2', '3'],
      header: false,
      headerSure: true,
      prompt: 0,
      response: 1,
      input: -1,
      sure: false,
    });
    expect(await columnsOf(body, 'a.csv', { prompt: 1, response: 2 })).toMatchObject({
      prompt: 1,
      response: 2,
      sure: true,
    });
  });

  test.each([
    ['a', 'aa'],
    ['q', 'it'],
    ['en', 'q'],
  ])('short words that may also be names of columns are a row: %s, %s', async (...first) => {
    const rows = [first, ...Array.from({ length: 29 }, (_, i) => [`${i}x`, 'a'] as const)];
    const { examples, preview } = await load(rows.map((row) => row.join(',')).join('\n'), 'a.csv');
    expect(examples[0]).toEqual({ prompt: first[0], response: first[1] });
    expect(preview.columns).toMatchObject({ header: false, headerSure: false });
  });

  test('a header that only the user knows of', async () => {
    const content = `hither,thither\n${csv(PAIRS)}`;
    expect((await load(content, 'a.csv')).preview.used).toBe(41);
    const told = await load(content, 'a.csv', { header: true });
    expect(told.preview.used).toBe(40);
    expect(told.preview.columns?.names).toEqual(['hither', 'thither']);
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
    const sentence =
      'Once, there was a king.\nHe had a daughter, and a son.\nThe end came, nobody knew why.\n';
    expect(await formatOf(sentence.repeat(9))).toEqual(['text', null]);
    expect(await formatOf(PAIRS.map(({ prompt }) => `"${prompt}," he said.`).join('\n'))).toEqual([
      'text',
      null,
    ]);
    expect(await formatOf(csv(PAIRS, '\t'), 'text')).toEqual(['text', null]);
  });

  test('pasted rows are a table also where a few of many are damaged', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i},${i} plus one,makes ${i + 1}`);
    const { preview } = await load([...rows, 'alone', 'a,b,c,d'].join('\n'), '');
    expect(preview).toMatchObject({ format: 'table', rows: 62, used: 60 });
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
    expect(preview).toMatchObject({ kind: 'text', format: 'text', excluded: [] });
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
    const astral = preview.excluded.find(({ reason }) => reason === 'astral');
    expect(astral?.count).toBeGreaterThan(0);
    expect(astral?.count).toBeLessThanOrEqual(3);
  });

  test('the end of a very long text is counted', async () => {
    const long = text.repeat(Math.ceil(5_000_000 / text.length));
    const { preview } = await load(long);
    expect(preview.rows).toBe(preview.used + preview.excluded.reduce((sum, { count }) => sum + count, 0));
    expect(preview.excluded.map(({ reason }) => reason)).toContain('beyond');
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
  await importData(big, 'a.csv', READ_AS_DETECTED, hooks);
  expect(pauses).toBeGreaterThan(3);
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
  await expect(importData(big, 'a.csv', READ_AS_DETECTED, stop)).rejects.toMatchObject({
    name: 'AbortError',
  });
});
