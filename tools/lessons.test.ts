import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LESSON_IDS } from '../src/experiment/lesson-link';
import { checkFile, checkShipped, TEMPLATE_FILE } from './lessons';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lessons-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('all that the shipped lessons and the template name exists, in both languages alike', () => {
  const faults = [...checkShipped()].filter(([, sentences]) => sentences.length > 0);
  expect(faults).toEqual([]);
  expect(checkShipped().size).toBe(2 * LESSON_IDS.length + 1);
});

test('a fault of a file is a sentence with the number of the station', () => {
  const path = join(folder, 'broken.lesson.json');
  writeFileSync(path, readFileSync(TEMPLATE_FILE, 'utf8').replace('"look": "strip"', '"look": "strop"'));
  expect(checkFile(path).faults).toEqual([
    expect.stringMatching(/^Station \d: “look” is "strop", but must be one of/),
  ]);
});

test('every mean over seeds that a shipped lesson cites stands in the results', () => {
  const results = readFileSync('docs/results.md', 'utf8');
  const means = [...checkShipped().keys()].flatMap(
    (path) => readFileSync(path, 'utf8').match(/\d+\.\d+ ± \d+\.\d+/g) ?? [],
  );
  expect(means.length).toBeGreaterThan(20);
  expect(means.filter((mean) => !results.includes(mean))).toEqual([]);
});
