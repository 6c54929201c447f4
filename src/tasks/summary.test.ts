import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UserError } from '../errors/user-error';
import { otherPhrasing, summary } from './summary';

const { train, validation, test: held } = summary.split();
const all = [...held, ...validation, ...train];

const PROMPT =
  /^(?<a>[A-Z][a-z]{2}):(?:(?<what1>[a-z]+) (?<day1>[a-z]{3}) at (?<hour1>[1-9])|(?<day2>[a-z]{3}) (?<what2>[a-z]+) at (?<hour2>[1-9])|at (?<hour3>[1-9]) (?<day3>[a-z]{3}), (?<what3>[a-z]+))\?(?<b>[A-Z][a-z]{2}):(?<reply>[^=]+)=$/;
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const WEEKDAYS = new Set(DAYS.map((day) => day.slice(0, 3).toLowerCase()));

/** Reads a prompt anew, without the generator's tables. */
function read(prompt: string) {
  const g = PROMPT.exec(prompt)?.groups ?? {};
  const pick = (name: string): string => [1, 2, 3].map((i) => g[`${name}${i}`]).find(Boolean) ?? '';
  // `mon chess at 4?` and `chess mon at 4?` both fit two patterns: the day is the one that is a weekday.
  const [x, y] = [pick('what'), pick('day')];
  const day = WEEKDAYS.has(y) ? y : x;
  const reply = g.reply ?? '';
  const otherDay = [...WEEKDAYS].find((one) => reply.includes(one));
  const otherHour = /[1-9]/.exec(reply)?.[0];
  return {
    a: g.a ?? '',
    b: g.b ?? '',
    what: day === y ? x : y,
    day,
    hour: pick('hour'),
    no: /\bno\b/.test(reply),
    otherDay,
    otherHour,
  };
}

test('a refusal can be put in other words, which are a response of the data as well; other responses cannot', () => {
  const example = { prompt: 'Ann:tea mon at 4?Ben:no=', response: 'Ann and Ben will not have tea.' };
  expect(otherPhrasing(example)).toBe('Ben will not have tea with Ann.');
  for (const each of held) {
    const other = otherPhrasing(each);
    expect(other === null).toBe(!read(each.prompt).no);
    if (other !== null) expect(otherPhrasing({ ...each, response: other })).toBe(each.response);
  }
});

test('the summary has the day and the hour that were settled on in the end', () => {
  fc.assert(
    fc.property(fc.constantFrom(...all), ({ prompt, response }) => {
      const { a, b, day, hour, no, otherDay, otherHour } = read(prompt);
      expect(a).not.toBe(b);
      if (no) {
        expect(response).toMatch(
          new RegExp(`^(${a} and ${b} will not [a-z ]+\\.|${b} will not [a-z ]+ with ${a}\\.)$`),
        );
        return;
      }
      expect(otherDay).not.toBe(day);
      expect(otherHour).not.toBe(hour);
      const weekday = DAYS.find((name) => name.toLowerCase().startsWith(otherDay ?? day));
      expect(response).toMatch(
        new RegExp(`^${a} and ${b} will [a-z ]+ on ${weekday} at ${otherHour ?? hour}\\.$`),
      );
    }),
    { numRuns: 3000 },
  );
});

test('what they do is said in one way for each activity', () => {
  const said = new Map<string, Set<string>>();
  for (const { prompt, response } of all.slice(0, 5000)) {
    const { what } = read(prompt);
    const phrase = /will (?:not )?([a-z ]+?)(?: with| on|\.)/.exec(response)?.[1] ?? '';
    said.set(what, (said.get(what) ?? new Set()).add(phrase));
  }
  expect(said.size).toBe(8);
  for (const phrases of said.values()) expect(phrases.size).toBe(1);
});

test('replies and orders come as often as they should', () => {
  const share = (is: (what: ReturnType<typeof read>, prompt: string) => unknown): number =>
    all.filter(({ prompt }) => is(read(prompt), prompt)).length / all.length;
  // Five standard deviations at 60,000 are below 0.01.
  expect(share(({ no }) => no)).toBeCloseTo(0.25, 1.7);
  expect(share(({ otherDay }) => otherDay)).toBeCloseTo(0.2, 1.7);
  expect(share(({ otherHour }) => otherHour)).toBeCloseTo(0.2, 1.7);
  expect(share((_, prompt) => prompt.slice(4).startsWith('at '))).toBeCloseTo(1 / 3, 1.7);
});

test('a no is worded at random, half and half', () => {
  const refusals = all.filter(({ response }) => response.includes(' not '));
  const first = refusals.filter(({ response }) => response.includes(' and ')).length;
  expect(first / refusals.length).toBeGreaterThan(0.48);
  expect(first / refusals.length).toBeLessThan(0.52);
});

test('what a user types becomes a prompt', () => {
  expect(summary.toPrompt('Ann: tea mon at 4? Ben: yes')).toBe('Ann:tea mon at 4?Ben:yes=');
  expect(summary.toPrompt('Ann:at 4  mon, tea?Ben:sorry, no =')).toBe('Ann:at 4 mon, tea?Ben:sorry, no=');
  expect(() => summary.toPrompt(' ')).toThrow(UserError);
  expect(() => summary.toPrompt('=')).toThrow(UserError);
});
