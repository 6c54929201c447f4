import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { DELIMITERS, type Delimiter } from '../../experiment/user-data';
import { readRow } from './csv-row';

const cell = fc.string({ unit: fc.constantFrom(...'ab ,;|\t"\n\\é'), maxLength: 8 });
const enclosed = (text: string): string => `"${text.replaceAll('"', '""')}"`;

function rowsOf(text: string, delimiter: Delimiter): (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  for (let at = 0; at < text.length; ) {
    const row = readRow(text, at, delimiter, 'enclose', true);
    if (!row) throw new Error('the last row is always whole');
    rows.push(row.cells);
    at = row.end;
  }
  return rows;
}

test('well-formed rows are read as Papa Parse reads them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      fc.constantFrom(...DELIMITERS),
      fc.boolean(),
      (rows, delimiter, always) => {
        const needs = (text: string): boolean => always || /["\n]/.test(text) || text.includes(delimiter);
        const text = rows
          .map((cells) => cells.map((text) => (needs(text) ? enclosed(text) : text)).join(delimiter))
          .join('\n');
        fc.pre(!text.endsWith('\n') && text !== '');
        const { data } = Papa.parse<string[]>(text, { delimiter, newline: '\n' });
        expect(rowsOf(text, delimiter)).toEqual(data);
      },
    ),
    { numRuns: 500 },
  );
});

test('what was written is read, in pieces too: a row is null until all of it is there', () => {
  fc.assert(
    fc.property(
      fc.array(cell, { minLength: 2, maxLength: 4 }),
      fc.constantFrom(...DELIMITERS),
      (cells, delimiter) => {
        const text = `${cells.map(enclosed).join(delimiter)}\n`;
        expect(readRow(text, 0, delimiter, 'enclose', false)).toMatchObject({ cells, end: text.length });
        for (let end = 0; end < text.length; end++) {
          expect(readRow(text.slice(0, end), 0, delimiter, 'enclose', false)).toBeNull();
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('no text makes it fail, and it always goes forward', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'a",\n \\'), maxLength: 40 }),
      fc.constantFrom('enclose', 'enclose-backslash', 'text'),
      (text, style) => {
        for (let at = 0; at < text.length; ) {
          const row = readRow(text, at, ',', style, true);
          expect(row?.end).toBeGreaterThan(at);
          at = row?.end ?? text.length;
        }
      },
    ),
  );
});

test.each([
  ['"a","b"', 'quoted'],
  [' "a" , "b" ', 'quoted'],
  ['a,b', 'plain'],
  ['5" pipe,b', 'stray'],
  ['"a" x,b', 'broken'],
  ['"a,b', 'broken'],
])('%s is %s', (text, quoting) => {
  expect(readRow(text, 0, ',', 'enclose', true)?.quoting).toBe(quoting);
});
