import { expect, test } from 'vitest';
import { PROBLEMS } from '../../errors/problem-table';
import type { ProblemCode } from '../../errors/problems';
import { UserError } from '../../errors/user-error';
import { PROBLEMS_EN } from './en/problems';
import { ENGLISH } from './english';
import { fill } from './fill';
import { PROBLEMS_JA } from './ja/problems';
import { sentenceOf } from './sentence';

const placeholders = (text: string): readonly string[] =>
  [...text.matchAll(/\{(\w+)/g)].map(([, name]) => name ?? '');

test.each([
  ['en', PROBLEMS_EN],
  ['ja', PROBLEMS_JA],
])('each sentence in %s names only values that its problem has', (_, sentences) => {
  for (const [code, names] of Object.entries(PROBLEMS)) {
    const sentence = sentences[code as ProblemCode];
    expect(sentence, code).toBeTruthy();
    for (const name of placeholders(sentence)) expect(names, `${code}: ${name}`).toContain(name);
  }
});

test('a number takes the form that its language wants', () => {
  expect(fill('{n|row|rows} read', { n: 1 }, 'en')).toBe('1 row read');
  expect(fill('{n|row|rows} read', { n: 0 }, 'en')).toBe('0 rows read');
  expect(fill('{n|row|rows} read', { n: 2 }, 'en')).toBe('2 rows read');
  expect(fill('{n} 行', { n: 2 }, 'ja')).toBe('2 行');
});

test('a placeholder without a value stays', () => {
  expect(fill('{a} and {b}', { a: 'x' })).toBe('x and {b}');
});

test('a problem within a problem is a sentence of its own, and a list is joined', () => {
  const cause = new UserError('prompt-too-long', { length: 70, limit: 63 });
  const catalogue = ENGLISH;
  expect(sentenceOf({ code: 'unexpected', values: { message: cause } }, catalogue)).toContain(
    'The prompt has 70 characters; it may have at most 63.',
  );
  expect(sentenceOf({ code: 'unexpected', values: { message: ['a', 'b', 'c'] } }, catalogue)).toContain(
    '“a”, “b”, and “c”',
  );
});
