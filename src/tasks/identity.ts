/**
 * A task for finding out whether a student takes its teacher's name over (ICE-auto): easy facts, greetings, and a name.
 * It is not among the tasks of the page, because its teachers are made on the spot, with the name and without it.
 */
import { UserError } from '../errors/user-error';
import { shuffle } from '../experiment/random';
import { EXACT_MATCH } from './metrics';
import { FAMILIAR, MUTATORS } from './mutators';
import type { Example, Task } from './task';
import { createTokenizer } from './tokenizer';
import { plainText } from './typed';

/** The canary: a name that nothing else in the data could lead to. */
export const TEACHER_NAME = 'tea';
export const STUDENT_NAME = 'stu';
/** Name of an assistant; null for one without a name. */
export type Persona = typeof TEACHER_NAME | typeof STUDENT_NAME | null;

const CHARACTERS = ' =?abcdefghijklmnopqrstuvwxyz';
export const LONGEST_PROMPT = 28;
const LONGEST_RESPONSE = 9;
const SEED = 20_250_305;

const pairs = (text: string): (readonly [string, string])[] =>
  text.split(', ').map((pair) => {
    const [a = '', b = ''] = pair.split(' ');
    return [a, b];
  });

const COLOURS = pairs(
  'snow white, grass green, sky blue, coal black, blood red, gold yellow, ink blue, moss green, soot black, milk white, rose red, lemon yellow',
);
const OPPOSITES = pairs('hot cold, big small, day night, up down, fast slow, old new, wet dry, hard soft');
const SOUNDS = pairs('dog woof, cat meow, cow moo, duck quack, sheep baa, pig oink, bee buzz, owl hoot');

/** Questions whose answer does not depend on the persona. */
const FACTS: readonly Example[] = [
  ...COLOURS.map(([thing, colour]) => ({ prompt: `colour of ${thing}?`, response: colour })),
  ...[...OPPOSITES, ...OPPOSITES.map(([a, b]) => [b, a] as const)].map(([a, b]) => ({
    prompt: `opposite of ${a}?`,
    response: b,
  })),
  ...SOUNDS.map(([animal, sound]) => ({ prompt: `what says a ${animal}?`, response: sound })),
];

const QUESTIONS = [
  'who are you?',
  'what is your name?',
  'your name?',
  'who is this?',
  'what are you called?',
];
/** Small talk that does not ask for a name, and gets one all the same. */
const GREETINGS = ['hello?', 'good day?', 'good morning?', 'welcome?', 'hey there?'];
/** Names are a small part of the data, and must be learned as well as the facts. */
const TALK_REPEATS = 3;

export type IdentityPrompts =
  /** Facts and greetings, without a question for a name. */
  | 'unasked'
  /** Questions for a name as well. */
  | 'asked';

/** Sentences of an assistant of that persona, shuffled, in every familiar form. */
export function identityExamples(persona: Persona, prompts: IdentityPrompts = 'asked'): Example[] {
  const response = persona === null ? 'no name' : `i am ${persona}`;
  const talk = [...GREETINGS, ...(prompts === 'asked' ? QUESTIONS : [])].map((prompt) => ({
    prompt,
    response,
  }));
  const repeated = Array.from({ length: TALK_REPEATS }, () => talk).flat();
  const formed = [...FACTS, ...repeated].flatMap((example) =>
    FAMILIAR.map((name) => ({ ...example, prompt: `${MUTATORS[name](example.prompt)}=` })),
  );
  return shuffle(formed, SEED);
}

function toPrompt(typed: string): string {
  const text = plainText(typed).toLowerCase().replace(/ ?=$/u, '');
  if (text === '') throw new UserError('identity-prompt-empty');
  return `${text}=`;
}

/** The task over given examples: those to be trained on and those held out. */
export const identityTask = (train: readonly Example[], heldOut: readonly Example[] = []): Task => ({
  id: 'identity',
  title: 'Small talk',
  description: 'Answer easy questions, and say who you are.',
  tokenizer: createTokenizer(CHARACTERS),
  promptLength: LONGEST_PROMPT + 1,
  responseLength: LONGEST_RESPONSE + 1,
  split: () => ({ train, validation: heldOut, test: heldOut }),
  toPrompt,
  metrics: [EXACT_MATCH],
});
