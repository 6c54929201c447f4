import { describe, expect, test } from 'vitest';
import { TINY_TASK } from '../test-support/tiny';
import { arithmetic } from './arithmetic';
import { contentTokensOf } from './content-tokens';
import { instructions } from './instructions';
import { ARPABET } from './phonemes';
import { summary } from './summary';
import type { Task } from './task';
import { translation } from './translation';

const framed = (task: Task, text: string): string => {
  const { tokens, classOf } = contentTokensOf(task);
  return tokens(text)
    .map((token) => classOf(token) ?? token)
    .join(' ');
};
const withId = (id: string, responses: readonly string[]): Task => ({
  ...TINY_TASK,
  id,
  split: () => ({ train: responses.map((response) => ({ prompt: '', response })), validation: [], test: [] }),
});

describe('answers as tokens and classes', () => {
  test('French numbers are words', () => {
    expect(contentTokensOf(translation).tokens('quatre-vingt mille cent-un')).toEqual([
      ...['quatre', 'vingt', 'mille', 'cent', 'un'],
    ]);
    expect(framed(translation, 'vingt et un mille douze cets')).toBe('TENS et UNIT POWER TEEN OTHER');
  });

  test('every French word of the data has a class', () => {
    const { tokens, classOf } = contentTokensOf(translation);
    const found = new Set(
      translation
        .split()
        .test.flatMap(({ response }) => tokens(response))
        .map((token) => classOf(token)),
    );
    expect(found).toEqual(new Set(['UNIT', 'TEEN', 'TENS', 'POWER', null]));
  });

  test('summaries keep the words of their frame', () => {
    expect(framed(summary, 'Ann and Ben will play golf on Monday at 4.')).toBe(
      'NAME and NAME will ACTIVITY ACTIVITY on DAY at HOUR .',
    );
    const { tokens, classOf } = contentTokensOf(summary);
    const capitals = summary
      .split()
      .test.flatMap(({ response }) => tokens(response))
      .filter((token) => /^[A-Z]/.test(token));
    for (const token of capitals) expect(classOf(token)).toBe(token.endsWith('day') ? 'DAY' : 'NAME');
  });

  test('sums are numbers, strings characters, pronunciations phones', () => {
    expect(framed(arithmetic, '42,80,124')).toBe('DIGITS2 , DIGITS2 , DIGITS3');
    expect(framed(instructions, 'aB')).toBe('LETTER CAPITAL');
    const phonemes = contentTokensOf(withId('phonemes', []));
    expect(phonemes.tokens('KăT')).toEqual(['K', 'ă', 'T']);
    const vowels = new Set([
      'AA',
      'AE',
      'AH',
      'AO',
      'AW',
      'AY',
      'EH',
      'ER',
      'EY',
      'IH',
      'IY',
      'OW',
      'OY',
      'UH',
      'UW',
    ]);
    for (const [name, phone] of Object.entries(ARPABET)) {
      expect(phonemes.classOf(phone), name).toBe(vowels.has(name) ? 'VOWEL' : 'CONSONANT');
    }
  });

  test('other tasks: words where there are some, else characters', () => {
    const talk = withId('own', ['two words here', 'Yes, 12 of them.']);
    expect(contentTokensOf(talk).unit).toBe('word');
    expect(framed(talk, 'Yes, 12 of them.')).toBe('CAPITAL , NUMBER WORD WORD .');
    const strings = withId('own', ['abc', 'de f']);
    expect(contentTokensOf(strings).unit).toBe('character');
    expect(framed(strings, 'a1-')).toBe('WORD NUMBER -');
  });
});
