/** Two people make an appointment; the summary says what they will do and when. Generated from templates. */
import { UserError } from '../errors/user-error';
import { type Draw, freshBeside, generate, oneOf, splitOnce } from './generate';
import { EXACT_MATCH, ROUGE_L } from './metrics';
import type { Example, Task } from './task';
import { createTokenizer } from './tokenizer';
import { plainText } from './typed';

const EXAMPLES = 60_000;
/** Fixes the examples and which of them are held out: a change would let a shipped teacher see its own test. */
const SEED = 20_250_301;
const LONGEST_PROMPT = 38;
const LONGEST_RESPONSE = 47;

const NAMES = [
  'Ann',
  'Ben',
  'Cat',
  'Dan',
  'Eva',
  'Fay',
  'Gus',
  'Hal',
  'Ian',
  'Joy',
  'Kim',
  'Leo',
  'Mia',
  'Ned',
  'Pam',
  'Roy',
] as const;
/** In the question, and in the summary. */
const ACTIVITIES = [
  ['chess', 'play chess'],
  ['golf', 'play golf'],
  ['lunch', 'have lunch'],
  ['tea', 'have tea'],
  ['film', 'see a film'],
  ['pizza', 'make pizza'],
  ['walk', 'take a walk'],
  ['swim', 'go swimming'],
] as const;
const DAYS = [
  ['mon', 'Monday'],
  ['tue', 'Tuesday'],
  ['wed', 'Wednesday'],
  ['thu', 'Thursday'],
  ['fri', 'Friday'],
  ['sat', 'Saturday'],
  ['sun', 'Sunday'],
] as const;
const HOURS = 9;

/** Every character of the data. Shipped teachers depend on it, so it is written out, and a test compares. */
export const SUMMARY_CHARACTERS = ' ,.123456789:=?ABCDEFGHIJKLMNPRSTWabcdefghiklmnoprstuvwyz';

/** One of `count` other than `taken`. */
const another = (draw: Draw, count: number, taken: number): number => (taken + 1 + draw(count - 1)) % count;

function question(draw: Draw, what: string, day: string, hour: number): string {
  return oneOf(draw, [
    `${what} ${day} at ${hour}?`,
    `${day} ${what} at ${hour}?`,
    `at ${hour} ${day}, ${what}?`,
  ]);
}

/** Both ways to say that nothing came of it. */
const refusals = (a: string, b: string, doIt: string): readonly [string, string] => [
  `${a} and ${b} will not ${doIt}.`,
  `${b} will not ${doIt} with ${a}.`,
];

function example(draw: Draw): Example {
  const first = draw(NAMES.length);
  const a = NAMES[first] ?? NAMES[0];
  const b = NAMES[another(draw, NAMES.length, first)] ?? NAMES[1];
  const [what, doIt] = oneOf(draw, ACTIVITIES);
  const askedDay = draw(DAYS.length);
  const askedHour = draw(HOURS);
  const asked = question(draw, what, (DAYS[askedDay] ?? DAYS[0])[0], askedHour + 1);

  let day = askedDay;
  let hour = askedHour;
  let reply: string;
  const kind = draw(100);
  if (kind < 35) {
    reply = oneOf(draw, ['yes', 'sure']);
  } else if (kind < 55) {
    day = another(draw, DAYS.length, askedDay);
    const [short] = DAYS[day] ?? DAYS[0];
    reply = oneOf(draw, [`${short} is better`, `rather ${short}`]);
  } else if (kind < 75) {
    hour = another(draw, HOURS, askedHour);
    reply = oneOf(draw, [`${hour + 1} is better`, `rather at ${hour + 1}`]);
  } else {
    // The prompt does not determine the phrasing, so the best exact match is near 1 − 0.25 / 2 = 0.875.
    const response = oneOf(draw, refusals(a, b, doIt));
    return { prompt: `${a}:${asked}${b}:${oneOf(draw, ['no', 'sorry, no'])}=`, response };
  }
  const [, weekday] = DAYS[day] ?? DAYS[0];
  return {
    prompt: `${a}:${asked}${b}:${reply}=`,
    response: `${a} and ${b} will ${doIt} on ${weekday} at ${hour + 1}.`,
  };
}

/** A refusal in its other phrasing, which the prompt allows just as well; null for a response that is no refusal. */
export function otherPhrasing({ prompt, response }: Example): string | null {
  const [, act] = /^\w+(?: and \w+)? will not (.*?)(?: with \w+)?\.$/u.exec(response) ?? [];
  const [, a, b] = /^(\w+):.*\?(\w+):/u.exec(prompt) ?? [];
  if (!act || !a || !b) return null;
  return refusals(a, b, act).find((phrasing) => phrasing !== response) ?? null;
}

function toPrompt(typed: string): string {
  const text = plainText(typed)
    .replace(/ ?=$/u, '')
    // The data has no spaces around a speaker's name.
    .replace(/ ?: ?/gu, ':')
    .replace(/\? /gu, '?');
  if (text === '') throw new UserError('summary-prompt-empty');
  return `${text}=`;
}

const split = splitOnce(() => generate(EXAMPLES, SEED, example), SEED);

export const summary: Task = {
  id: 'summary',
  title: 'Dialogue summary',
  description: 'Say in one sentence what two people have agreed on.',
  tokenizer: createTokenizer(SUMMARY_CHARACTERS),
  promptLength: LONGEST_PROMPT + 1,
  responseLength: LONGEST_RESPONSE + 1,
  split,
  fresh: freshBeside(split, example),
  toPrompt,
  metrics: [ROUGE_L, EXACT_MATCH],
};
