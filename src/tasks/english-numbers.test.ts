import { toCardinal as english } from 'n2words/en-US';
import { expect, test } from 'vitest';
import { says } from '../test-support/says';
import { arithmetic } from './arithmetic';
import { numberIn } from './english-numbers';
import { instructions } from './instructions';
import { summary } from './summary';
import { translation } from './translation';

const LARGEST = 99_999;

test('every number is read from its words, with and without hyphens, commas and “and”', () => {
  for (let value = 0; value <= LARGEST; value += value < 2100 ? 1 : 37) {
    const words = english(value);
    const british = words
      .replace(/hundred (?!thousand)/g, 'hundred and ')
      .replace(/and thousand/g, 'thousand');
    const forms = [words, words.replaceAll('-', ' '), words.replace('thousand ', 'thousand, '), british];
    for (const form of forms) expect(numberIn(form, LARGEST), form).toBe(value);
  }
});

test.each([
  ['one hundred and one', 'one hundred one='],
  ['forty two', 'forty-two='],
  ['one thousand, one', 'one thousand one='],
  ['FORTY-TWO', 'forty-two='],
  ['Forty\u2013Two', 'forty-two='],
  ['forty\u2011two', 'forty-two='],
  ['forty \u2212 two', 'forty-two='],
  ['  seven\u00a0 ', 'seven='],
  ['\uff26orty\uff0dtwo\u3000\uff1d', 'forty-two='],
  ['forty-two = ?', 'forty-two='],
  ['a hundred', 'one hundred='],
  ['a thousand and one', 'one thousand one='],
  ['twelve hundred', 'one thousand two hundred='],
  ['2 thousand', 'two thousand='],
  ['zero', 'zero='],
  ['0', 'zero='],
  ['007', 'seven='],
  ['1,001', 'one thousand one='],
  ['1 001', 'one thousand one='],
  ['1\u202f001', 'one thousand one='],
  ['1.001', 'one thousand one='],
  ['1_001', 'one thousand one='],
  ["1'001", 'one thousand one='],
  ['1\u2019001', 'one thousand one='],
  ['\uff11\uff0c\uff10\uff10\uff11', 'one thousand one='],
])('%j is asked as %j', (typed, prompt) => {
  expect(translation.toPrompt(typed)).toBe(prompt);
});

test.each([
  ['three dozen', '“dozen”'],
  ['fourty two', '“fourty”'],
  ['forty-zwei and null', '“zwei” and “null”'],
  ['zürich', '“ü”'],
  ['ten!', '“!”'],
  ['one million', 'from 0 to 99999'],
  ['100000', 'from 0 to 99999'],
  ['one hundred thousand', 'from 0 to 99999'],
  ['-5', 'from 0 to 99999'],
  ['\u22125', 'from 0 to 99999'],
  ['minus five', 'from 0 to 99999'],
  ['two three', '“two three” is no number'],
  ['twenty eleven', 'is no number'],
  ['ten one', 'is no number'],
  ['and', 'is no number'],
  ['a', 'is no number'],
  ['1.5', 'is no number'],
  ['12,34', 'is no number'],
])('%j is refused, and what is wrong is named', (typed, part) => {
  expect(() => translation.toPrompt(typed)).toThrow(says(part));
});

test('other tasks take spaces, capitals, full-width forms and curly marks', () => {
  expect(arithmetic.toPrompt(' 17 + 25 + 38 + 44 = ?')).toBe('17+25+38+44=');
  expect(arithmetic.toPrompt('１７＋２５＋３８＋４４＝')).toBe('17+25+38+44=');
  expect(instructions.toPrompt('Rev  DICAE =')).toBe('rev dicae=');
  expect(summary.toPrompt('Ann： tea mon at 4？ Ben: yes')).toBe('Ann:tea mon at 4?Ben:yes=');
});
