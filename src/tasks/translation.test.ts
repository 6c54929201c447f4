import { expect, test } from 'vitest';
import { UserError } from '../errors/user-error';
import { says } from '../test-support/says';
import { padPrompt } from './tokenizer';
import { TRANSLATION_CHARACTERS, translation } from './translation';

const split = translation.split();
const all = [...split.train, ...split.validation, ...split.test];

test('the examples are made once', () => {
  expect(translation.split()).toBe(split);
});

test('33,022 numbers fit; 1,000 are for testing and 1,000 for validation', () => {
  expect(all).toHaveLength(33_022);
  expect(split.test).toHaveLength(1000);
  expect(split.validation).toHaveLength(1000);
});

test('the wording is fixed: no “and”, no commas', () => {
  const answers = new Map(all.map(({ prompt, response }) => [prompt, response]));
  expect(answers.get('zero=')).toBe('zéro');
  expect(answers.get('twenty-one=')).toBe('vingt et un');
  expect(answers.get('seventy-one=')).toBe('soixante et onze');
  expect(answers.get('eighty=')).toBe('quatre-vingts');
  expect(answers.get('one hundred one=')).toBe('cent un');
  expect(answers.get('forty-four thousand one hundred twenty=')).toBe('quarante-quatre mille cent vingt');
});

test('the characters and the split are the ones that the shipped teacher was trained with', () => {
  const characters = new Set(all.flatMap(({ prompt, response }) => [...prompt, ...response]));
  expect([...characters].sort().join('')).toBe(TRANSLATION_CHARACTERS);
  expect(translation.tokenizer.size).toBe(30);
  expect(split.test.slice(0, 3).map(({ prompt }) => prompt)).toMatchInlineSnapshot(`
    [
      "fifty-nine thousand seventy-nine=",
      "three hundred eighty=",
      "twenty-one thousand eighty=",
    ]
  `);
});

test('what a user types becomes a prompt', () => {
  expect(translation.toPrompt('  Forty-Two ')).toBe('forty-two=');
  expect(translation.toPrompt('forty-two =')).toBe('forty-two=');
  expect(translation.toPrompt('one   hundred')).toBe('one hundred=');
  expect(translation.toPrompt('42')).toBe('forty-two=');
  expect(translation.toPrompt('44,120')).toBe('forty-four thousand one hundred twenty=');
  expect(translation.toPrompt('44 120')).toBe('forty-four thousand one hundred twenty=');
  expect(() => translation.toPrompt(' ')).toThrow(UserError);
  expect(() => translation.toPrompt('=')).toThrow(UserError);
  expect(() => translation.toPrompt('100000')).toThrow(says(/from 0 to 99999/));
  expect(() => translation.toPrompt('9'.repeat(1000))).toThrow(UserError);
});

test('a number that is too long to read is refused with the reason', () => {
  const ids = translation.tokenizer.encode(translation.toPrompt('77777'));
  expect(() => padPrompt(ids, translation.promptLength)).toThrow(says(/at most 40/));
});
