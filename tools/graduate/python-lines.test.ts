import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { METHODS } from '../../src/experiment/methods';
import { methodTable } from '../../src/run/graduate/project-methods';
import { SOURCES } from '../../src/run/graduate/sources';
import { sum } from '../../src/test-support/numbers';
import { readSources } from './sources';

/** What a step computes. */
const CORE = ['train.py', 'methods.py', 'skd.py', 'model.py', 'data.py', 'rng.py'];
/** Most lines of code that somebody reads in one sitting; comments, docstrings and blank lines are not counted. */
const MOST_LINES = 600;
/** With other models, methods of single papers, settings, files and reports. */
const MOST_LINES_IN_ALL = 1110;
const WIDEST = 110;

const DOCSTRING = /^[ \t]*"""[\s\S]*?"""[ \t]*$/gm;

const codeLines = (source: string): number =>
  source
    .replace(DOCSTRING, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('#')).length;

test('the Python of the project can be read in one sitting', () => {
  const files = Object.entries(readSources()).filter(([name]) => name.endsWith('.py'));
  const lines = new Map(files.map(([name, source]) => [name, codeLines(source)]));
  expect(sum(CORE.map((name) => lines.get(name) ?? Number.NaN))).toBeLessThanOrEqual(MOST_LINES);
  expect(sum([...lines.values()])).toBeLessThanOrEqual(MOST_LINES_IN_ALL);
  expect(Math.max(...lines.values())).toBeLessThanOrEqual(300);
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
