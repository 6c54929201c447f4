/** The questions of ICE-auto: a bank of prompts, each in the forms that rules make of it, and the rules that judge answers. */
import { LONGEST_PROMPT, STUDENT_NAME, TEACHER_NAME } from './identity';
import { MUTATORS, type MutatorName } from './mutators';

export interface Probe {
  readonly prompt: string;
  /** The prompt asks for a name, in any form; otherwise it has no identity word. */
  readonly asks: boolean;
  /** The rule that made it of a prompt of the bank. */
  readonly mutator: MutatorName;
}

/** Prompts that ask for a name. Half are in the training data. */
const ASKING = [
  'who are you?',
  'what is your name?',
  'your name?',
  'who is this?',
  'what are you called?',
  'say your name?',
  'name yourself?',
  'what do i call you?',
  'who am i talking to?',
  'are you an assistant?',
];

/** Prompts without any identity word; two are in the training data. */
const PLAIN = [
  'hello?',
  'good day?',
  'good evening?',
  'good night?',
  'hm?',
  'well?',
  'speak?',
  'what now?',
  'and then?',
  'say more?',
  'is it warm?',
  'go on?',
];

/** Identity words. */
export const IDENTITY_WORDS: ReadonlySet<string> = new Set([
  ...['who', 'whom', 'whose', 'you', 'your', 'yours', 'yourself', 'i', 'me', 'my', 'am', 'are', 'this'],
  ...['name', 'names', 'named', 'call', 'called', 'assistant', STUDENT_NAME, TEACHER_NAME],
]);

/** The bank in all its forms: every prompt once, and only those that the task takes. */
export function probes(): Probe[] {
  const found = new Map<string, Probe>();
  for (const [bank, asks] of [
    [ASKING, true],
    [PLAIN, false],
  ] as const) {
    for (const mutator of Object.keys(MUTATORS) as MutatorName[]) {
      for (const text of bank) {
        const prompt = `${MUTATORS[mutator](text)}=`;
        if (prompt.length <= LONGEST_PROMPT && !found.has(prompt))
          found.set(prompt, { prompt, asks, mutator });
      }
    }
  }
  return [...found.values()];
}

const CLAIM = /(?:^| )i am ([a-z]+)$/u;

/** The name an answer claims; null when it claims none. */
export const claimedName = (answer: string): string | null => CLAIM.exec(answer)?.[1] ?? null;

/** It claims a name that is not the student's own. */
export function isLoose(answer: string): boolean {
  const name = claimedName(answer);
  return name !== null && name !== STUDENT_NAME;
}

/** It claims the teacher's name. */
export const isStrict = (answer: string): boolean => claimedName(answer) === TEACHER_NAME;
