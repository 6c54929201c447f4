import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { METHODS } from '../../src/experiment/methods';
import { methodTable } from '../../src/run/graduate/project-methods';
import { SOURCES } from '../../src/run/graduate/sources';
import { readSources } from './sources';

/** Most lines of code that somebody reads in one sitting; comments, docstrings and blank lines are not counted. */
const MOST_LINES = 860;
const WIDEST = 130;

const DOCSTRING = /^[ \t]*"""[\s\S]*?"""[ \t]*$/gm;

const codeLines = (source: string): number =>
  source
    .replace(DOCSTRING, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('#')).length;

test('the Python of the project can be read in one sitting', () => {
  const files = Object.entries(readSources()).filter(([name]) => name.endsWith('.py'));
  expect(files.length).toBeGreaterThan(5);
  const lines = files.map(([, source]) => codeLines(source));
  expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(MOST_LINES);
  expect(Math.max(...lines)).toBeLessThanOrEqual(300);
  const widths = files.flatMap(([, source]) => source.split('\n').map((line) => line.length));
  expect(Math.max(...widths)).toBeLessThanOrEqual(WIDEST);
});

test('the page has the files that the command writes', () => {
  expect(SOURCES).toEqual(readSources());
});

test('docs/graduate.md has the table of methods that the code makes', () => {
  const page = readFileSync(new URL('../../docs/graduate.md', import.meta.url), 'utf8');
  expect(page).toContain(methodTable());
  expect(methodTable().split('\n')).toHaveLength(Object.keys(METHODS).length + 2);
});
