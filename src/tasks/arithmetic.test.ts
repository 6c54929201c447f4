import { expect, test } from 'vitest';
import { UserError } from '../errors/user-error';
import { arithmetic } from './arithmetic';

const { train, validation, test: held } = arithmetic.split();
const all = [...held, ...validation, ...train];

test('every response holds the right running sums of four two-digit numbers', () => {
  for (const { prompt, response } of all) {
    const numbers = prompt.replace('=', '').split('+').map(Number);
    const sums = numbers.map((_, i) => numbers.slice(0, i + 1).reduce((a, b) => a + b)).slice(1);
    if (!/^([1-9]\d\+){3}[1-9]\d=$/.test(prompt) || response !== sums.join(',')) {
      throw new Error(`${prompt}${response}`);
    }
  }
});

test('every number from 10 to 99 comes at every place', () => {
  for (let place = 0; place < 4; place++) {
    const seen = new Set(all.map(({ prompt }) => prompt.slice(3 * place, 3 * place + 2)));
    expect(seen.size).toBe(90);
  }
});

test('what a user types becomes a prompt', () => {
  expect(arithmetic.toPrompt(' 17 + 25+38 +44 ')).toBe('17+25+38+44=');
  expect(arithmetic.toPrompt('17+25+38+44 =')).toBe('17+25+38+44=');
  expect(() => arithmetic.toPrompt(' = ')).toThrow(UserError);
});
