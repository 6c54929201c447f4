/** Whatever a table is written with, the same rows come out, or the user is asked. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  DELIMITERS,
  type Delimiter,
  type Encoding,
  USER_DATA_LIMITS as LIMITS,
} from '../../experiment/user-data';
import { bareUtf16, encodeAs } from '../../test-support/legacy-bytes';
import { load, PAIRS } from '../../test-support/user-data';
import type { Example } from '../task';
import { cutTo } from './cut';

/** Words, numbers, sentences: some of them with signs that separate cells elsewhere. */
const word = fc.stringMatching(/^[a-z]{3,9}$/);
const cell = fc.oneof(
  { weight: 4, arbitrary: word },
  fc.tuple(word, word).map(([a, b]) => `${a} ${b}`),
  fc.tuple(word, word).map(([a, b]) => `${a}, ${b}`),
  fc.tuple(fc.nat(999), fc.nat(99)).map(([a, b]) => `${a},${b}`),
  fc.tuple(word, word).map(([a, b]) => `${a}; ${b}`),
  fc.tuple(word, word).map(([a, b]) => `${a} "${b}"`),
);
const rows = fc.uniqueArray(fc.record({ prompt: cell, response: cell }), {
  minLength: LIMITS.fewest,
  maxLength: 60,
  selector: ({ prompt }) => prompt,
});

const ENCODINGS: readonly Encoding[] = ['utf-8', 'utf-16le', 'shift_jis', 'windows-1252', 'gb18030'];

/** Bytes in an encoding, which the words above, being ASCII, leave open but for UTF-16. */
function bytesOf(text: string, encoding: Encoding): BlobPart {
  if (encoding === 'utf-8') return text;
  return encoding === 'utf-16le' ? bareUtf16(text, true) : encodeAs(text, encoding);
}

interface Style {
  readonly delimiter: Delimiter;
  readonly quotes: 'always' | 'needed';
  readonly header: readonly [string, string] | null;
  readonly end: string;
  readonly encoding: Encoding;
}

const style: fc.Arbitrary<Style> = fc.record({
  delimiter: fc.constantFrom(...DELIMITERS),
  quotes: fc.constantFrom('always', 'needed'),
  header: fc.constantFrom(
    null,
    ['prompt', 'response'],
    ['English', 'French'],
    ['source_text', 'target_text'],
  ),
  end: fc.constantFrom('\n', '\r\n', '\r'),
  encoding: fc.constantFrom(...ENCODINGS),
});

function write(examples: readonly Example[], { delimiter, quotes, header, end }: Style): string {
  const written = (text: string): string => {
    const needed = text.includes(delimiter) || text.includes('"');
    return quotes === 'always' || needed ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = examples.map(({ prompt, response }) => written(prompt) + delimiter + written(response));
  return `${[...(header ? [header.map(written).join(delimiter)] : []), ...lines].join(end)}${end}`;
}

test('delimiters × quotation marks × headers × line ends × encodings', async () => {
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(rows, style, async (examples, style) => {
      const { preview, examples: read } = await load(
        bytesOf(write(examples, style), style.encoding),
        'a.csv',
      );
      if (!preview.delimiterSure || preview.columns?.headerSure === false) {
        asked += 1;
        return;
      }
      expect(preview.delimiter).toBe(style.delimiter);
      expect(preview.columns?.header).toBe(style.header !== null);
      expect(read).toEqual(examples);
      expect(preview.excluded).toEqual([]);
    }),
    { numRuns: 400 },
  );
  // Such rows leave hardly anything open.
  expect(asked).toBeLessThan(20);
});

test('what the user says is done', async () => {
  await fc.assert(
    fc.asyncProperty(rows, style, async (examples, style) => {
      const { examples: read } = await load(bytesOf(write(examples, style), style.encoding), 'a.csv', {
        format: 'table',
        delimiter: style.delimiter,
        header: style.header !== null,
        encoding: style.encoding,
        prompt: 1,
        response: 0,
        input: -1,
      });
      for (const { prompt, response } of read) {
        expect(examples).toContainEqual({ prompt: response, response: prompt });
      }
      expect(new Set(read.map(({ prompt }) => prompt))).toEqual(
        new Set(examples.map(({ response }) => response)),
      );
    }),
    { numRuns: 100 },
  );
});

test('broken rows cost themselves, wherever they are', async () => {
  const plain = fc.uniqueArray(word, { minLength: 60, maxLength: 120 });
  await fc.assert(
    fc.asyncProperty(plain, fc.uniqueArray(fc.nat(59), { maxLength: 14 }), async (words, bad) => {
      const lines = words.map((word, at) => `"${word}","${bad.includes(at) ? `in "the" ${word}` : word}"`);
      const { preview, examples } = await load(`prompt,response\n${lines.join('\n')}`, 'a.csv');
      expect(examples.map(({ prompt }) => prompt)).toEqual(words.filter((_, at) => !bad.includes(at)));
      expect(preview.excluded.map(({ count }) => count)).toEqual(bad.length > 0 ? [bad.length] : []);
    }),
    { numRuns: 60 },
  );
});

test('the example of the box for pasting is a table, however short', async () => {
  const { preview } = await load('house\tmaison\ntree\tarbre', '');
  expect(preview).toMatchObject({ format: 'table', delimiter: '\t', used: 2, rows: 2, fingerprint: 0 });
});

test('cells longer than the limit are cut where the user says so, and counted', async () => {
  const long = PAIRS.map(({ prompt, response }, at) => ({
    prompt: at < 10 ? `${'beginning '.repeat(8)}${prompt}` : prompt,
    response: at >= 35 ? `${response}${' end'.repeat(20)}` : response,
  }));
  const text = long.map(({ prompt, response }) => `${prompt}\t${response}`).join('\n');
  const kept = await load(text, 'a.tsv');
  expect(kept.preview).toMatchObject({ used: 25, cut: { prompt: 0, response: 0 } });
  const cut = await load(text, 'a.tsv', { cutPrompt: 'last', cutResponse: 'first' });
  expect(cut.preview).toMatchObject({ used: 40, cut: { prompt: 10, response: 5 } });
  cut.examples.forEach(({ prompt, response }, at) => {
    expect(long[at]?.prompt.endsWith(prompt)).toBe(true);
    expect(long[at]?.response.startsWith(response)).toBe(true);
    expect(Math.max(prompt.length, response.length)).toBeLessThanOrEqual(LIMITS.prompt);
  });
});

test('a cut keeps letters whole', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom('a', 'नी', 'كِ', ' ', 'e\u0301', 'ن\u200c'),
        minLength: 1,
        maxLength: 60,
      }),
      fc.integer({ min: 4, max: 40 }),
      fc.constantFrom('first', 'last'),
      (text, limit, side) => {
        const cut = cutTo(text, limit, side);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(text).toContain(cut);
        if (text.length <= limit) expect(cut).toBe(text);
        else {
          const rest = side === 'first' ? text.slice(text.indexOf(cut) + cut.length) : cut;
          expect(rest.trimStart()).not.toMatch(/^[\p{M}\u200c]/u);
        }
      },
    ),
  );
});
