import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { readAsset } from '../../tools/read-asset';
import { says } from '../test-support/says';
import { promptIds, responseIds } from './layout';
import { SENTENCE_CLASSES, SENTENCE_SITES, SENTENCES, sentenceOf, sentences } from './sentences';
import type { Example, Task } from './task';
import { wordsOf } from './words';

let task: Task;
let all: readonly Example[];

beforeAll(async () => {
  task = await sentences.load(readAsset);
  const { train, validation, test: held } = task.split();
  all = [...train, ...validation, ...held];
});

const share = (of: readonly Example[], is: (example: Example) => boolean): number =>
  of.filter(is).length / of.length;

test('each part has about half of each class, and a third of each site', () => {
  const { train, validation, test: held } = task.split();
  for (const part of [train, validation, held]) {
    // Three standard errors of a share.
    const error = (p: number): number => 3 * Math.sqrt((p * (1 - p)) / part.length);
    for (const name of SENTENCE_CLASSES) {
      const found = share(part, ({ response }) => response === name);
      expect(Math.abs(found - 1 / 2), name).toBeLessThan(error(1 / 2));
    }
    for (const site of SENTENCE_SITES) {
      const found = share(part, ({ subclass }) => subclass === site);
      expect(Math.abs(found - 1 / 3), site).toBeLessThan(error(1 / 3));
    }
  }
});

test('labels are those of the data', () => {
  const labelOf = (text: string): string | undefined => all.find(({ prompt }) => prompt === text)?.response;
  expect(labelOf('Wasted two hours.')).toBe('negative');
  expect(labelOf('This game rocks.')).toBe('positive');
  expect(labelOf('I saw "Mirrormask" last night and it was an unsatisfactory experience.')).toBe('negative');
});

test('words of the test alone are not known, and every sentence has a word', () => {
  const { train, validation, test: held } = task.split();
  const counts = new Map<string, number>();
  for (const { prompt } of [...train, ...validation]) {
    for (const word of wordsOf(prompt)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  for (const { prompt } of held) {
    const ids = promptIds(task, prompt);
    wordsOf(prompt)
      .slice(0, task.promptLength)
      .forEach((word, at) => {
        if ((ids[at] ?? 0) > 1 !== (counts.get(word) ?? 0) > 1) throw new Error(`${word} in “${prompt}”`);
      });
  }
  expect(all.filter(({ prompt }) => wordsOf(prompt).length === 0)).toEqual([]);
});

test('a typed sentence is brought to the form of the data; one without a word is refused', () => {
  expect(task.toPrompt('  “Good”  food –\tbad   service. ')).toBe('"Good" food - bad service.');
  expect(sentenceOf('?!')).toBeNull();
  expect(() => task.toPrompt('  …! ')).toThrow(says('Type an English sentence'));
  expect(responseIds(task, 'positive')).toEqual({ ids: [1], count: 1 });
});

describe('a damaged file', () => {
  const line = 'positive\tYelp\tGood.\n';
  const load = (text: string): Promise<Task> => sentences.load(async () => gzipSync(text));

  test.each([
    ['a class that there is not', line.replace('positive', 'neutral')],
    ['a site that there is not', line.replace('Yelp', 'Elsewhere')],
    ['a line without a sentence', 'positive\tYelp\n'],
  ])('with %s is refused', async (_, text) => {
    await expect(load(line + text)).rejects.toMatchObject({ code: 'task-data-unreadable' });
  });

  test('with another number of sentences is refused', async () => {
    await expect(load(line)).rejects.toMatchObject({
      code: 'task-data-count',
      values: { found: 1, expected: SENTENCES },
    });
  });
});
