/** Files as other programs and people write them: the right rows come out, or the user is asked. */
import { describe, expect, test } from 'vitest';
import { jsonFiles } from '../../test-support/foreign-json';
import { quotedFiles } from '../../test-support/foreign-quotes';
import {
  delimitedFiles,
  type ForeignFile,
  headedFiles,
  precededFiles,
  wordPairs,
} from '../../test-support/foreign-tables';
import { load } from '../../test-support/user-data';

async function expectRead(file: ForeignFile): Promise<void> {
  const { examples, preview } = await load(file.content, file.name);
  if (file.examples === 'text') {
    expect(preview.kind).toBe('text');
    expect(examples.map(({ response }) => response).join('')).not.toMatch(/[{}"]/);
  } else expect(examples).toEqual(file.examples);
  const excluded = Object.fromEntries(preview.excluded.map(({ reason, count }) => [reason, count]));
  if (file.examples !== 'text') expect(excluded).toEqual(file.excluded ?? {});
  if (file.delimiter !== undefined) expect(preview.delimiter).toBe(file.delimiter);
  if (file.header !== undefined) expect(preview.columns?.header).toBe(file.header);
  expect({
    delimiter: preview.delimiterSure,
    header: preview.columns?.headerSure ?? true,
    columns: preview.columns?.sure ?? true,
  }).toEqual({
    delimiter: file.asked !== 'delimiter',
    header: file.asked !== 'header',
    columns: file.asked !== 'columns',
  });
  const notes = preview.notes.map(({ code }) => code);
  if (file.note) expect(notes).toContain(file.note);
}

const cases = (files: readonly ForeignFile[]): [string, ForeignFile][] =>
  files.map((file) => [file.what, file]);

describe.each([30, 61, 230])('%i pairs', (count) => {
  const pairs = wordPairs(count);
  describe('delimiters', () => test.each(cases(delimitedFiles(pairs)))('%s', (_, file) => expectRead(file)));
  describe('quotation marks', () =>
    test.each(cases(quotedFiles(pairs)))('%s', (_, file) => expectRead(file)));
  describe('headers', () => test.each(cases(headedFiles(pairs)))('%s', (_, file) => expectRead(file)));
  describe('lines before the table', () =>
    test.each(cases(precededFiles(pairs)))('%s', (_, file) => expectRead(file)));
  describe('JSON', () => test.each(cases(jsonFiles(pairs)))('%s', (_, file) => expectRead(file)));
});
