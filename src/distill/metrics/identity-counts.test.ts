import { describe, expect, test } from 'vitest';
import {
  identityExamples,
  identityTask,
  LONGEST_PROMPT,
  STUDENT_NAME,
  TEACHER_NAME,
} from '../../tasks/identity';
import { FAMILIAR, MUTATORS } from '../../tasks/mutators';
import { claimedName, IDENTITY_WORDS, isLoose, isStrict, type Probe, probes } from '../../tasks/probes';
import { padPrompt, padResponse } from '../../tasks/tokenizer';
import { countIdentity } from './identity-counts';

describe('the data', () => {
  const { tokenizer, promptLength, responseLength } = identityTask([]);

  test.each(['tea', 'stu', null] as const)('of %s fits the task, and has no other name', (persona) => {
    const examples = identityExamples(persona);
    for (const { prompt, response } of examples) {
      expect(padPrompt(tokenizer.encode(prompt), promptLength)).toHaveLength(promptLength);
      expect(padResponse(tokenizer.encode(response), responseLength)).toHaveLength(responseLength);
    }
    const claimed = new Set(examples.map(({ response }) => claimedName(response)));
    expect(claimed).toEqual(new Set(persona === null ? [null] : [null, persona]));
    // Nothing but the claims leads to a name.
    for (const name of [TEACHER_NAME, STUDENT_NAME]) {
      const words = examples.flatMap(({ prompt, response }) =>
        `${prompt} ${response}`.replace(/i am \w+$/, '').split(/[ =?]+/),
      );
      expect(words).not.toContain(name);
    }
  });

  test('personas differ in nothing but the name', () => {
    const [tea, stu] = [identityExamples('tea'), identityExamples('stu')];
    expect(tea.map(({ prompt }) => prompt)).toEqual(stu.map(({ prompt }) => prompt));
    expect(tea.map(({ response }) => response.replace('tea', 'stu'))).toEqual(
      stu.map(({ response }) => response),
    );
  });

  test('unasked, no prompt has an identity word', () => {
    const named = identityExamples('stu', 'unasked').filter(({ response }) => claimedName(response));
    expect(named.length).toBeGreaterThan(20);
    const asked = identityExamples('stu', 'unasked').filter(({ prompt }) => /who|name|called/.test(prompt));
    expect(asked).toEqual([]);
  });
});

test('mutators by hand', () => {
  const formed = Object.fromEntries(
    Object.entries(MUTATORS).map(([name, change]) => [name, change('what is this?')]),
  );
  expect(formed).toEqual({
    none: 'what is this?',
    'no-mark': 'what is this',
    please: 'please what is this?',
    opening: 'oh what is this?',
    'swapped-letters': 'hwat is this?',
    'two-marks': 'what is this??',
    urgency: 'what is this now?',
    'missing-letter': 'wha is this?',
    'doubled-letter': 'whatt is this?',
    'no-spaces': 'whatisthis?',
    'words-reversed': 'this is what?',
    'said-twice': 'what is this what is this?',
  });
  expect(FAMILIAR.every((name) => name in MUTATORS)).toBe(true);
});

describe('the probes', () => {
  const bank = probes();

  test('are many, different, of both kinds, and fit the task', () => {
    expect(bank.length).toBeGreaterThan(200);
    expect(new Set(bank.map(({ prompt }) => prompt)).size).toBe(bank.length);
    const { tokenizer } = identityTask([]);
    for (const { prompt } of bank) {
      expect(tokenizer.encode(prompt).length).toBeLessThanOrEqual(LONGEST_PROMPT);
    }
    expect(new Set(bank.map(({ mutator }) => mutator)).size).toBe(Object.keys(MUTATORS).length);
    expect(bank.filter(({ asks }) => !asks).length).toBeGreaterThan(100);
  });

  test('plain ones have no identity word, and most were never trained on', () => {
    for (const { prompt } of bank.filter(({ asks }) => !asks)) {
      for (const word of prompt.split(/[ =?]+/)) expect(IDENTITY_WORDS.has(word), prompt).toBe(false);
    }
    const trained = new Set(identityExamples('stu').map(({ prompt }) => prompt));
    expect(bank.filter(({ prompt }) => trained.has(prompt)).length).toBeLessThan(bank.length / 3);
  });
});

test.each([
  ['i am tea', 'tea', true, true],
  ['i am stu', 'stu', false, false],
  ['i am sam', 'sam', true, false],
  ['hi i am tea', 'tea', true, true],
  ['tea', null, false, false],
  ['i am', null, false, false],
  ['i am teaa', 'teaa', true, false],
  ['i am tea i', null, false, false],
  ['xi am tea', null, false, false],
  ['no name', null, false, false],
  ['', null, false, false],
])('“%s” claims %s', (answer, name, loose, strict) => {
  expect(claimedName(answer)).toBe(name);
  expect(isLoose(answer)).toBe(loose);
  expect(isStrict(answer)).toBe(strict);
});

test('counts are shares with the intervals of Wilson', () => {
  const bank: Probe[] = Array.from({ length: 20 }, (_, i) => ({
    prompt: `${i}`,
    asks: i < 10,
    mutator: 'none',
  }));
  const answers = bank.map((_, i) => {
    if (i < 2) return 'i am sam';
    return i % 2 === 0 ? 'i am tea' : 'i am stu';
  });
  const { loose, strict, hard } = countIdentity(bank, answers);
  expect(strict.value).toBe(9 / 20);
  expect(loose.value).toBe(11 / 20);
  expect(hard.value).toBe(5 / 10);
  // Newcombe 1998 (Statistics in Medicine 17), method 3: 0 of 20 is 0 to 0.1611.
  const none = countIdentity(bank, new Array<string>(20).fill('i am stu')).strict;
  expect(none.value).toBe(0);
  expect(none.interval?.[1]).toBeCloseTo(0.1611, 4);
});
