import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { en } from './en';
import { enLater } from './en/later';
import { PROBLEMS_EN } from './en/problems';
import { fill } from './fill';
import { ja } from './ja';
import { PROBLEMS_JA } from './ja/problems';
import type { TextKey } from './text';

const words = { ...en, ...enLater };
const KEYS = Object.keys(words) as TextKey[];
const SENTENCES = { ...words, ...PROBLEMS_EN };

const namesIn = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name = '']) => name))].sort();

test('both languages use the same values in a text', () => {
  for (const key of KEYS) expect(namesIn(ja[key]), key).toEqual(namesIn(words[key]));
  for (const [code, text] of Object.entries(PROBLEMS_EN)) {
    expect(namesIn(PROBLEMS_JA[code as keyof typeof PROBLEMS_JA]), code).toEqual(namesIn(text));
  }
});

describe('numbers and their nouns', () => {
  test.each([
    ['try.at', 'step', 'after 1 step', 'after 2 steps'],
    ['evaluation.studentAt', 'step', 'Student after 1 step', 'Student after 2 steps'],
    ['measures.drafting.after', 'step', 'After: 1 distillation step', 'After: 2 distillation steps'],
    ['measures.drafting.batch', 'batch', '1 sequence at a time', '2 sequences at a time'],
    ['examples.copied', 'count', '1 row copied.', '2 rows copied.'],
  ] as const)('%s', (key, name, one, two) => {
    expect(fill(words[key], { [name]: 1 })).toBe(one);
    expect(fill(words[key], { [name]: 2 })).toBe(two);
  });

  test('a counted noun has both of its forms', () => {
    const fixed =
      /\{\w+\} (?:steps|prompts|tokens|rows|examples|answers|layers|heads|sequences|runs|questions|files|calls)\b/;
    expect(Object.entries(SENTENCES).filter(([, text]) => fixed.test(text))).toEqual([]);
  });
});

test('the page has the same title before and after its script runs', () => {
  expect(readFileSync('index.html', 'utf8')).toContain(`<title>${en['app.title']}</title>`);
});

test('a model is called by one word in Japanese', () => {
  const long = Object.entries({ ...ja, ...PROBLEMS_JA }).filter(([, text]) =>
    /(?:教師|生徒)モデル/.test(text),
  );
  expect(long).toEqual([]);
});
