import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { csv } from './csv';

const cellOf = (value: string): string | undefined =>
  Papa.parse<string[]>(csv([[value]]), { delimiter: ',', newline: '\r\n' }).data[0]?.[0];

describe('a cell that a spreadsheet would run', () => {
  test.each([
    '=1+1',
    '=cmd|"/c calc"!A0',
    '+1+1',
    '-1+1',
    '-A1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '＝1',
    '＋1',
    '－1',
    '＠A',
    '-',
    '--5',
    '-5 + 3',
    '+49 30 1234',
    '-0x10',
    '-1e5+1',
  ])('%j gets an apostrophe in front', (value) => {
    expect(cellOf(value)).toBe(`'${value}`);
  });

  test.each([
    '-0.5',
    '+0.5',
    '-12',
    '-.5',
    '-1e-7',
    '1E+21',
    '-5.',
    '0',
    '1=1',
    'a-b',
    "'=1",
    '',
    '−5',
    '5-3',
  ])('%j stays as it is', (value) => {
    expect(cellOf(value)).toBe(value);
  });

  test('hides in no row of random cells, and nothing else changes', () => {
    const cell = fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', '"', ',', '\r', '\n', '\t', ' ', 'a', '1', '.', 'e'),
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 }), (rows) => {
        const read = Papa.parse<string[]>(csv(rows), { delimiter: ',', newline: '\r\n' }).data.slice(0, -1);
        expect(read.map((row) => row.length)).toEqual(rows.map((row) => row.length));
        for (const [i, text] of read.flat().entries()) {
          const original = rows.flat()[i];
          expect([original, `'${original}`]).toContain(text);
          // A number is the only thing that may begin like a formula.
          if (/^\s*[=+\-@]|^[\t\r\n]/.test(text)) expect(Number(text)).not.toBeNaN();
        }
      }),
    );
  });
});
